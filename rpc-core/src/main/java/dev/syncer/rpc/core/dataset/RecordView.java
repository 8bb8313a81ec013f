package dev.syncer.rpc.core.dataset;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Suggestions;
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
   * @param fields null for the entire record
   * @throws ValidationException if the model has no such field
   */
  static RecordView of(Model model, @Nullable List<String> fields) {
    if (fields == null) {
      return new RecordView(model, null);
    }
    Set<String> names = new LinkedHashSet<>();
    names.add("id");
    for (String field : fields) {
      if (!field.equals(RecordJson.DISPLAY_NAME)) {
        known(model, field);
      }
      names.add(field);
    }
    return new RecordView(model, names);
  }

  /**
   * The fields of the names; all for null.
   *
   * @throws ValidationException if the model has no such field
   */
  static List<ModelField> fields(Model model, @Nullable List<String> names) {
    return names == null ? model.fields() : names.stream().map(name -> known(model, name)).toList();
  }

  private static ModelField known(Model model, String name) {
    return model
        .field(name)
        .orElseThrow(
            () -> {
              List<String> all = new ArrayList<>(List.of(RecordJson.DISPLAY_NAME));
              model.fields().forEach(field -> all.add(field.name()));
              return new ValidationException(
                  model + " has no field \"" + name + "\"." + Suggestions.didYouMean(name, all),
                  Map.of("model", model.name(), "field", name, "rule", "unknown"));
            });
  }

  /** The records as they are answered. */
  List<Object> each(List<ModelRecord> records) {
    return records.stream().map(this::one).toList();
  }

  private Object one(ModelRecord record) {
    if (names == null) {
      return record;
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(
          name,
          name.equals(RecordJson.DISPLAY_NAME)
              ? record.displayName()
              : named(name, record.get(name)));
    }
    return values;
  }

  /** A link as an entire record has it, also where its target has no name. */
  private @Nullable Object named(String field, @Nullable Object value) {
    return value instanceof Ref ref && ref.name().isEmpty()
        ? Ref.of(ref.id(), target(field) + "," + ref.id())
        : value;
  }

  private String target(String field) {
    return model.field(field).map(ModelField::target).orElse("");
  }
}
