package dev.syncer.store.jdbi;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import java.util.List;

/**
 * Compiles conditions to SQL that is true or false, never unknown: a term over a column asks first
 * that it is not null, so {@code NOT} is the opposite, as in memory.
 */
final class ConditionSql {
  private ConditionSql() {}

  static Sql of(Condition condition) {
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
    if (condition instanceof Condition.All all) {
      return all.conditions().isEmpty() ? Sql.of("1") : joined(all.conditions(), "AND");
    }
    if (condition instanceof Condition.Any any) {
      return any.conditions().isEmpty() ? Sql.of("0") : joined(any.conditions(), "OR");
    }
    if (condition instanceof Condition.Not not) {
      Sql inner = of(not.condition());
      return new Sql("(NOT " + inner.text() + ")", inner.values());
    }
    throw new AssertionError(condition.getClass());
  }

  private static Sql term(ModelField field, String comparison, Object value) {
    String column = Sql.quoted(field.name());
    return Sql.of("(" + column + " IS NOT NULL AND " + column + " " + comparison + ")", value);
  }

  private static Sql joined(List<Condition> conditions, String word) {
    return Sql.joined(conditions.stream().map(ConditionSql::of).toList(), word);
  }
}
