package dev.syncer.store.jdbi;

import dev.syncer.core.ErrorCode;
import dev.syncer.core.StartupException;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import java.util.ArrayList;
import java.util.List;

/**
 * The differences between tables and models that only a person can solve, since values would be
 * lost or made up. Each comes with the statements that solve it.
 */
final class SchemaFaults {
  private final List<String> faults = new ArrayList<>();

  /** A table that belongs to the store or to SQLite. */
  void taken(Model model) {
    faults.add(
        ErrorCode.STORE_SCHEMA.message(
            "model "
                + model
                + " would be kept in the table "
                + model.table()
                + ", which belongs to the database itself. Rename the model."));
  }

  void undeclared(Model model, String column) {
    add(
        "field "
            + model
            + "."
            + column
            + " has a column in the database, but no module declares it:"
            + " its values would be lost from sight",
        "Declare it again, or drop its values with",
        dropped(model, column));
  }

  void changed(Model model, ModelField field, ColumnKind before, ColumnKind now) {
    String what =
        "field "
            + model
            + "."
            + field.name()
            + " is declared as "
            + now
            + ", but its column holds "
            + before;
    String where =
        " WHERE model = "
            + Sql.literal(model.name())
            + " AND field = "
            + Sql.literal(field.name())
            + ";";
    String column = Sql.quoted(field.name());
    String remember =
        "UPDATE syncer_schema SET kind = "
            + Sql.literal(now.kind())
            + ", scale = "
            + now.scale()
            + where;
    if (before.sharesValuesWith(now)) {
      add(what, "Declare it as before, or keep its values as they are with", remember);
    } else if (before.isScaledLike(now)) {
      int digits = now.scale() - before.scale();
      long factor = (long) Math.pow(10, Math.abs(digits));
      add(
          what,
          "Declare it as before, or convert its values"
              + (digits < 0 ? " (without the digits that have no place any more)" : "")
              + " with",
          "UPDATE "
              + Sql.quoted(model.table())
              + " SET "
              + column
              + " = "
              + column
              + (digits < 0 ? " / " : " * ")
              + factor
              + "; "
              + remember);
    } else {
      add(what, "Declare it as before, or drop its values with", dropped(model, field.name()));
    }
  }

  void misfit(Model model, ModelField field, String before, String now) {
    add(
        "field "
            + model
            + "."
            + field.name()
            + " needs a column of type "
            + now
            + ", but the one in the database is "
            + before,
        "Declare it as before, or drop its values with",
        dropped(model, field.name()));
  }

  void needsValues(Model model, ModelField field) {
    String column = Sql.quoted(field.name());
    String table = Sql.quoted(model.table());
    add(
        "field "
            + model
            + "."
            + field.name()
            + " is new and required, but there are records"
            + " already, and it has no default for them",
        "Declare a default, or put the value of your choice into",
        "ALTER TABLE "
            + table
            + " ADD COLUMN "
            + column
            + " "
            + Columns.type(field.type())
            + "; UPDATE "
            + table
            + " SET "
            + column
            + " = "
            + example(field)
            + ";");
  }

  private static String example(ModelField field) {
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

  private static String dropped(Model model, String column) {
    return "DROP INDEX IF EXISTS "
        + Sql.quoted(Schema.index(model, column))
        + "; ALTER TABLE "
        + Sql.quoted(model.table())
        + " DROP COLUMN "
        + Sql.quoted(column)
        + ";";
  }

  private void add(String what, String remedy, String statements) {
    faults.add(ErrorCode.STORE_SCHEMA.message(what + ". " + remedy + ": " + statements));
  }

  /**
   * @throws StartupException with all of them, if there are any
   */
  void raise() {
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
  }
}
