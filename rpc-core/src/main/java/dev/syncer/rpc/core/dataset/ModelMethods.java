package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Binary;
import dev.syncer.api.Filter;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.view.RecordReader;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.Limits;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every model can do for a client. Each public method is one on the wire, {@code searchRead}
 * as {@code search_read}, with the names of its parameters as those of its arguments.
 */
final class ModelMethods {
  private static final int NAMES = 100;

  private final Limits limits;
  private final CallSize size;
  private final Pages pages;

  ModelMethods(Registry registry, Limits limits) {
    this.limits = limits;
    this.size = new CallSize(registry, limits.calls().records());
    this.pages = new Pages(limits);
  }

  /** Creates a record and answers its id, or several and answers their ids. */
  public Object create(ModelUnits units, @Param("values") Object values) {
    Model model = units.model();
    size.checkCreate(model, values);
    if (values instanceof List<?> many) {
      List<Values> records = many.stream().map(each -> values(model, each)).toList();
      return records.isEmpty()
          ? List.of()
          : units.write((unit, scope) -> unit.model(model.name()).create(records));
    }
    Values one = values(model, values);
    return units.write((unit, scope) -> unit.model(model.name()).create(one));
  }

  /**
   * Writes the same values to records.
   *
   * @param ids an id or several
   * @param ifVersion writes only if each record is at this version
   */
  public boolean write(
      ModelUnits units,
      @Param("ids") Object ids,
      @Param("values") Map<String, Object> values,
      @Param(value = "if_version", optional = true) @Nullable Long ifVersion) {
    List<Long> known = ids(ids);
    size.checkWrite(units.model(), known.size(), values);
    Values written = Values.of(values);
    return units.write(
        (unit, scope) -> {
          records(unit, scope, known, ifVersion).write(known, written);
          return true;
        });
  }

  /** Removes records. */
  public boolean unlink(
      ModelUnits units,
      @Param("ids") Object ids,
      @Param(value = "if_version", optional = true) @Nullable Long ifVersion) {
    List<Long> known = ids(ids);
    return units.write(
        (unit, scope) -> {
          records(unit, scope, known, ifVersion).unlink(known);
          return true;
        });
  }

  /** The records of a model, of which these are at a version, if one is given. */
  private static Records records(
      UnitOfWork unit, Scope scope, List<Long> ids, @Nullable Long ifVersion) {
    Records records = unit.model(scope.model().name());
    if (ifVersion != null) {
      records.requireVersion(ids, ifVersion);
    }
    return records;
  }

  private static ReadRecords of(Scope scope, ReadUnit unit) {
    return unit.model(scope.model().name());
  }

  /** The records that exist among the ids, in the order of the ids. */
  public List<Object> read(
      ModelUnits units,
      @Param("ids") Object ids,
      @Param(value = "fields", optional = true) @Nullable List<String> fields) {
    List<Long> known = ids(ids);
    return pages.read(
        () ->
            units.read((unit, scope) -> RecordView.of(scope, fields).read(of(scope, unit), known)));
  }

