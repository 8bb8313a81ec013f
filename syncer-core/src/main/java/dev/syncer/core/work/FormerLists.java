package dev.syncer.core.work;

import dev.syncer.api.Ref;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What lists held when the unit of work began. Rebuilds the old list: today's, minus added members,
 * plus removed ones. So nothing has to be read before a write.
 */
final class FormerLists {
  /** Members that have changed, by list field and its record, as they are and as they were. */
  private record Members(Set<Long> now, Set<Long> then) {}

  private final Relations relations;
  private final Map<ModelField, Map<Long, Members>> membersByField = new HashMap<>();

  FormerLists(Relations relations) {
    this.relations = relations;
  }

  /** A record by which the lists of others hold something has changed. */
  void add(Step.ToMany step, Tracked pointing) {
    if (pointing.now != null) {
      Row row = pointing.now;
      step.parents(row).forEach(id -> members(step, id).now().add(member(step, row)));
    }
    if (pointing.before != null) {
      Row row = pointing.before;
      step.parents(row).forEach(id -> members(step, id).then().add(member(step, row)));
    }
  }

  private Members members(Step.ToMany step, long id) {
    return membersByField
        .computeIfAbsent(step.field(), f -> new HashMap<>())
        .computeIfAbsent(id, i -> new Members(new HashSet<>(), new HashSet<>()));
  }

  /** What the list holds of it: itself, or the other side of a many2many's row. */
  private long member(Step.ToMany step, Row row) {
    List<Step> steps = relations.steps(step.field());
    boolean isFar = steps.size() == 2 && steps.get(1) instanceof Step.ToOne;
    Object far = isFar ? row.value(((Step.ToOne) steps.get(1)).field()) : null;
    return far instanceof Ref ref ? ref.id() : row.id();
  }

  /**
   * The former ids of a list, ascending.
   *
   * @param now the record as it is shown now
   * @return null for a field of which no member has changed
   */
  @Nullable List<Long> of(ModelField field, Row now) {
    Members members = membersByField.getOrDefault(field, Map.of()).get(now.id());
    if (members == null || !(now.value(field) instanceof List<?> ids)) {
      return null;
    }
    TreeSet<Long> former = new TreeSet<>();
    ids.forEach(id -> former.add((Long) id));
    former.removeAll(members.now());
    former.addAll(members.then());
    return List.copyOf(former);
  }

  /** A record that was unlinked, with its lists as they were: their members may have left it. */
  Row asItWas(Row unlinked) {
    Row row = unlinked;
    for (ModelField field : row.definition().derivedFields()) {
      List<Long> former = of(field, unlinked);
      row = former == null ? row : row.with(field, former);
    }
    return row;
  }
}
