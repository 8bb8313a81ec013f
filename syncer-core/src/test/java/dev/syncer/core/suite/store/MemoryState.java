package dev.syncer.core.suite.store;

import dev.syncer.api.FieldType;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a database holds at one moment. Immutable.
 *
 * @param tables by the name of the model
 * @param log by position
 * @param head the position of the last commit, also where it was pruned
 */
record MemoryState(
    Map<String, Table> tables, ByNumber<Logged> log, long head, Map<String, String> notes) {
  static final MemoryState EMPTY = new MemoryState(Map.of(), ByNumber.empty(), 0, Map.of());

  /**
   * The records of a model.
   *
   * @param lastId the highest that was ever given
   */
  record Table(Model model, ByNumber<Row> rows, long lastId) {}

  /** A commit in the text of the codec: models may have changed when it is read. */
  record Logged(long position, Instant time, String text) {}

  MemoryState {
    tables = Map.copyOf(tables);
    notes = Map.copyOf(notes);
  }

  Table table(Model model) {
    Table table = tables.get(model.name());
    if (table == null || table.model() != model) {
      throw new IllegalArgumentException(
          "model " + model + " is not of the registry that this store was opened with");
    }
    return table;
  }

  MemoryState with(Table table) {
    Map<String, Table> all = new HashMap<>(tables);
    all.put(table.model().name(), table);
    return new MemoryState(all, log, head, notes);
  }

  MemoryState withLog(ByNumber<Logged> entries, long last) {
    return new MemoryState(tables, entries, last, notes);
  }

  MemoryState withNote(String key, @Nullable String text) {
    Map<String, String> all = new HashMap<>(notes);
    if (text == null) {
      all.remove(key);
    } else {
      all.put(key, text);
    }
    return new MemoryState(tables, log, head, all);
  }

  /** As these models see it: fields that are gone are forgotten, new ones have their default. */
  MemoryState of(Registry registry) {
    MemoryState changed = this;
    for (Model model : registry.models()) {
      Table table = tables.get(model.name());
      changed =
          table == null
              ? changed.with(new Table(model, ByNumber.empty(), 0))
              : changed.with(moved(table, model)).withoutNotesOfNewFields(table.model(), model);
    }
    return changed;
  }

  private MemoryState withoutNotesOfNewFields(Model before, Model model) {
    MemoryState changed = this;
    for (ModelField field : model.columns()) {
      if (before.field(field.name()).filter(ModelField::isColumn).isEmpty()) {
        changed = changed.withNote(field.noteKey(), null);
      }
    }
    return changed;
  }

  private static Table moved(Table table, Model model) {
    ByNumber<Row> rows = ByNumber.empty();
    for (Row row : table.rows()) {
      rows = rows.with(row.id(), moved(row, model));
    }
    return new Table(model, rows, table.lastId());
  }

  private static Row moved(Row row, Model model) {
    @Nullable Object[] values = new @Nullable Object[model.fields().size()];
    for (ModelField field : model.columns()) {
      values[field.index()] =
          row.definition()
              .field(field.name())
              .filter(ModelField::isColumn)
              .map(before -> before.type() == field.type() ? row.value(before) : null)
              .orElseGet(() -> wasThere(row, field) ? null : given(model, field));
    }
    return Row.of(model, values);
  }

  private static boolean wasThere(Row row, ModelField field) {
    return row.definition().field(field.name()).filter(ModelField::isColumn).isPresent();
  }

  private static @Nullable Object given(Model model, ModelField field) {
    Object given = field.defaultValue();
    if (given == null) {
      return field.type() == FieldType.BOOLEAN ? Boolean.FALSE : null;
    }
    return ValueCheck.checked(model, field, given);
  }
}