  /** The records that match. */
  public List<Object> searchRead(
      ModelUnits units,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "fields", optional = true) @Nullable List<String> fields,
      @Param(value = "offset", optional = true) @Nullable Integer offset,
      @Param(value = "limit", optional = true) @Nullable Integer limit,
      @Param(value = "order", optional = true) @Nullable String order) {
    Supplier<Query> query =
        () -> pages.page(query(units.user(), domain, offset, order), limit, limits.reads().page());
    List<Object> found =
        pages.read(
            () ->
                units.read(
                    (unit, scope) -> {
                      RecordView view = RecordView.of(scope, fields);
                      return view.searchRead(of(scope, unit), query.get());
                    }));
    return pages.all(found, limit, limits.reads().page());
  }

  /**
   * The bytes of a binary field of a record: size, hash, and the content in base64; null if empty.
   */
  public @Nullable Map<String, Object> readBinary(
      ModelUnits units, @Param("id") long id, @Param("field") String field) {
    Object value =
        units.read(
            (unit, scope) -> {
              String known = RecordView.fields(scope, List.of(field)).get(0).name();
              return of(scope, unit).read(List.of(id), List.of(known)).stream()
                  .findFirst()
                  .orElseThrow(() -> RecordReader.missing(scope.model(), id))
                  .get(known);
            });
    if (!(value instanceof Binary binary)) {
      return null;
    }
    return Map.of(
        "size", binary.size(),
        "sha256", binary.sha256(),
        "content", Base64.getEncoder().encodeToString(binary.content().orElse(new byte[0])));
  }

  /** The ids of the records that match. */
  public List<Long> search(
      ModelUnits units,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "offset", optional = true) @Nullable Integer offset,
      @Param(value = "limit", optional = true) @Nullable Integer limit,
      @Param(value = "order", optional = true) @Nullable String order) {
    int usual = limits.reads().largestPage(); // ids are small
    Query query = pages.page(query(units.user(), domain, offset, order), limit, usual);
    List<Long> found = units.read((unit, scope) -> of(scope, unit).search(query));
    return pages.all(found, limit, usual);
  }

  /** How many records match. */
  public long searchCount(
      ModelUnits units, @Param(value = "domain", optional = true) @Nullable List<Object> domain) {
    Query query = query(units.user(), domain, null, null);
    return units.read((unit, scope) -> of(scope, unit).count(query));
  }

  /** {@code [id, name]} of the records whose name holds a text, for a field to choose in. */
  public List<List<Object>> nameSearch(
      ModelUnits units,
      @Param(value = "name", optional = true) @Nullable String name,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "limit", optional = true) @Nullable Integer limit) {
    Query query =
        pages.page(
            query(units.user(), domain, null, null),
            limit == null ? (Integer) NAMES : limit,
            NAMES);
    return units.read(
        (unit, scope) ->
            of(scope, unit)
                .searchRead(named(scope, query, name), List.of(RecordJson.DISPLAY_NAME))
                .stream()
                .map(each -> List.<Object>of(each.id(), each.displayName()))
                .toList());
  }

  /** Those of a query whose name, as far as it is shown, holds a text. */
  private Query named(Scope scope, Query query, @Nullable String name) {
    ModelField field =
        scope.model().displayNameField().filter(scope.readable()::contains).orElse(null);
    if (name == null || name.isEmpty() || field == null) {
      return query;
    }
    Domain.checkPattern(name, "The name ", limits.filter());
    return query.where(Filter.where(field.name(), "ilike", name));
  }

  /**
   * The fields of the model by name.
   *
   * @param fields only these; all if left out
   */
  public Map<String, Map<String, Object>> fieldsGet(
      ModelUnits units, @Param(value = "fields", optional = true) @Nullable List<String> fields) {
    return units.read(
        (unit, scope) -> {
          Map<String, Map<String, Object>> all = new LinkedHashMap<>();
          for (ModelField field : RecordView.fields(scope, fields)) {
            all.put(field.name(), description(scope, field));
          }
          return all;
        });
  }

  /** Whether the model can be subscribed to: what becomes of its records is told to clients. */
  public boolean implementsSyncer(ModelUnits units) {
    return units.read(
        (unit, scope) ->
            scope.model().implementsSyncer() && scope.reach(Operation.READ).isPresent());
  }

  private static Map<String, Object> description(Scope scope, ModelField field) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("type", field.type().wireName());
    description.put("string", field.label());
    description.put("required", field.isRequired());
    description.put("readonly", !isWritable(scope, field));
    if (!field.options().isEmpty()) {
      description.put(
          "selection",
          field.options().entrySet().stream()
              .map(option -> List.of(option.getKey(), option.getValue()))
              .toList());
    }
    String target = field.target();
    if (target != null && !target.isEmpty()) {
      description.put("relation", target);
    }
    return description;
  }

  private static boolean isWritable(Scope scope, ModelField field) {
    boolean mayChange =
        scope.reach(Operation.CREATE).isPresent() || scope.reach(Operation.WRITE).isPresent();
    return mayChange && scope.writable().contains(field);
  }

  private Query query(
      User user, @Nullable List<Object> domain, @Nullable Integer offset, @Nullable String order) {
    Query query =
        Query.all().where(Domain.parse(domain == null ? List.of() : domain, user, limits.filter()));
    if (offset != null) {
      if (offset < 0) {
        throw new ValidationException(
            "The offset is " + offset + ", but takes 0 or more.", Map.of("argument", "offset"));
      }
      query = query.offset(offset);
    }
    if (order != null && !order.isBlank()) {
      for (String part : Arrays.asList(order.split(",", -1))) {
        query = query.orderBy(part);
      }
    }
    return query;
  }

  private static Values values(Model model, @Nullable Object json) {
    if (!(json instanceof Map<?, ?> map)) {
      throw new ValidationException(
          "The values of a new record of " + model + " are an object: field names and values.",
          Map.of("model", model.name(), "argument", "values"));
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.forEach((field, value) -> values.put(String.valueOf(field), value));
    return Values.of(values);
  }

  private List<Long> ids(Object json) {
    List<?> ids = json instanceof List<?> list ? list : List.of(json);
    size.checkIds(ids.size());
    return ids.stream().map(ModelMethods::id).distinct().toList();
  }

  private static long id(@Nullable Object json) {
    if (json instanceof Long id && id >= 1 && id <= ValueCheck.MAX_INTEGER) {
      return id;
    }
    throw new ValidationException(
        "An id is a whole number, 1 or more; \"ids\" takes one or an array of them.",
        Map.of("argument", "ids"));
  }
}
