package dev.syncer.store.jdbi;

import dev.syncer.api.FieldType;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.store.jdbi.SchemaLimits.Misfits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables what the models say, as far as no value is lost: makes tables, adds columns,
 * makes and drops indexes. All differences are found before the first is solved.
 *
 * <p>An index is called {@code table.field}: names of tables and of fields have no dots, so an
 * index is nobody else's, and one that somebody made by hand is not ours to drop.
 */
final class Schema {
  /** The table of the change log. */
  static final String LOG = "syncer_log";

  private static final Logger LOGGER = LoggerFactory.getLogger(Schema.class);
  private static final List<String> OWN_TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS syncer_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
              + " STRICT, WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS syncer_notes (key TEXT PRIMARY KEY, note TEXT NOT NULL)"
              + " STRICT, WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS syncer_schema (model TEXT NOT NULL, field TEXT NOT NULL,"
              + " kind TEXT NOT NULL, scale INTEGER NOT NULL, PRIMARY KEY (model, field))"
              + " STRICT, WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS syncer_log (position INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " time INTEGER NOT NULL, user_id INTEGER NOT NULL, mutation TEXT,"
              + " body TEXT NOT NULL) STRICT");
  private static final Set<String> OWN_NAMES =
      Set.of("syncer_meta", "syncer_notes", "syncer_schema", SchemaLimits.TABLE, LOG);

  private final Handle handle;
  private final Registry registry;
  private final SchemaFaults faults;
  private final List<Runnable> steps = new ArrayList<>();

  Schema(Handle handle, Registry registry) {
    this.handle = handle;
    this.registry = registry;
    this.faults =
        new SchemaFaults(
            new HashSet<>(
                handle
                    .createQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")
                    .mapTo(String.class)
                    .list()));
  }

  static String index(Model model, String field) {
    return model.table() + "." + field;
  }

  /**
   * Needs no database: whether a model wants a table that is not to be had.
   *
   * @throws StartupException with each model that does
   */
  static void checkNames(Registry registry) {
    SchemaFaults faults = new SchemaFaults(Set.of());
    for (Model model : registry.models()) {
      if (OWN_NAMES.contains(model.table()) || model.table().startsWith("sqlite_")) {
        faults.taken(model);
      }
    }
    faults.raise();
  }

  /**
   * Runs inside a transaction that the caller ends.
   *
   * @throws StartupException with each difference that only a person can solve
   */
  void apply() {
    OWN_TABLES.forEach(handle::execute);
    SchemaLimits limits = new SchemaLimits(handle);
    Map<String, Map<String, ColumnKind>> known = known();
    for (Model model : registry.models()) {
      Map<String, String> columns = columns(model);
      if (columns.isEmpty()) {
        steps.add(() -> create(model));
      } else {
        compare(model, columns, known.getOrDefault(model.name(), Map.of()), limits);
      }
    }
    faults.raise();
    steps.forEach(Runnable::run);
    known.keySet().stream().filter(name -> registry.model(name).isEmpty()).forEach(this::leave);
    registry.models().forEach(this::remember);
    registry.models().forEach(limits::remember);
    indexes();
  }

  private void leave(String model) {
    LOGGER.info(
        "No module declares the model {} any more; its table {} is left as it is.",
        model,
        model.replace('.', '_'));
  }

  private void compare(
      Model model,
      Map<String, String> columns,
      Map<String, ColumnKind> known,
      SchemaLimits limits) {
    List<String> gone =
        columns.keySet().stream().filter(name -> model.field(name).isEmpty()).toList();
    for (ModelField field : model.columns()) {
      String type = columns.get(field.name());
      String wanted = Columns.type(field.type());
      ColumnKind now = ColumnKind.of(field);
      ColumnKind before = known.getOrDefault(field.name(), now);
      if (type == null) {
        add(model, field, gone.stream().filter(name -> now.equals(known.get(name))).toList());
      } else if (!before.equals(now)) {
        faults.changed(model, field, before, now);
      } else if (!type.equals(wanted)) {
        faults.misfit(model, field, type, wanted);
      } else {
        Misfits misfits = limits.misfits(model, field);
        if (misfits.count() > 0) {
          faults.narrowed(model, field, misfits);
        }
      }
    }
    for (String column : gone) {
      faults.undeclared(model, column, successors(model, columns, known.get(column)));
    }
  }

  /** Fields without a column that could take the values of one. */
  private static List<ModelField> successors(
      Model model, Map<String, String> columns, @Nullable ColumnKind kind) {
    return model.columns().stream()
        .filter(field -> !columns.containsKey(field.name()) && field.derivation() == null)
        .filter(field -> ColumnKind.of(field).equals(kind))
        .toList();
  }

  private void add(Model model, ModelField field, List<String> predecessors) {
    String table = Sql.quoted(model.table());
    String column = Sql.quoted(field.name());
    Object given = field.defaultValue();
    if (given == null && field.type() == FieldType.BOOLEAN) {
      given = Boolean.FALSE;
    }
    if (given == null && field.isRequired() && hasRows(table)) {
      faults.needsValues(model, field, predecessors);
      return;
    }
    Object value =
        given == null ? null : Columns.stored(field, ValueCheck.checked(model, field, given));
    steps.add(
        () -> {
          handle.execute(
              "ALTER TABLE " + table + " ADD COLUMN " + column + " " + Columns.type(field.type()));
          handle.execute("DELETE FROM syncer_notes WHERE key = ?", field.noteKey());
          if (value != null) {
            handle.execute("UPDATE " + table + " SET " + column + " = ?", value);
          }
        });
  }

  private void create(Model model) {
    String columns =
        model.columns().stream()
            .map(
                field ->
                    field.name().equals("id")
                        ? "id INTEGER PRIMARY KEY AUTOINCREMENT"
                        : Sql.quoted(field.name()) + " " + Columns.type(field.type()))
            .collect(Collectors.joining(", "));
    handle.execute("CREATE TABLE " + Sql.quoted(model.table()) + " (" + columns + ") STRICT");
  }

  private void remember(Model model) {
    handle.execute("DELETE FROM syncer_schema WHERE model = ?", model.name());
    for (ModelField field : model.columns()) {
      ColumnKind kind = ColumnKind.of(field);
      handle.execute(
          "INSERT INTO syncer_schema (model, field, kind, scale) VALUES (?, ?, ?, ?)",
          model.name(),
          field.name(),
          kind.kind(),
          kind.scale());
    }
  }

  private void indexes() {
    Set<String> present =
        new HashSet<>(
            handle
                .createQuery("SELECT name FROM sqlite_schema WHERE type = 'index'")
                .mapTo(String.class)
                .list());
    for (Model model : registry.models()) {
      Set<String> surplus = new TreeSet<>(present);
      surplus.removeIf(name -> !name.startsWith(model.table() + "."));
      for (ModelField field : model.declaredFields()) {
        String name = index(model, field.name());
        boolean isWanted =
            field.isColumn() && (field.isIndexed() || field.type() == FieldType.MANY_TO_ONE);
        if (isWanted && !surplus.remove(name)) {
          handle.execute(
              "CREATE INDEX "
                  + Sql.quoted(name)
                  + " ON "
                  + Sql.quoted(model.table())
                  + " ("
                  + Sql.quoted(field.name())
                  + ")");
        }
      }
      surplus.forEach(name -> handle.execute("DROP INDEX " + Sql.quoted(name)));
    }
  }

  /** The columns of a table and their types; empty if there is no such table. */
  private Map<String, String> columns(Model model) {
    Map<String, String> columns = new LinkedHashMap<>();
    handle
        .createQuery("SELECT name, type FROM pragma_table_info(?)")
        .bind(0, model.table())
        .map((results, context) -> columns.put(results.getString(1), results.getString(2)))
        .list();
    return columns;
  }

  private boolean hasRows(String table) {
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM " + table + ")")
        .mapTo(Boolean.class)
        .one();
  }

  private Map<String, Map<String, ColumnKind>> known() {
    Map<String, Map<String, ColumnKind>> known = new LinkedHashMap<>();
    handle
        .createQuery("SELECT model, field, kind, scale FROM syncer_schema ORDER BY model, field")
        .map(
            (results, context) ->
                known
                    .computeIfAbsent(results.getString(1), model -> new LinkedHashMap<>())
                    .put(
                        results.getString(2),
                        new ColumnKind(results.getString(3), results.getInt(4))))
        .list();
    return known;
  }
}
