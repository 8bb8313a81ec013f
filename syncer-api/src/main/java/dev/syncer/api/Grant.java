package dev.syncer.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a group may do with a model: {@code group("user").reads().writes()}. Made by {@link Group}.
 * Immutable.
 *
 * @param group the group
 * @param operations what it may do
 */
public record Grant(Group group, Set<Operation> operations) {
  public Grant {
    Objects.requireNonNull(group, "group");
    EnumSet<Operation> copy = EnumSet.noneOf(Operation.class);
    copy.addAll(operations);
    operations = Collections.unmodifiableSet(copy);
  }

  /** May also read records, search for them, and subscribe to them. */
  public Grant reads() {
    return and(Operation.READ);
  }

  /** May also create records. */
  public Grant creates() {
    return and(Operation.CREATE);
  }

  /** May also write to records. */
  public Grant writes() {
    return and(Operation.WRITE);
  }

  /** May also delete records. */
  public Grant unlinks() {
    return and(Operation.UNLINK);
  }

  private Grant and(Operation operation) {
    EnumSet<Operation> more = EnumSet.of(operation);
    more.addAll(operations);
    return new Grant(group, more);
  }
}
