package dev.syncer.core.work;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Relations.Trigger;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import dev.syncer.core.view.Traversal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields of which records have changed since they were last looked at, and where those
 * records pointed before: a child that moves or goes tells the parent that it leaves.
 */
final class DirtyFields implements Traversal.Former {
  private final Relations relations;
  private final Savepoints savepoints;
  private Map<ModelField, Set<Long>> changed = new LinkedHashMap<>();
  private Map<ModelField, Map<Long, Set<Long>>> formerParents = new HashMap<>();

  DirtyFields(Relations relations, Savepoints savepoints) {
    this.relations = relations;
    this.savepoints = savepoints;
  }

  boolean isEmpty() {
    return changed.isEmpty();
  }

  /** A field of a record has changed; the row is as it was, or as it is if it is new. */
  void add(Row row, ModelField field) {
    if (!relations.triggers(field).isEmpty()) {
      changed.computeIfAbsent(field, f -> new LinkedHashSet<>()).add(row.id());
    }
  }

  /** A record may point elsewhere soon. */
  void leaves(Row before) {
    for (Step.ToMany step : relations.incoming(before.definition())) {
      formerParentsOf(step.field(), before.id()).addAll(step.parents(before));
    }
  }

  @Override
  public Collection<Long> parents(Step.ToMany step, long child) {
    return formerParents.getOrDefault(step.field(), Map.of()).getOrDefault(child, Set.of());
  }

  /** The derived fields that follow from the events, each with the records to look at. */
  Map<ModelField, Affected> affected(Traversal reach) {
    Map<ModelField, Affected> affected = new LinkedHashMap<>();
    changed.forEach(
        (field, ids) -> {
          for (Trigger trigger : relations.triggers(field)) {
            Set<Long> records = reach.backward(trigger.prefix(), ids, this);
            affected
                .computeIfAbsent(
                    trigger.derived(), f -> new Affected(trigger.model(), new LinkedHashSet<>()))
                .ids()
                .addAll(records);
          }
        });
    return affected;
  }

  /** All of them have been looked at. */
  void clear() {
    Map<ModelField, Set<Long>> before = changed;
    Map<ModelField, Map<Long, Set<Long>>> formerBefore = formerParents;
    savepoints.losing(() -> bringBack(before, formerBefore));
    changed = new LinkedHashMap<>();
    formerParents = new HashMap<>();
  }

  private void bringBack(
      Map<ModelField, Set<Long>> before, Map<ModelField, Map<Long, Set<Long>>> formerBefore) {
    before.forEach(
        (field, ids) -> changed.computeIfAbsent(field, f -> new LinkedHashSet<>()).addAll(ids));
    formerBefore.forEach(
        (field, parents) ->
            parents.forEach((child, ids) -> formerParentsOf(field, child).addAll(ids)));
  }

  private Set<Long> formerParentsOf(ModelField field, long child) {
    return formerParents
        .computeIfAbsent(field, f -> new HashMap<>())
        .computeIfAbsent(child, id -> new LinkedHashSet<>());
  }

  /** All columns that may have changed: of a record that is new or goes. */
  void addAll(Row row) {
    List<ModelField> columns = row.definition().columns();
    columns.forEach(field -> add(row, field));
  }

  /**
   * Records of a model.
   *
   * @param ids grows while events are gathered
   */
  record Affected(Model model, Set<Long> ids) {}
}
