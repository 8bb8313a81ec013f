package dev.syncer.core.view;

import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows relations for many records at a time: one read or search for each step, however many
 * records there are.
 */
public final class Traversal {
  private final RecordView unit;

  Traversal(RecordView unit) {
    this.unit = unit;
  }

  /**
   * Where the steps lead.
   *
   * @return for each of the ids the ids at the end, in the order of the way there
   */
  public Map<Long, List<Long>> forward(List<Step> steps, Collection<Long> ids) {
    Map<Long, List<Long>> reached = new LinkedHashMap<>();
    ids.forEach(id -> reached.put(id, List.of(id)));
    for (Step step : steps) {
      Set<Long> at = new LinkedHashSet<>();
      reached.values().forEach(at::addAll);
      Map<Long, List<Long>> next = next(step, at);
      reached.replaceAll((id, from) -> through(from, next));
    }
    return reached;
  }

  private static List<Long> through(List<Long> from, Map<Long, List<Long>> next) {
    List<Long> to = new ArrayList<>();
    from.forEach(id -> to.addAll(next.getOrDefault(id, List.of())));
    return to;
  }

  private Map<Long, List<Long>> next(Step step, Set<Long> ids) {
    Map<Long, List<Long>> next = new LinkedHashMap<>();
    if (ids.isEmpty()) {
      return next;
    }
    if (step instanceof Step.ToOne toOne) {
      for (Row row : unit.rows(toOne.from(), ids, Set.of(toOne.field()))) {
        if (row.value(toOne.field()) instanceof Ref ref) {
          next.put(row.id(), List.of(ref.id()));
        }
      }
      return next;
    }
    Step.ToMany toMany = (Step.ToMany) step;
    for (Row child : pointing(toMany, ids, Condition.EVERY, Columns.of(toMany))) {
      for (Long parent : toMany.parents(child)) {
        if (ids.contains(parent)) {
          next.computeIfAbsent(parent, p -> new ArrayList<>()).add(child.id());
        }
      }
    }
    return next;
  }

  /** The records that point back at the ids, entire, ids ascending. */
  public List<Row> pointing(Step.ToMany step, Collection<Long> ids) {
    return pointing(step, ids, Condition.EVERY);
  }

  /** Those of the records that point back at the ids which match, entire, ids ascending. */
  public List<Row> pointing(Step.ToMany step, Collection<Long> ids, Condition further) {
    return pointing(step, ids, further, null);
  }

  private List<Row> pointing(
      Step.ToMany step, Collection<Long> ids, Condition further, @Nullable Set<ModelField> fields) {
    List<Condition> any = new ArrayList<>();
    for (ModelField inverse : step.inverses()) {
      List<Object> values =
          ids.stream()
              .map(id -> inverse.type() == FieldType.MANY_TO_ONE ? (Object) Ref.to(id) : id)
              .toList();
      any.add(new Condition.In(inverse, values));
    }
    Condition condition = new Condition.Any(any);
    if (!further.equals(Condition.EVERY)) {
      condition = new Condition.All(List.of(condition, further));
    }
    for (ModelField named : step.modelField()) {
      condition =
          new Condition.All(
              List.of(
                  new Condition.Compare(named, Condition.Comparison.EQUAL, step.from().name()),
                  condition));
    }
    List<Row> rows = new ArrayList<>(unit.stored(step.to(), condition, fields));
    rows.sort(Comparator.comparingLong(Row::id));
    return rows;
  }

  /**
   * Ids from which the steps reach these ids.
   *
   * @param former where records pointed before, which they may not do any more
   */
  public Set<Long> backward(List<Step> steps, Collection<Long> ids, Former former) {
    Set<Long> at = new LinkedHashSet<>(ids);
    for (int i = steps.size() - 1; i >= 0 && !at.isEmpty(); i--) {
      at = previous(steps.get(i), at, former);
    }
    return at;
  }

  private Set<Long> previous(Step step, Set<Long> ids, Former former) {
    Set<Long> previous = new LinkedHashSet<>();
    if (step instanceof Step.ToOne toOne) {
      List<Object> targets = new ArrayList<>();
      ids.forEach(id -> targets.add(Ref.to(id)));
      unit.stored(toOne.from(), new Condition.In(toOne.field(), targets), Set.of())
          .forEach(row -> previous.add(row.id()));
      return previous;
    }
    Step.ToMany toMany = (Step.ToMany) step;
    Model children = toMany.to();
    unit.rows(children, ids, Columns.of(toMany))
        .forEach(child -> previous.addAll(toMany.parents(child)));
    ids.forEach(id -> previous.addAll(former.parents(toMany, id)));
    return previous;
  }

  /** Where records pointed before. */
  public interface Former {
    Collection<Long> parents(Step.ToMany step, long child);
  }
}
