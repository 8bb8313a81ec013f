package dev.syncer.core.view;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.HistoryEntry.FieldChange;
import dev.syncer.api.HistoryEntry.Kind;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Says what the change log has of one record in the words of the API. */
final class Histories {
  private Histories() {}

  /**
   * The changes of the commits.
   *
   * @param named gives the many2ones of rows their names: of former targets the log has none
   * @param redaction leaves out what is not for the one who acts
   */
  static List<HistoryEntry> of(
      List<Commit> commits, UnaryOperator<List<Row>> named, ReaderRedaction redaction) {
    List<Row> former = new ArrayList<>();
    List<Row> later = new ArrayList<>();
    forEach(
        commits,
        (commit, change) -> {
          former.add(change.before().orElse(change.record()));
          later.add(change.record());
        });
    Iterator<Row> before = redaction.seen(named.apply(former)).iterator();
    Iterator<Row> after = redaction.seen(later).iterator();
    Map<User, User> users =
        redaction.seenUsers(commits.stream().map(Commit::user).distinct().toList());
    List<HistoryEntry> entries = new ArrayList<>();
    forEach(
        commits,
        (commit, change) -> {
          Map<String, FieldChange> fields = fields(change, before.next(), after.next());
          // A write of which nothing is seen tells nothing, not even that it was.
          if (change.kind() != ChangeKind.WRITE || !fields.isEmpty()) {
            entries.add(
                new HistoryEntry(
                    kind(change.kind()),
                    change.record().version(),
                    commit.time(),
                    users.getOrDefault(commit.user(), commit.user()),
                    change.isIndirect(),
                    fields));
          }
        });
    return List.copyOf(entries);
  }

  private static void forEach(List<Commit> commits, BiConsumer<Commit, Change> action) {
    commits.forEach(commit -> commit.changes().forEach(change -> action.accept(commit, change)));
  }

  private static Kind kind(ChangeKind kind) {
    return switch (kind) {
      case CREATE -> Kind.CREATE;
      case WRITE -> Kind.WRITE;
      case UNLINK -> Kind.UNLINK;
    };
  }

  private static Map<String, FieldChange> fields(Change change, Row before, Row after) {
    Map<String, FieldChange> fields = new LinkedHashMap<>();
    for (ModelField field : change.model().fields()) {
      boolean isTold = field.isColumn() || field.type().isToMany();
      if (!field.isBase()
          && isTold
          && after.shows(field)
          && hasChanged(field, change, before, after)) {
        Object from = change.kind() == ChangeKind.CREATE ? null : before.value(field);
        fields.put(field.name(), new FieldChange(from, after.value(field)));
      }
    }
    return fields;
  }

  private static boolean hasChanged(ModelField field, Change change, Row before, Row after) {
    Object now = after.value(field);
    if (change.kind() == ChangeKind.CREATE) {
      return now != null && !now.equals(List.of());
    }
    if (!field.type().isToMany()) {
      return change.oldValues().containsKey(field);
    }
    // A list is in the change also where only a record in it has changed.
    return change.oldValues().get(field) != null && !Objects.equals(before.value(field), now);
  }
}
