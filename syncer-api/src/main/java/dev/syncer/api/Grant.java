package dev.syncer.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a group may do with a model; begun by {@link Group}. Immutable.
 *
 * @param group who
 * @param operations what
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

  public Grant creates() {
    return and(Operation.CREATE);
  }

  public Grant writes() {
    return and(Operation.WRITE);
  }

  public Grant unlinks() {
    return and(Operation.UNLINK);
  }

  private Grant and(Operation operation) {
    EnumSet<Operation> more = EnumSet.of(operation);
    more.addAll(operations);
    return new Grant(group, more);
  }
}
