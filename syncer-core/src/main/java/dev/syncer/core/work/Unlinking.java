package dev.syncer.core.work;

import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.view.RecordView;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an unlink takes with it, found before anything is written: records that go too, fields that
 * become empty, and records that forbid it. One search for each field that points at a model.
 */
final class Unlinking {
  private record Batch(Model model, Set<Long> ids) {}

  private record Pointer(Row row, ModelField field) {}

  private final RecordView unit;
  private final Map<Model, Set<Long>> unlinked = new LinkedHashMap<>();
  private final List<Pointer> toEmpty = new ArrayList<>();
  private final List<Pointer> restricting = new ArrayList<>();

  Unlinking(RecordView unit) {
    this.unit = unit;
  }

  /** Adds records and all that goes with them. */
  void add(Model model, Collection<Long> ids) {
    Deque<Batch> open = new ArrayDeque<>();
    enqueue(open, model, ids);
    while (!open.isEmpty()) {
      Batch batch = open.remove();
      for (Model pointing : unit.registry().models()) {
        for (ModelField field : pointing.declaredFields()) {
          if (field.onUnlink() != null && batch.model().name().equals(field.target())) {
            follow(open, pointing, field, batch.ids());
          }
        }
      }
    }
  }

  private void enqueue(Deque<Batch> open, Model model, Collection<Long> ids) {
    Set<Long> fresh = new LinkedHashSet<>(ids);
    Set<Long> known = unlinked.computeIfAbsent(model, m -> new LinkedHashSet<>());
    fresh.removeAll(known);
    if (!fresh.isEmpty()) {
      known.addAll(fresh);
      open.add(new Batch(model, fresh));
    }
  }

  private void follow(Deque<Batch> open, Model pointing, ModelField field, Set<Long> ids) {
    List<Object> targets = ids.stream().<Object>map(Ref::to).toList();
    List<Row> rows = unit.stored(pointing, new Condition.In(field, targets));
    if (field.onUnlink() == OnUnlink.CASCADE) {
      enqueue(open, pointing, rows.stream().map(Row::id).toList());
      return;
    }
    List<Pointer> pointers = field.onUnlink() == OnUnlink.RESTRICT ? restricting : toEmpty;
    rows.forEach(row -> pointers.add(new Pointer(row, field)));
  }

  /**
   * @throws ValidationException if a record that stays forbids it
   */
  void check() {
    for (Pointer pointer : restricting) {
      if (!isUnlinked(pointer.row())) {
        throw refusal(pointer.row(), pointer.field());
      }
    }
  }

  private ValidationException refusal(Row row, ModelField field) {
    return new ValidationException(
        "\""
            + unit.redaction().seen(List.of(row)).get(0).displayName()
            + "\" still refers to this record in its field "
            + field.label()
            + " ("
            + row.model()
            + "."
            + field.name()
            + "). Change or delete it first.",
        Map.of("model", row.model(), "id", row.id(), "field", field.name(), "rule", "restrict"));
  }

  private boolean isUnlinked(Row row) {
    return unlinked.getOrDefault(row.definition(), Set.of()).contains(row.id());
  }

  /** The records that go, by model. */
  Map<Model, Set<Long>> unlinked() {
    return unlinked;
  }

  /** The records that stay, and their fields that become empty. */
  Map<Row, Set<ModelField>> emptied() {
    Map<Row, Set<ModelField>> emptied = new LinkedHashMap<>();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (Pointer pointer : toEmpty) {
      if (!isUnlinked(pointer.row())) {
        Row row = rows.computeIfAbsent(pointer.row().toString(), key -> pointer.row());
        emptied.computeIfAbsent(row, r -> new LinkedHashSet<>()).add(pointer.field());
      }
    }
    return emptied;
  }
}
