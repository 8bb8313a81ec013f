package dev.syncer.core.work;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Relations.Trigger;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import dev.syncer.core.work.DirtyFields.Affected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the writes of a unit of work, each time for all records of a model together.
 *
 * <p>Stored derived fields are brought up to date whenever somebody looks, and at the end. Each
 * write leaves an event, a field of a record; the events say which derived fields of which records
 * may be stale; these are made again in an order in which inputs come first, and what changes by
 * that is an event again. Since no field depends on itself the order ends.
 *
 * <p>Lists and related values that no column holds have no value to compare. They follow at the end
 * from the records that really have changed: a child that comes, moves or goes tells its parents,
 * those it has and those it had, and a far value tells the records that show another value by it.
 */
final class Consequences {
  private final WritingUnit unit;
  private final Relations relations;
  private final Savepoints savepoints;
  private final DirtyFields dirty;
  private final FormerLists formerLists;
  private final FormerValues formerValues;
  private final Map<ModelField, Affected> stale = new LinkedHashMap<>();

  Consequences(WritingUnit unit, Savepoints savepoints, FormerValues formerValues) {
    this.unit = unit;
    this.savepoints = savepoints;
    this.relations = unit.registry().relations();
    this.dirty = new DirtyFields(relations, savepoints);
    this.formerLists = new FormerLists(relations);
    this.formerValues = formerValues;
  }

  void created(Model model, List<Long> ids) {
    unit.rows(model, ids).forEach(dirty::addAll);
    for (ModelField field : relations.storedDerived(model)) {
      stale(model, field).addAll(ids);
    }
  }

  void written(Row before, Row after, Set<ModelField> fields) {
    boolean hasLeft = false;
    for (ModelField field : fields) {
      if (!before.agreesOn(field, after)) {
        if (!hasLeft) {
          dirty.leaves(before);
          hasLeft = true;
        }
        dirty.add(after, field);
      }
    }
  }

  void unlinked(Row row) {
    dirty.leaves(row);
    dirty.addAll(row);
  }

  private Set<Long> stale(Model model, ModelField field) {
    return stale.computeIfAbsent(field, f -> new Affected(model, new LinkedHashSet<>())).ids();
  }

  /** Brings all stored derived fields up to date. */
  void settle() {
    while (true) {
      gather();
      ModelField next =
          stale.keySet().stream().min(Comparator.comparingInt(relations::rank)).orElse(null);
      if (next == null) {
        return;
      }
      Affected records = Objects.requireNonNull(stale.remove(next));
      savepoints.losing(() -> stale(records.model(), next).addAll(records.ids()));
      compute(next, records);
    }
  }

  private void gather() {
    if (dirty.isEmpty()) {
      return;
    }
    dirty
        .affected(unit.reach())
        .forEach(
            (field, affected) -> {
              if (field.isColumn()) {
                stale(affected.model(), field).addAll(affected.ids());
              }
            });
    dirty.clear();
  }

  private void compute(ModelField field, Affected records) {
    List<Row> rows = new ArrayList<>(unit.rows(records.model(), records.ids()));
    Map<Long, @Nullable Object> different = new LinkedHashMap<>();
    unit.derived().outdated(field, rows).forEach((row, value) -> different.put(row.id(), value));
    for (Tracked tracked : unit.trackExisting(records.model(), different.keySet())) {
      Map<ModelField, @Nullable Object> value = new LinkedHashMap<>();
      value.put(field, different.get(Objects.requireNonNull(tracked.now).id()));
      unit.set(tracked, value);
    }
  }

  /** At the end: marks the records whose lists or related values look different. */
  void touchOthers() {
    Map<ModelField, Affected> touched = new LinkedHashMap<>();
    Map<ModelField, Map<Long, Set<Long>>> former = new HashMap<>();
    Map<ModelField, Set<Long>> changed = new LinkedHashMap<>();
    Set<Tracked> returned = linksThatCameBack();
    for (Tracked tracked : List.copyOf(unit.tracked())) {
      if (tracked.endsWhereItBegan() || returned.contains(tracked)) {
        continue;
      }
      Row row = Objects.requireNonNull(tracked.now == null ? tracked.before : tracked.now);
      for (Step.ToMany step : relations.incoming(row.definition())) {
        affected(touched, step.field(), step.from()).addAll(parentsThatDiffer(step, tracked));
        formerLists.add(step, tracked);
        former
            .computeIfAbsent(step.field(), f -> new LinkedHashMap<>())
            .put(row.id(), parents(step, tracked));
      }
      for (ModelField field : changedColumns(tracked)) {
        if (!relations.triggers(field).isEmpty()) {
          changed.computeIfAbsent(field, f -> new LinkedHashSet<>()).add(row.id());
        }
      }
    }
    changed.forEach((field, ids) -> touchRelated(touched, field, ids, former));
    touched.forEach(
        (field, records) -> {
          Set<Long> ids =
              field.type().isToMany() ? records.ids() : formerValues.changed(field, records);
          for (Tracked tracked : unit.trackExisting(records.model(), ids)) {
            unit.touch(tracked, field);
          }
        });
  }

