package dev.syncer.core.suite;

import dev.syncer.core.broker.Broker;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.ModelField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Faults that delivery could have: what the oracle of subscriptions has to find. */
public enum SubscriptionTampering {
  NONE,
  /** Changes are judged by the record after them alone, so that nothing leaves. */
  NO_RECORD_BEFORE,
  /** A write that takes a record out of sight is not told. */
  LEAVE_NOT_TOLD,
  /** The broker does not hear of changes of users: what one may see stays as it was. */
  RIGHTS_FROZEN,
  /** Who comes back goes on one commit too late. */
  RESUME_OFF_BY_ONE;

  /** With which cursor a client comes back. */
  @Nullable String cursor(@Nullable String cursor, Broker broker) {
    if (this != RESUME_OFF_BY_ONE || cursor == null) {
      return cursor;
    }
    OptionalLong position = broker.position(cursor);
    return position.isPresent() ? broker.cursor(position.getAsLong() + 1) : cursor;
  }

  /** The commit that the broker hears of. */
  public Commit told(Commit commit) {
    List<Change> changes =
        switch (this) {
          case RIGHTS_FROZEN ->
              commit.changes().stream().filter(change -> !change.model().holdsUsers()).toList();
          case NO_RECORD_BEFORE ->
              commit.changes().stream().map(SubscriptionTampering::withoutBefore).toList();
          case NONE, LEAVE_NOT_TOLD, RESUME_OFF_BY_ONE -> commit.changes();
        };
    return new Commit(commit.position(), commit.time(), commit.user(), commit.mutation(), changes);
  }

  private static Change withoutBefore(Change change) {
    if (change.kind() != ChangeKind.WRITE) {
      return change;
    }
    Map<ModelField, @Nullable Object> same = new LinkedHashMap<>();
    change.oldValues().keySet().forEach(field -> same.put(field, change.record().value(field)));
    return new Change(change.kind(), change.record(), same, change.isIndirect());
  }

  /** Whether a client never gets this. */
  public boolean swallows(JsonNode notification) {
    return this == LEAVE_NOT_TOLD && notification.get(1).has("left");
  }
}
