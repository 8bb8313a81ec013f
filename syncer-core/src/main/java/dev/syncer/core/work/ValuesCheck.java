package dev.syncer.core.work;

import dev.syncer.api.Ref;
import dev.syncer.api.Values;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks values before anything is written: names, rights to write, types, what must be there. */
final class ValuesCheck {
  private final ReadingUnit unit;

  ValuesCheck(ReadingUnit unit) {
    this.unit = unit;
  }

  /**
   * Refuses values that the one who acts may not write, before hooks have added theirs.
   *
   * @throws ValidationException naming model, field and rule
   */
  void writable(Model model, Values values) {
    types(model, values, unit.isTrusted());
  }

  /**
   * The values of new records, defaults included.
   *
   * @param isTrusted whether read-only fields may be among them
   * @throws ValidationException naming model, field and rule
   */
  List<Map<ModelField, @Nullable Object>> forCreate(
      Model model, List<Values> records, boolean isTrusted) {
    List<Map<ModelField, @Nullable Object>> all = new ArrayList<>(records.size());
    for (Values values : records) {
      Map<ModelField, @Nullable Object> checked = new LinkedHashMap<>();
      for (ModelField field : model.declaredFields()) {
        Object value = field.defaultValue();
        if (value != null) {
          checked.put(field, ValueCheck.checked(model, field, value));
        }
      }
      checked.putAll(types(model, values, isTrusted));
      for (ModelField field : model.declaredFields()) {
        if (field.derivation() == null) {
          checkRequired(model, field, checked.get(field));
        }
      }
      all.add(checked);
    }
    checkLinks(model, all);
    return all;
  }

  /**
   * The values to write.
   *
   * @param isTrusted whether read-only fields may be among them
   * @throws ValidationException naming model, field and rule
   */
  Map<ModelField, @Nullable Object> forWrite(Model model, Values values, boolean isTrusted) {
    Map<ModelField, @Nullable Object> checked = types(model, values, isTrusted);
    checked.forEach((field, value) -> checkRequired(model, field, value));
    checkLinks(model, List.of(checked));
    return checked;
  }

  private Map<ModelField, @Nullable Object> types(Model model, Values values, boolean isTrusted) {
    Map<ModelField, @Nullable Object> checked = new LinkedHashMap<>();
    values
        .asMap()
        .forEach(
            (name, value) -> {
              ModelField field = Conditions.field(model, name);
              if (field.isBase()
                  || field.derivation() != null
                  || (field.isReadOnly() && !isTrusted)) {
                throw ValueCheck.refusal(
                    model,
                    field,
                    "is kept by the server and cannot be written.",
                    Map.of("rule", "read-only"));
              }
              if (field.type().isToMany()) {
                checked.put(field, Command.of(model, field, value));
              } else {
                checked.put(field, value == null ? empty(field) : checked(model, field, value));
              }
            });
    return checked;
  }

  private static Object checked(Model model, ModelField field, Object value) {
    return ValueCheck.checked(model, field, value);
  }

  /** A boolean is never empty: what a form leaves out is false. */
  private static @Nullable Object empty(ModelField field) {
    return field.type() == dev.syncer.api.FieldType.BOOLEAN ? Boolean.FALSE : null;
  }

  private static void checkRequired(Model model, ModelField field, @Nullable Object value) {
    boolean isMissing = value == null || (value instanceof String text && text.isBlank());
    if (field.isRequired() && isMissing) {
      throw ValueCheck.refusal(model, field, "is required.", Map.of("rule", "required"));
    }
  }

  /** Each link points at a record that exists: one read for each field that links. */
  private void checkLinks(Model model, List<Map<ModelField, @Nullable Object>> records) {
    Map<ModelField, TreeSet<Long>> wanted = new LinkedHashMap<>();
    for (Map<ModelField, @Nullable Object> values : records) {
      values.forEach(
          (field, value) -> {
            if (value instanceof Ref ref) {
              wanted.computeIfAbsent(field, f -> new TreeSet<>()).add(ref.id());
            }
          });
    }
    wanted.forEach(
        (field, ids) -> {
          Model target = unit.registry().model(String.valueOf(field.target())).orElseThrow();
          ids.removeAll(unit.rows(target, ids).stream().map(Row::id).collect(Collectors.toSet()));
          if (!ids.isEmpty()) {
            throw ValueCheck.refusal(
                model,
                field,
                "points at " + target + "," + ids.first() + ", which does not exist.",
                Map.of("rule", "link"));
          }
        });
  }
}
