package dev.syncer.store.jdbi;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one model's table, and how its rows are read. A statement over many records
 * takes them as one parameter, a JSON array of arrays with a value for each field: its text stays
 * the same, so it is prepared once.
 */
final class Table implements RowMapper<Row> {
  private final Model model;
  private final String name;
  private final String select;
  private final String insert;
  private final String update;
  private final ConditionSql conditions;

  Table(Model model, Relations relations) {
    this.model = model;
    this.conditions = new ConditionSql(relations);
    this.name = Sql.quoted(model.table());
    String columns = listed(model.columns(), field -> Sql.quoted(field.name()));
    this.select = "SELECT " + columns + " FROM " + name + " WHERE ";
    this.insert =
        "INSERT INTO %s (%s) SELECT %s FROM json_each(?) AS given"
            .formatted(
                name,
                columns,
                listed(model.columns(), field -> "given.value ->> " + field.index()));
    this.update =
        "UPDATE %s SET %s FROM json_each(?) AS given WHERE %s.id = given.value ->> 0"
            .formatted(
                name,
                listed(
                    model.columns().subList(1, model.columns().size()),
                    field -> Sql.quoted(field.name()) + " = given.value ->> " + field.index()),
                name);
  }

  private static String listed(List<ModelField> fields, Function<ModelField, String> piece) {
    return fields.stream().map(piece).collect(Collectors.joining(", "));
  }

  String insert() {
    return insert;
  }

  String update() {
    return update;
  }

  String delete() {
    return "DELETE FROM " + name + " WHERE id IN (SELECT value FROM json_each(?))";
  }

  String read() {
    return select + "id IN (SELECT value FROM json_each(?)) ORDER BY id";
  }

  Sql where(Condition condition) {
    return conditions.of(condition);
  }

  String count(Sql condition) {
    return "SELECT count(*) FROM " + name + " WHERE " + condition.text();
  }

  /** Two more parameters follow those of the condition: limit and offset. */
  String search(Sql condition, List<Order> orders) {
    StringBuilder sql = new StringBuilder(select).append(condition.text()).append(" ORDER BY ");
    for (Order order : orders) {
      // SQLite holds null for the smallest value: first ascending, last descending.
      sql.append(Sql.quoted(order.field().name()))
          .append(order.isDescending() ? " DESC, " : " ASC, ");
    }
    return sql.append("id ASC LIMIT ? OFFSET ?").toString();
  }

  /** The record as a parameter of {@link #insert} and {@link #update} has it. */
  List<@Nullable Object> stored(Row row, long id) {
    @Nullable Object[] values = new @Nullable Object[model.columns().size()];
    for (ModelField field : model.columns()) {
      Object value = row.value(field);
      values[field.index()] = value == null ? null : Columns.stored(field, value);
    }
    values[0] = id;
    return Arrays.asList(values);
  }

  @Override
  public Row map(ResultSet results, StatementContext context) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[model.fields().size()];
    for (ModelField field : model.columns()) {
      values[field.index()] = Columns.value(field, results, field.index() + 1);
    }
    return Row.of(model, values);
  }
}
