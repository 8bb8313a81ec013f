package dev.syncer.core.work;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.HistoryEntry.FieldChange;
import dev.syncer.api.HistoryEntry.Kind;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what the change log has of one record in the words of the API. */
final class Histories {
  private Histories() {}

  static List<HistoryEntry> of(List<Commit> commits) {
    List<HistoryEntry> entries = new ArrayList<>();
    for (Commit commit : commits) {
      for (Change change : commit.changes()) {
        entries.add(
            new HistoryEntry(
                kind(change.kind()),
                change.record().version(),
                commit.time(),
                commit.user(),
                change.isIndirect(),
                fields(change)));
      }
    }
    return List.copyOf(entries);
  }

  private static Kind kind(ChangeKind kind) {
    return switch (kind) {
      case CREATE -> Kind.CREATE;
      case WRITE -> Kind.WRITE;
      case UNLINK -> Kind.UNLINK;
    };
  }

  private static Map<String, FieldChange> fields(Change change) {
    Map<String, FieldChange> fields = new LinkedHashMap<>();
    Row after = change.record();
    for (ModelField field : after.definition().columns()) {
      boolean isCreated = change.kind() == ChangeKind.CREATE && after.value(field) != null;
      if (!field.isBase() && (isCreated || change.oldValues().containsKey(field))) {
        fields.put(
            field.name(), new FieldChange(change.oldValues().get(field), after.value(field)));
      }
    }
    return fields;
  }
}
