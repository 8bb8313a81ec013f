package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Binary;
import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
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
import dev.syncer.core.work.RecordReader;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.Limits;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every model can do for a client. Each public method is one on the wire, {@code searchRead}
 * as {@code search_read}, with the names of its parameters as those of its arguments.
 */
final class ModelMethods {
  private static final int NAMES = 100;

  private final Database database;
  private final Limits limits;
  private final CallSize size;
  private final Pages pages;

  ModelMethods(Database database, Registry registry, Limits limits) {
    this.database = database;
    this.limits = limits;
    this.size = new CallSize(registry, limits.records());
    this.pages = new Pages(limits);
  }

  /** Creates a record and answers its id, or several and answers their ids. */
  public Object create(Model model, User user, @Param("values") Object values) {
    size.checkCreate(model, values);
    if (values instanceof List<?> many) {
      List<Values> records = many.stream().map(each -> values(model, each)).toList();
      return records.isEmpty()
          ? List.of()
          : database.write(user, unit -> unit.model(model.name()).create(records));
    }
    Values one = values(model, values);
    return database.write(user, unit -> unit.model(model.name()).create(one));
  }

  /**
   * Writes the same values to records.
   *
   * @param ids an id or several
   * @param ifVersion writes only if each record is at this version
   */
  public boolean write(
      Model model,
      User user,
      @Param("ids") Object ids,
      @Param("values") Map<String, Object> values,
      @Param(value = "if_version", optional = true) @Nullable Long ifVersion) {
    List<Long> known = ids(ids);
    size.checkWrite(model, known.size(), values);
    Values written = Values.of(values);
    database.run(user, unit -> records(unit, model, known, ifVersion).write(known, written));
    return true;
  }

  /** Removes records. */
  public boolean unlink(
      Model model,
      User user,
      @Param("ids") Object ids,
      @Param(value = "if_version", optional = true) @Nullable Long ifVersion) {
    List<Long> known = ids(ids);
    database.run(user, unit -> records(unit, model, known, ifVersion).unlink(known));
    return true;
  }

  /** The records of a model, of which these are at a version, if one is given. */
  private static Records records(
      UnitOfWork unit, Model model, List<Long> ids, @Nullable Long ifVersion) {
    Records records = unit.model(model.name());
    if (ifVersion != null) {
      records.requireVersion(ids, ifVersion);
    }
    return records;
  }

  /** The records that exist among the ids, in the order of the ids. */
  public List<Object> read(
      Scope scope,
      User user,
      @Param("ids") Object ids,
      @Param(value = "fields", optional = true) @Nullable List<String> fields) {
    List<Long> known = ids(ids);
    Model model = scope.model();
    RecordView view = RecordView.of(scope, fields);
    return pages.read(
        () -> database.read(user, unit -> view.read(unit.model(model.name()), known)));
  }

  /** The records that match. */
  public List<Object> searchRead(
      Scope scope,
      User user,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "fields", optional = true) @Nullable List<String> fields,
      @Param(value = "offset", optional = true) @Nullable Integer offset,
      @Param(value = "limit", optional = true) @Nullable Integer limit,
      @Param(value = "order", optional = true) @Nullable String order) {
    Model model = scope.model();
    RecordView view = RecordView.of(scope, fields);
    Query query = pages.page(query(user, domain, offset, order), limit, limits.page());
    List<Object> found =
        pages.read(
            () -> database.read(user, unit -> view.searchRead(unit.model(model.name()), query)));
    return pages.all(found, limit, limits.page());
  }

  /**
   * The bytes of a binary field of a record: size, hash, and the content in base64; null if empty.
   */
  public @Nullable Map<String, Object> readBinary(
      Scope scope, User user, @Param("id") long id, @Param("field") String field) {
    Model model = scope.model();
    String known = RecordView.fields(scope, List.of(field)).get(0).name();
    Object value =
        database.read(
            user,
            unit ->
                unit.model(model.name()).read(List.of(id), List.of(known)).stream()
                    .findFirst()
                    .orElseThrow(() -> RecordReader.missing(model, id))
                    .get(known));
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
      Model model,
      User user,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "offset", optional = true) @Nullable Integer offset,
      @Param(value = "limit", optional = true) @Nullable Integer limit,
      @Param(value = "order", optional = true) @Nullable String order) {
    int usual = limits.largestPage(); // ids are small
    Query query = pages.page(query(user, domain, offset, order), limit, usual);
    List<Long> found = database.read(user, unit -> unit.model(model.name()).search(query));
    return pages.all(found, limit, usual);
  }

  /** How many records match. */
  public long searchCount(
      Model model,
      User user,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain) {
    Query query = query(user, domain, null, null);
    return database.read(user, unit -> unit.model(model.name()).count(query));
  }

  /** {@code [id, name]} of the records whose name holds a text, for a field to choose in. */
  public List<List<Object>> nameSearch(
      Scope scope,
      User user,
      @Param(value = "name", optional = true) @Nullable String name,
      @Param(value = "domain", optional = true) @Nullable List<Object> domain,
      @Param(value = "limit", optional = true) @Nullable Integer limit) {
    Query query =
        pages.page(query(user, domain, null, null), limit == null ? (Integer) NAMES : limit, NAMES);
    Model model = scope.model();
    ModelField field = model.displayNameField().filter(scope.readable()::contains).orElse(null);
    if (name != null && !name.isEmpty() && field != null) {
      Domain.checkPattern(name, "The name ", limits.filter());
      query = query.where(Filter.where(field.name(), "ilike", name));
    }
    Query named = query;
    return database.read(
        user,
        unit ->
            unit.model(model.name()).searchRead(named, List.of(RecordJson.DISPLAY_NAME)).stream()
                .map(each -> List.<Object>of(each.id(), each.displayName()))
                .toList());
  }

  /**
   * The fields of the model by name.
   *
   * @param fields only these; all if left out
   */
  public Map<String, Map<String, Object>> fieldsGet(
      Scope scope, @Param(value = "fields", optional = true) @Nullable List<String> fields) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    for (ModelField field : RecordView.fields(scope, fields)) {
      all.put(field.name(), description(scope, field));
    }
    return all;
  }

  /** Whether the model can be subscribed to: what becomes of its records is told to clients. */
  public boolean implementsSyncer(Scope scope) {
    return scope.model().implementsSyncer() && scope.reach(Operation.READ).isPresent();
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
