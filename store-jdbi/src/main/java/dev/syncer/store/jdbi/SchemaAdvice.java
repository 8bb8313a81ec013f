package dev.syncer.store.jdbi;

import dev.syncer.api.FieldType;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that people are offered where tables and models differ. None loses a value: what
 * has no place in its column any more is set aside first, in a table {@code kept_…} that belongs to
 * no model and is left alone.
 */
final class SchemaAdvice {
  private final Set<String> tables;

  /**
   * @param tables names that are taken
   */
  SchemaAdvice(Set<String> tables) {
    this.tables = tables;
  }

  /** The name of the table for values of a column that are set aside. */
  String kept(Model model, String column) {
    String name = "kept_" + model.table() + "_" + column;
    String free = name;
    for (int i = 2; tables.contains(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  String renamed(Model model, String from, String to) {
    return dropIndex(model, from)
        + alter(model)
        + " RENAME COLUMN "
        + Sql.quoted(from)
        + " TO "
        + Sql.quoted(to)
        + "; UPDATE syncer_schema SET field = "
        + Sql.literal(to)
        + where(model, from);
  }

  /** Puts values aside and leaves the column as it is. */
  String setAside(Model model, String column, String which) {
    String kept = Sql.quoted(kept(model, column));
    return "CREATE TABLE "
        + kept
        + " (id INTEGER PRIMARY KEY, value); INSERT INTO "
        + kept
        + " SELECT id, "
        + Sql.quoted(column)
        + " FROM "
        + Sql.quoted(model.table())
        + " WHERE "
        + which
        + "; ";
  }

  /** Puts all values aside and drops the column. */
  String setAsideAndDrop(Model model, String column) {
    return setAside(model, column, Sql.quoted(column) + " IS NOT NULL") + drop(model, column);
  }

  String drop(Model model, String column) {
    return dropIndex(model, column) + alter(model) + " DROP COLUMN " + Sql.quoted(column) + ";";
  }

  /** Puts all values aside and makes a column of another type out of those. */
  String converted(Model model, ModelField field, String expression) {
    String column = Sql.quoted(field.name());
    return setAsideAndDrop(model, field.name())
        + " "
        + alter(model)
        + " ADD COLUMN "
        + column
        + " "
        + Columns.type(field.type())
        + "; "
        + update(model)
        + column
        + " = (SELECT "
        + expression
        + " FROM "
        + Sql.quoted(kept(model, field.name()))
        + " AS kept WHERE kept.id = "
        + Sql.quoted(model.table())
        + ".id); "
        + remembered(model, field);
  }

  /** Moves the point of numbers. */
  String scaled(Model model, ModelField field, int digits) {
    String column = Sql.quoted(field.name());
    long factor = power(Math.abs(digits));
    String cut = digits < 0 ? setAside(model, field.name(), column + " % " + factor + " <> 0") : "";
    return cut
        + update(model)
        + column
        + " = "
        + column
        + (digits < 0 ? " / " : " * ")
        + factor
        + "; "
        + remembered(model, field);
  }

  static long power(int digits) {
    return (long) Math.pow(10, digits);
  }

  /** Notes that a column holds what the model says. */
  String remembered(Model model, ModelField field) {
    ColumnKind kind = ColumnKind.of(field);
    return "UPDATE syncer_schema SET kind = "
        + Sql.literal(kind.kind())
        + ", scale = "
        + kind.scale()
        + where(model, field.name());
  }

  String filled(Model model, ModelField field) {
    return alter(model)
        + " ADD COLUMN "
        + Sql.quoted(field.name())
        + " "
        + Columns.type(field.type())
        + "; "
        + update(model)
        + Sql.quoted(field.name())
        + " = "
        + example(field)
        + ";";
  }

  /** Puts texts aside that are longer, and cuts them. */
  String cut(Model model, ModelField field, int length) {
    String column = Sql.quoted(field.name());
    String which = "octet_length(" + column + ") > " + field.maxLength();
    return setAside(model, field.name(), which)
        + update(model)
        + column
        + " = substr("
        + column
        + ", 1, "
        + length
        + ") WHERE "
        + which
        + ";";
  }

  String rekeyed(Model model, ModelField field, String from, String to) {
    String column = Sql.quoted(field.name());
    return update(model)
        + column
        + " = "
        + Sql.literal(to)
        + " WHERE "
        + column
        + " = "
        + Sql.literal(from)
        + ";";
  }

  /** Puts keys aside that are none any more, and puts another in their place. */
  String replaced(Model model, ModelField field, @Nullable String key) {
    String column = Sql.quoted(field.name());
    String keys =
        field.options().keySet().stream().map(Sql::literal).collect(Collectors.joining(", "));
    String which = column + " NOT IN (" + keys + ")";
    return setAside(model, field.name(), which)
        + update(model)
        + column
        + " = "
        + (key == null ? "NULL" : Sql.literal(key))
        + " WHERE "
        + which
        + ";";
  }

  /** A value of the type. */
  static String example(ModelField field) {
    return switch (field.type()) {
      case TEXT -> "'-'";
      case SELECTION -> Sql.literal(field.options().keySet().iterator().next());
      case DATE -> "'1970-01-01'";
      case JSON -> "'{}'";
      case BINARY -> "''";
      case INTEGER, BOOLEAN, FLOAT, DECIMAL, DATE_TIME, ONE_TO_MANY, MANY_TO_MANY -> "0";
      case MANY_TO_ONE -> "1";
    };
  }

  /**
   * What a value of one kind is as one of another, of a table {@code kept}; null if nothing. It is
   * empty where a value has no counterpart.
   */
  static @Nullable String conversion(ColumnKind before, ColumnKind now) {
    if (now.is(FieldType.FLOAT)) {
      return before.isNumber() ? "kept.value * 1.0 / " + power(before.scale()) : null;
    }
    if (now.is(FieldType.TEXT)) {
      return toText(before);
    }
    if (now.is(FieldType.INTEGER) && before.is(FieldType.TEXT)) {
      return "CASE WHEN CAST(CAST(kept.value AS INTEGER) AS TEXT) = kept.value"
          + " AND abs(CAST(kept.value AS INTEGER)) < 9007199254740992"
          + " THEN CAST(kept.value AS INTEGER) END";
    }
    if (before.is(FieldType.FLOAT) && now.isNumber()) {
      String scaled = "kept.value * " + power(now.scale());
      return "CASE WHEN round("
          + scaled
          + ") = "
          + scaled
          + " AND abs("
          + scaled
          + ") < 9007199254740992 THEN CAST(round("
          + scaled
          + ") AS INTEGER) END";
    }
    if (before.is(FieldType.DATE) && now.is(FieldType.DATE_TIME)) {
      return "unixepoch(kept.value) * 1000";
    }
    return null;
  }

  private static @Nullable String toText(ColumnKind before) {
    if (before.scale() > 0) {
      long factor = power(before.scale());
      return "CASE WHEN kept.value < 0 THEN '-' ELSE '' END || (abs(kept.value) / "
          + factor
          + ") || '.' || substr('"
          + "0".repeat(before.scale())
          + "' || (abs(kept.value) % "
          + factor
          + "), -"
          + before.scale()
          + ")";
    }
    return before.isNumber() || before.is(FieldType.FLOAT) || before.is(FieldType.MANY_TO_ONE)
        ? "CAST(kept.value AS TEXT)"
        : null;
  }

  private static String dropIndex(Model model, String column) {
    return "DROP INDEX IF EXISTS " + Sql.quoted(Schema.index(model, column)) + "; ";
  }

  private static String alter(Model model) {
    return "ALTER TABLE " + Sql.quoted(model.table());
  }

  private static String update(Model model) {
    return "UPDATE " + Sql.quoted(model.table()) + " SET ";
  }

  private static String where(Model model, String field) {
    return " WHERE model = "
        + Sql.literal(model.name())
        + " AND field = "
        + Sql.literal(field)
        + ";";
  }
}