  /** Those whose lists it came into or left: a member that only changed is no change of a list. */
  private static Set<Long> parentsThatDiffer(Step.ToMany step, Tracked tracked) {
    Set<Long> parents = parents(step, tracked);
    if (tracked.before != null && tracked.now != null && !tracked.model.isRelation()) {
      Set<Long> same = new HashSet<>(step.parents(tracked.before));
      same.retainAll(Set.copyOf(step.parents(tracked.now)));
      parents.removeAll(same);
    }
    return parents;
  }

  /** Rows of many2manys that went, and those made in their place: together they change nothing. */
  private Set<Tracked> linksThatCameBack() {
    Map<List<@Nullable Object>, Tracked> gone = new HashMap<>();
    Map<List<@Nullable Object>, Tracked> made = new HashMap<>();
    for (Tracked tracked : unit.tracked()) {
      Row row = tracked.now == null ? tracked.before : tracked.now;
      if (row != null && row.definition().isRelation()) {
        List<@Nullable Object> sides = new ArrayList<>(List.of(row.definition()));
        row.definition().declaredFields().forEach(side -> sides.add(row.value(side)));
        (tracked.now == null ? gone : made).put(sides, tracked);
      }
    }
    gone.keySet().retainAll(made.keySet());
    made.keySet().retainAll(gone.keySet());
    Set<Tracked> returned = new HashSet<>(gone.values());
    returned.addAll(made.values());
    return returned;
  }

  private static Set<Long> affected(Map<ModelField, Affected> all, ModelField field, Model model) {
    return all.computeIfAbsent(field, f -> new Affected(model, new LinkedHashSet<>())).ids();
  }

  private static Set<Long> parents(Step.ToMany step, Tracked tracked) {
    Set<Long> parents = new LinkedHashSet<>();
    if (tracked.before != null) {
      parents.addAll(step.parents(tracked.before));
    }
    if (tracked.now != null) {
      parents.addAll(step.parents(tracked.now));
    }
    return parents;
  }

  private static Collection<ModelField> changedColumns(Tracked tracked) {
    if (tracked.before != null && tracked.now != null) {
      return Tracked.difference(tracked.before, tracked.now).keySet();
    }
    return Objects.requireNonNull(tracked.now == null ? tracked.before : tracked.now)
        .definition()
        .columns();
  }

  /** Related values that are not stored: those that are, have been computed. */
  private void touchRelated(
      Map<ModelField, Affected> touched,
      ModelField changed,
      Set<Long> ids,
      Map<ModelField, Map<Long, Set<Long>>> former) {
    for (Trigger trigger : relations.triggers(changed)) {
      if (!trigger.derived().isColumn()) {
        Set<Long> records =
            unit.reach()
                .backward(
                    trigger.prefix(),
                    ids,
                    (step, child) ->
                        former.getOrDefault(step.field(), Map.of()).getOrDefault(child, Set.of()));
        affected(touched, trigger.derived(), trigger.model()).addAll(records);
      }
    }
  }

  /** After {@link #touchOthers}: what the lists held before. */
  FormerLists formerLists() {
    return formerLists;
  }

  /** What derived fields were that no column holds. */
  FormerValues formerValues() {
    return formerValues;
  }

  /** Fields that are not stored and have an input among the changed fields, or among these. */
  Set<ModelField> computedFrom(Model model, Set<ModelField> changed) {
    Set<String> inputs = new HashSet<>();
    changed.forEach(field -> inputs.add(field.name()));
    Set<ModelField> computed = new LinkedHashSet<>();
    model.derivedFields().stream()
        .sorted(Comparator.comparingInt(relations::rank))
        .filter(field -> relations.paths(field).stream().anyMatch(p -> inputs.contains(p.first())))
        .forEach(
            field -> {
              inputs.add(field.name());
              computed.add(field);
            });
    return computed;
  }
}
