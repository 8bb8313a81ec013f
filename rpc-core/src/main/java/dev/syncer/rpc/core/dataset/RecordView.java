package dev.syncer.rpc.core.dataset;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.api.Ref;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Quoted;
import dev.syncer.core.rights.Scope;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which values of a record a read answers: the entire record, or {@code id} and what was asked. */
final class RecordView {
  private final Model model;
  private final @Nullable Set<String> names;

  private RecordView(Model model, @Nullable Set<String> names) {
    this.model = model;
    this.names = names;
  }

  /**
   * @param scope what the caller sees of the model
   * @param fields null for the entire record
   * @throws ValidationException if the model has no such field
   */
  static RecordView of(Scope scope, @Nullable List<String> fields) {
    Model model = scope.model();
    if (fields == null) {
      return new RecordView(model, null);
    }
    Set<String> names = new LinkedHashSet<>();
    names.add("id");
    for (String field : fields) {
      if (!field.equals(RecordJson.DISPLAY_NAME)) {
        known(scope, field);
      }
      names.add(field);
    }
    return new RecordView(model, names);
  }

  /**
   * The fields of the names; all that the caller sees for null.
   *
   * @throws ValidationException if the model has no such field
   */
  static List<ModelField> fields(Scope scope, @Nullable List<String> names) {
    return names == null ? shown(scope) : names.stream().map(name -> known(scope, name)).toList();
  }

  private static List<ModelField> shown(Scope scope) {
    return scope.model().fields().stream().filter(scope.readableOfSome()::contains).toList();
  }

  private static ModelField known(Scope scope, String name) {
    Model model = scope.model();
    return model
        .field(name)
        .filter(scope.readableOfSome()::contains)
        .orElseThrow(
            () -> {
              List<String> all = new ArrayList<>(List.of(RecordJson.DISPLAY_NAME));
              shown(scope).forEach(field -> all.add(field.name()));
              return new ValidationException(
                  model
                      + " has no field "
                      + Quoted.name(name)
                      + "."
                      + Suggestions.didYouMean(name, all),
                  Map.of("model", model.name(), "field", Quoted.cut(name), "rule", "unknown"));
            });
  }

  /** The records that exist among the ids, as they are answered; nothing else of them is read. */
  List<Object> read(ReadRecords records, List<Long> ids) {
    return each(names == null ? records.read(ids) : records.read(ids, names));
  }

  /** The records that match, as they are answered; nothing else of them is read. */
  List<Object> searchRead(ReadRecords records, Query query) {
    return each(names == null ? records.searchRead(query) : records.searchRead(query, names));
  }

  private List<Object> each(List<ModelRecord> records) {
    return records.stream().map(this::one).toList();
  }

  private Object one(ModelRecord record) {
    if (names == null) {
      return record;
    }
    Map<String, @Nullable Object> all = record.asMap();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(
          name,
          name.equals(RecordJson.DISPLAY_NAME) ? record.displayName() : named(name, all.get(name)));
    }
    return values;
  }

  /** A link as an entire record has it, also where its target has no name. */
  private @Nullable Object named(String field, @Nullable Object value) {
    return value instanceof Ref ref && ref.name().isEmpty()
        ? Ref.of(ref.id(), Names.nameless(target(field), ref.id()))
        : value;
  }

  private String target(String field) {
    return model.field(field).map(ModelField::target).orElse("");
  }
}
