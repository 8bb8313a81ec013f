package dev.syncer.core.suite.store;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import dev.syncer.core.spi.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that match a condition, by the meaning that conditions have in memory. A condition
 * over a list looks at the row, so rows get their lists before.
 */
final class Matching {
  private final Condition condition;
  private final Relations relations;
  private final Function<Model, ByNumber<Row>> tables;

  /** For each list that the condition looks at, what is in it, by owner. */
  private final Map<ModelField, Map<Long, TreeSet<Long>>> lists = new HashMap<>();

  Matching(Condition condition, Relations relations, Function<Model, ByNumber<Row>> tables) {
    this.condition = condition;
    this.relations = relations;
    this.tables = tables;
    findLists(condition);
  }

  private void findLists(Condition part) {
    if (part instanceof Condition.Contains contains) {
      lists.computeIfAbsent(contains.field(), this::members);
    } else if (part instanceof Condition.All all) {
      all.conditions().forEach(this::findLists);
    } else if (part instanceof Condition.Any any) {
      any.conditions().forEach(this::findLists);
    } else if (part instanceof Condition.Not not) {
      findLists(not.condition());
    }
  }

  private Map<Long, TreeSet<Long>> members(ModelField list) {
    List<Step> steps = relations.steps(list);
    Step.ToMany toMany = (Step.ToMany) steps.get(0);
    Map<Long, TreeSet<Long>> members = new HashMap<>();
    for (Row child : tables.apply(toMany.to())) {
      Long member =
          steps.size() == 2
              ? Step.pointedAt(child, ((Step.ToOne) steps.get(1)).field())
              : Long.valueOf(child.id());
      if (member != null) {
        toMany
            .parents(child)
            .forEach(owner -> members.computeIfAbsent(owner, o -> new TreeSet<>()).add(member));
      }
    }
    return members;
  }

  /** Those of the rows, ids ascending; stopped at the current deadline. */
  List<Row> among(ByNumber<Row> rows) {
    List<Row> found = new ArrayList<>();
    Deadline deadline = Deadline.current();
    Collection<Long> ids = ids(condition);
    if (ids != null) {
      for (long id : new TreeSet<>(ids)) {
        Row row = rows.get(id);
        if (row != null && matches(row)) {
          found.add(row);
        }
      }
      return found;
    }
    for (Row row : rows) {
      deadline.check();
      if (matches(row)) {
        found.add(row);
      }
    }
    return found;
  }

  private boolean matches(Row row) {
    Row complete = row;
    for (Map.Entry<ModelField, Map<Long, TreeSet<Long>>> list : lists.entrySet()) {
      TreeSet<Long> members = list.getValue().getOrDefault(row.id(), new TreeSet<>());
      complete = complete.with(list.getKey(), List.copyOf(members));
    }
    return condition.matches(complete);
  }

  /** The ids that alone can match; null if the condition does not name them. */
  private static @Nullable Collection<Long> ids(Condition condition) {
    if (condition instanceof Condition.Compare compare
        && compare.field().index() == 0
        && compare.comparison() == Condition.Comparison.EQUAL
        && compare.value() instanceof Long id) {
      return List.of(id);
    }
    if (condition instanceof Condition.In in && in.field().index() == 0) {
      Set<Long> ids = new HashSet<>();
      in.values().forEach(id -> ids.add((Long) id));
      return ids;
    }
    if (condition instanceof Condition.All all) {
      for (Condition part : all.conditions()) {
        Collection<Long> ids = ids(part);
        if (ids != null) {
          return ids;
        }
      }
    }
    return null;
  }
}
