package dev.syncer.core.view;

import dev.syncer.api.Derivation;
import dev.syncer.api.FieldPath;
import dev.syncer.api.Inputs;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Path;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the values that follow from others, for many records of a model at a time. */
public final class Derived {
  private final RecordView unit;
  private final Registry registry;
  private final Traversal reach;

  Derived(RecordView unit, Registry registry, Traversal reach) {
    this.unit = unit;
    this.registry = registry;
    this.reach = reach;
  }

  /** The rows with the values that no table holds: lists of records, related, computed. */
  List<Row> complete(List<Row> rows) {
    return complete(rows, field -> true);
  }

  /**
   * The rows with those values that no table holds and that are wanted; the others stay empty.
   *
   * @throws FieldFailedException naming a field that is wanted and cannot be computed
   */
  List<Row> complete(List<Row> rows, Predicate<ModelField> isWanted) {
    Map<Model, List<Row>> byModel = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.definition().derivedFields().stream().anyMatch(isWanted)) {
        byModel.computeIfAbsent(row.definition(), m -> new ArrayList<>()).add(row);
      }
    }
    if (byModel.isEmpty()) {
      return rows;
    }
    Map<Model, Map<Long, Map<ModelField, @Nullable Object>>> found = new HashMap<>();
    byModel.forEach((model, some) -> found.put(model, derivedValues(model, some, isWanted)));
    List<Row> completed = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Map<Long, Map<ModelField, @Nullable Object>> values = found.get(row.definition());
      completed.add(values == null ? row : row.with(values.getOrDefault(row.id(), Map.of())));
    }
    return completed;
  }

  private Map<Long, Map<ModelField, @Nullable Object>> derivedValues(
      Model model, List<Row> rows, Predicate<ModelField> isWanted) {
    Map<Long, Map<ModelField, @Nullable Object>> values = new HashMap<>();
    rows.forEach(row -> values.put(row.id(), new LinkedHashMap<>()));
    for (ModelField field : model.derivedFields()) {
      if (isWanted.test(field)) {
        Map<Long, @Nullable Object> each =
            field.type().isToMany() ? lists(field, rows) : wanted(field, rows);
        each.forEach((id, value) -> values.getOrDefault(id, new HashMap<>()).put(field, value));
      }
    }
    return values;
  }

  /** Names the field that is wanted, and not one that it depends on: that may be hidden. */
  private Map<Long, @Nullable Object> wanted(ModelField field, List<Row> rows) {
    try {
      return values(field, rows);
    } catch (RpcException | StoreException e) {
      throw e; // says what is wrong by itself
    } catch (RuntimeException | Error e) {
      if (mayBeNamed(field)) {
        throw new FieldFailedException(field, e);
      }
      throw e;
    }
  }

  /** A hook, and a commit, ask for what the one who acts may not know of. */
  private boolean mayBeNamed(ModelField field) {
    return unit.guard().with(false, () -> unit.guard().shows().test(field));
  }

  /** The ids of a one2many or many2many, ascending. */
  private Map<Long, @Nullable Object> lists(ModelField field, List<Row> rows) {
    Map<Long, @Nullable Object> lists = new LinkedHashMap<>();
    reach
        .forward(registry.relations().steps(field), ids(rows))
        .forEach((id, reached) -> lists.put(id, List.copyOf(new TreeSet<>(reached))));
    return lists;
  }

  private static Set<Long> ids(Collection<Row> rows) {
    Set<Long> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.add(row.id()));
    return ids;
  }

  /** The rows in which a derived field has another value than it should, with that value. */
  public Map<Row, @Nullable Object> outdated(ModelField field, List<Row> rows) {
    Map<Long, @Nullable Object> values = values(field, rows);
    Map<Row, @Nullable Object> outdated = new LinkedHashMap<>();
    for (Row row : rows) {
      if (!Objects.equals(row.value(field), values.get(row.id()))) {
        outdated.put(row, values.get(row.id()));
      }
    }
    return outdated;
  }

  /** The values of a related or computed field. */
  public Map<Long, @Nullable Object> values(ModelField field, List<Row> rows) {
    Derivation derivation = field.derivation();
    Map<String, Map<Long, List<Object>>> byPath = new LinkedHashMap<>();
    for (Path path : registry.relations().paths(field)) {
      byPath.put(path.text(), ends(path, rows));
    }
    Map<Long, @Nullable Object> values = new LinkedHashMap<>();
    Deadline deadline = Deadline.current();
    for (Row row : rows) {
      deadline.check();
      RecordInputs inputs = new RecordInputs(field, row.id(), byPath);
      Object value;
      if (derivation instanceof Derivation.Computed computed) {
        value = computed.function().apply(inputs);
      } else {
        value = byPath.isEmpty() ? null : inputs.get(byPath.keySet().iterator().next());
      }
      values.put(row.id(), value == null ? null : checked(row, field, value));
    }
    return values;
  }

  /** What does not fit names the record too, which only some may know of. */
  private static Object checked(Row row, ModelField field, Object value) {
    try {
      return ValueCheck.checked(row.definition(), field, value);
    } catch (ValidationException e) {
      Map<String, Object> context = new LinkedHashMap<>(e.context());
      context.put("id", row.id());
      throw new ValidationException(String.valueOf(e.getMessage()), context);
    }
  }

  /** The values at the end of a path, without the empty ones. */
  private Map<Long, List<Object>> ends(Path path, List<Row> rows) {
    Map<Long, List<Long>> reached = reach.forward(path.steps(), ids(rows));
    Map<Long, @Nullable Object> valueById = new HashMap<>();
    if (path.steps().isEmpty()) {
      rows.forEach(row -> valueById.put(row.id(), row.value(path.end())));
      if (!path.end().isColumn()) {
        valueById.putAll(values(path.end(), rows));
      }
    } else {
      Set<Long> all = new LinkedHashSet<>();
      reached.values().forEach(all::addAll);
      valueById.putAll(valuesAt(path, all));
    }
    Map<Long, List<Object>> ends = new HashMap<>();
    reached.forEach(
        (id, to) -> {
          List<Object> values = new ArrayList<>(to.size());
          for (Long end : to) {
            Object value = valueById.get(end);
            if (value != null) {
              values.add(value);
            }
          }
          ends.put(id, values);
        });
    return ends;
  }

  private Map<Long, @Nullable Object> valuesAt(Path path, Set<Long> ids) {
    Model model = path.steps().get(path.steps().size() - 1).to();
    List<Row> rows =
        ids.isEmpty()
            ? List.of()
            : new ArrayList<>(unit.rows(model, ids, Columns.of(registry, path.end())));
    if (!path.end().isColumn()) {
      return values(path.end(), rows);
    }
    Map<Long, @Nullable Object> values = new HashMap<>();
    rows.forEach(row -> values.put(row.id(), row.value(path.end())));
    return values;
  }

  /** What the function of a computed field sees of one record. */
  private record RecordInputs(
      ModelField field, long id, Map<String, Map<Long, List<Object>>> byPath) implements Inputs {

    @Override
    @SuppressWarnings("unchecked") // a module reads with the field that it declared
    public <T> @Nullable T get(FieldPath<T> read) {
      return (T) (read.end().type().isToMany() ? all(read.path()) : get(read.path()));
    }

    @Override
    public <T> List<T> all(FieldPath<T> read) {
      if (read.end().type().isToMany()) {
        throw new IllegalArgumentException(
            "all(" + read.path() + "): the ids in a list are its value. Use get(…).");
      }
      return all(read.path());
    }

    @Override
    public @Nullable Object get(String path) {
      List<Object> values = all(path);
      return values.isEmpty() ? null : values.get(0);
    }

    @Override
    @SuppressWarnings("unchecked") // the caller knows the type at the end of its path
    public <T> List<T> all(String path) {
      Map<Long, List<Object>> ends = byPath.get(path);
      if (ends == null) {
        throw new IllegalArgumentException(
            "the computed field "
                + field.modelName()
                + "."
                + field.name()
                + " looks at \""
                + path
                + "\", but depends on "
                + byPath.keySet()
                + ". Add it to dependsOn(…).");
      }
      return (List<T>) List.copyOf(ends.getOrDefault(id, List.of()));
    }
  }
}
