package dev.syncer.store.jdbi;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles conditions to SQL that is true or false, never unknown: a term over a column asks first
 * that it is not null, so {@code NOT} is the opposite, as in memory.
 */
final class ConditionSql {
  private final Relations relations;

  /**
   * @param relations those of the registry that the models of the conditions are of
   */
  ConditionSql(Relations relations) {
    this.relations = relations;
  }

  Sql of(Condition condition) {
    return condition.fold(new Parts());
  }

  private final class Parts implements Condition.Fold<Sql> {
    @Override
    public Sql term(Condition.Term term) {
      return ConditionSql.this.term(term);
    }

    @Override
    public Sql all(List<Sql> parts) {
      return parts.isEmpty() ? Sql.of("1") : Sql.joined(parts, "AND");
    }

    @Override
    public Sql any(List<Sql> parts) {
      return parts.isEmpty() ? Sql.of("0") : Sql.joined(parts, "OR");
    }

    @Override
    public Sql not(Sql part) {
      return new Sql("(NOT " + part.text() + ")", part.values());
    }
  }

  private Sql term(Condition.Term condition) {
    if (condition instanceof Condition.Compare compare) {
      return term(
          compare.field(),
          compare.comparison().symbol() + " ?",
          Columns.stored(compare.field(), compare.value()));
    }
    if (condition instanceof Condition.In in) {
      List<Object> values =
          in.values().stream().map(value -> Columns.stored(in.field(), value)).toList();
      return term(in.field(), "IN (SELECT value FROM json_each(?))", Sql.json(values));
    }
    if (condition instanceof Condition.Like like) {
      String column = Sql.quoted(like.field().name());
      return Sql.of(
          "(" + column + " IS NOT NULL AND " + Connections.LIKE + "(" + column + ", ?, ?))",
          like.pattern().pattern(),
          like.pattern().ignoresCase() ? 1L : 0L);
    }
    if (condition instanceof Condition.Empty empty) {
      return Sql.of("(" + Sql.quoted(empty.field().name()) + " IS NULL)");
    }
    if (condition instanceof Condition.Contains contains) {
      return contains(contains);
    }
    throw new AssertionError(condition.getClass());
  }

  private static Sql term(ModelField field, String comparison, Object value) {
    String column = Sql.quoted(field.name());
    return Sql.of("(" + column + " IS NOT NULL AND " + column + " " + comparison + ")", value);
  }

  /**
   * The records that a child points back at, or those on this side of a relation table. Found from
   * the one id, and not tried record by record, since few records have it in their list.
   */
  private Sql contains(Condition.Contains condition) {
    List<Step> steps = relations.steps(condition.field());
    Step.ToMany step = relations.toMany(condition.field());
    ModelField listed =
        steps.size() == 2 ? ((Step.ToOne) steps.get(1)).field() : step.to().fields().get(0);
    List<Sql> pieces = new ArrayList<>();
    for (ModelField inverse : step.inverses()) {
      String owner = Sql.quoted(inverse.name());
      StringBuilder sql =
          new StringBuilder("(id IN (SELECT ")
              .append(owner)
              .append(" FROM ")
              .append(Sql.quoted(step.to().table()))
              .append(" WHERE ")
              .append(Sql.quoted(listed.name()))
              .append(" = ? AND ")
              .append(owner)
              .append(" IS NOT NULL");
      List<Object> values = new ArrayList<>(List.of(condition.id()));
      for (ModelField named : step.modelField()) {
        sql.append(" AND ").append(Sql.quoted(named.name())).append(" = ?");
        values.add(step.from().name());
      }
      pieces.add(new Sql(sql.append("))").toString(), values));
    }
    return Sql.joined(pieces, "OR");
  }
}
