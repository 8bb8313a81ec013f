package dev.syncer.core.work;

import dev.syncer.api.ModelRecord;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.WriteTransaction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does what {@link Unlinking} has decided: empties links, deletes records, and runs the hooks
 * around it.
 */
final class Deletions {
  private final WritingUnit unit;
  private final WriteTransaction transaction;
  private final TrackedRecords records;
  private final Consequences consequences;
  private final HookCalls hooks;

  Deletions(
      WritingUnit unit,
      WriteTransaction transaction,
      TrackedRecords records,
      Consequences consequences,
      HookCalls hooks) {
    this.unit = unit;
    this.transaction = transaction;
    this.records = records;
    this.consequences = consequences;
    this.hooks = hooks;
  }

  /** Deletes records that are within reach, and what goes with them. */
  void delete(Model model, Collection<Long> ids) {
    Unlinking unlinking = hooks.beforeUnlink(model, ids);
    unlinking.check();
    Map<Model, List<ModelRecord>> last = hooks.seenAfter(unlinking);
    empty(unlinking.emptied());
    unlinking
        .unlinked()
        .forEach(
            (gone, goneIds) -> {
              records.find(gone, goneIds).forEach(this::remove);
              transaction.delete(gone, goneIds);
            });
    records.findAlsoUnlinked(model, ids).forEach(unit::named);
    hooks.afterUnlink(last);
  }

  private void remove(Tracked tracked) {
    records.aboutToChange(tracked);
    consequences.unlinked(Objects.requireNonNull(tracked.now));
    tracked.now = null;
    tracked.stored = null;
  }

  private void empty(Map<Row, Set<ModelField>> fieldsByRow) {
    Map<Model, Set<Long>> ids = new LinkedHashMap<>();
    fieldsByRow
        .keySet()
        .forEach(
            row -> ids.computeIfAbsent(row.definition(), m -> new LinkedHashSet<>()).add(row.id()));
    ids.forEach(records::find); // read at once what is written one by one
    fieldsByRow.forEach(
        (row, fields) -> {
          Map<ModelField, @Nullable Object> empty = new LinkedHashMap<>();
          fields.forEach(field -> empty.put(field, null));
          records
              .find(row.definition(), List.of(row.id()))
              .forEach(tracked -> unit.set(tracked, empty));
        });
  }
}
