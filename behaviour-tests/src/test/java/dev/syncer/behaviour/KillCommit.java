package dev.syncer.behaviour;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A commit in short, as the log has it or as a client was told.
 *
 * @param mark of the unit of work, see {@link KillModule}; empty if it names none
 * @param changes sorted
 */
record KillCommit(String mark, List<KillChange> changes) {
  /** The models that clients subscribe to. */
  static final List<String> MODELS = List.of("test.task", "test.note", "test.stage", "test.wide");

  KillCommit {
    changes = changes.stream().sorted().toList();
  }

  /**
   * @param record {@code model,id}
   * @param name of the record, before it was unlinked
   */
  record KillChange(String record, String kind, long version, String name)
      implements Comparable<KillChange> {
    @Override
    public int compareTo(KillChange other) {
      return toString().compareTo(other.toString());
    }
  }

  static KillCommit of(Commit commit) {
    return of(
        commit.changes().stream()
            .filter(change -> MODELS.contains(change.model().name()))
            .map(KillCommit::change)
            .toList());
  }

  private static KillChange change(Change change) {
    return new KillChange(
        change.model().name() + "," + change.record().id(),
        change.kind().name().toLowerCase(Locale.ROOT),
        change.record().version(),
        change.record().displayName());
  }

  /**
   * @param notifications of all changes of a commit
   */
  static KillCommit told(List<JsonNode> notifications) {
    List<KillChange> changes = new ArrayList<>();
    for (JsonNode each : notifications) {
      JsonNode header = each.get(0);
      JsonNode payload = each.get(1);
      changes.add(
          new KillChange(
              header.get(1).stringValue() + "," + header.get(2).longValue(),
              payload.get("method").stringValue(),
              payload.get("version").longValue(),
              payload.get("record_name").stringValue()));
    }
    return of(changes);
  }

  private static KillCommit of(List<KillChange> changes) {
    String mark =
        changes.stream()
            .filter(change -> change.record().startsWith("test.stage,"))
            .map(KillChange::name)
            .findFirst()
            .orElse("");
    return new KillCommit(mark, changes);
  }

  boolean isSubscribed() {
    return !changes.isEmpty();
  }
}
