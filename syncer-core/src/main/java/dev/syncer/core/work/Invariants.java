package dev.syncer.core.work;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Constraint;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.spi.Deadline;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What must hold when a unit of work ends: unique values, required lists, and the constraints of
 * the models. Only then, so that two records may swap a value, and a parent may be wrong until its
 * children are written. One search for each unique field that was written and each required list,
 * one read of the records that have constraints.
 */
final class Invariants {
  private final WritingUnit unit;

  Invariants(WritingUnit unit) {
    this.unit = unit;
  }

  /**
   * @throws ValidationException naming the first record that breaks a rule
   */
  void check(Collection<Tracked> written) {
    Map<Model, List<Tracked>> byModel = new LinkedHashMap<>();
    for (Tracked tracked : written) {
      if (tracked.now != null && !tracked.endsWhereItBegan()) {
        Model model = tracked.now.definition();
        byModel.computeIfAbsent(model, m -> new ArrayList<>()).add(tracked);
      }
    }
    byModel.forEach(
        (model, records) -> {
          model.uniqueFields().forEach(field -> checkUnique(model, field, records));
          model.requiredLists().forEach(field -> checkNotEmpty(model, field, records));
          checkConstraints(model, records);
        });
  }

  private void checkUnique(Model model, ModelField field, List<Tracked> records) {
    Map<Object, Row> byValue = new HashMap<>();
    for (Tracked tracked : records) {
      Row row = Objects.requireNonNull(tracked.now);
      Object value = row.value(field);
      if (value != null && (tracked.before == null || !tracked.before.agreesOn(field, row))) {
        Row other = byValue.putIfAbsent(value, row);
        if (other != null) {
          throw notUnique(model, field, row, other);
        }
      }
    }
    if (byValue.isEmpty()) {
      return;
    }
    Set<Object> values = new LinkedHashSet<>(byValue.keySet());
    for (Row found : unit.stored(model, new Condition.In(field, List.copyOf(values)))) {
      Row row = byValue.get(Objects.requireNonNull(found.value(field)));
      if (row != null && row.id() != found.id()) {
        throw notUnique(model, field, row, found);
      }
    }
  }

  /** The other record may be hidden: that it has the value is told, and not which one it is. */
  private ValidationException notUnique(Model model, ModelField field, Row row, Row other) {
    if (unit.refusals().mayKnow(row) && !unit.refusals().mayKnow(other)) {
      return ValueCheck.refusal(
          model,
          field,
          "is unique, and another record has this value already. Choose another one.",
          Map.of("rule", "unique"));
    }
    return ValueCheck.refusal(
        model,
        field,
        "is unique, and " + other + " has this value already. Choose another one.",
        Map.of("rule", "unique", "id", row.id(), "other", other.id()));
  }

  /** A list is looked at where it may have lost its last member, which can happen anywhere. */
  private void checkNotEmpty(Model model, ModelField field, List<Tracked> records) {
    Set<Long> ids = new LinkedHashSet<>();
    for (Tracked tracked : records) {
      if (tracked.before == null || tracked.touched.contains(field)) {
        ids.add(tracked.id);
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    unit.reach()
        .forward(unit.registry().relations().steps(field), ids)
        .forEach(
            (id, members) -> {
              if (members.isEmpty()) {
                throw ValuesCheck.missing(model, field, Map.of("id", id));
              }
            });
  }

  private void checkConstraints(Model model, List<Tracked> records) {
    if (model.constraints().isEmpty()) {
      return;
    }
    List<Row> rows = records.stream().map(each -> Objects.requireNonNull(each.now)).toList();
    Deadline deadline = Deadline.current();
    for (Row row : unit.shown(rows)) {
      deadline.check();
      for (Constraint constraint : model.constraints()) {
        if (!constraint.holds().test(row)) {
          throw new ValidationException(constraint.message(), context(model, constraint, row));
        }
      }
    }
  }

  private static Map<String, Object> context(Model model, Constraint constraint, Row row) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("model", model.name());
    context.put("rule", "constraint");
    context.put("key", constraint.key());
    context.put("id", row.id());
    return context;
  }
}
