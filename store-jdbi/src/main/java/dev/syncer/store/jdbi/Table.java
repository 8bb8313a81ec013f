package dev.syncer.store.jdbi;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one model's table, and how its rows are read. A statement over many records
 * takes them as one parameter, a JSON array of arrays with a value for each field: its text stays
 * the same, so it is prepared once.
 */
final class Table {
  /** The place of the version among the columns; only the id stands before it. */
  private static final int VERSION = Model.BASE_FIELDS.indexOf("version");

  private final Model model;
  private final String name;
  private final String insert;
  private final String update;
  private final ConditionSql conditions;

  Table(Model model, Relations relations) {
    this.model = model;
    this.conditions = new ConditionSql(relations);
    this.name = Sql.quoted(model.table());
    String columns = listed(model.columns(), field -> Sql.quoted(field.name()));
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

  String read(List<ModelField> columns) {
    return select(columns) + "id IN (SELECT value FROM json_each(?)) ORDER BY id";
  }

  /**
   * The columns that are read where fields are asked for: those, the id and the version.
   *
   * @param fields null for all
   */
  List<ModelField> columns(@Nullable Set<ModelField> fields) {
    return fields == null
        ? model.columns()
        : model.columns().stream()
            .filter(field -> field.index() <= VERSION || fields.contains(field))
            .toList();
  }

  private String select(List<ModelField> columns) {
    return "SELECT "
        + listed(columns, field -> Sql.quoted(field.name()))
        + " FROM "
        + name
        + " WHERE ";
  }

  Sql where(Condition condition) {
    return conditions.of(condition);
  }

  String count(Sql condition) {
    return "SELECT count(*) FROM " + name + " WHERE " + condition.text();
  }

  /** Two more parameters follow those of the condition: limit and offset. */
  String search(List<ModelField> columns, Sql condition, List<Order> orders) {
    StringBuilder sql =
        new StringBuilder(select(columns)).append(condition.text()).append(" ORDER BY ");
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

  /** Reads rows of a statement that selects some columns. */
  RowMapper<Row> rows(List<ModelField> columns) {
    Set<ModelField> known = columns.size() == model.columns().size() ? null : Set.copyOf(columns);
    return (results, context) -> {
      @Nullable Object[] values = new @Nullable Object[model.fields().size()];
      int column = 1;
      for (ModelField field : columns) {
        values[field.index()] = Columns.value(field, results, column++);
      }
      return Row.of(model, values, known);
    };
  }
}
