package dev.syncer.core.work;

import dev.syncer.api.Ref;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.view.RecordView;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks values before anything is written: names, rights to write, types, what must be there. */
final class ValuesCheck {
  private final RecordView unit;

  ValuesCheck(RecordView unit) {
    this.unit = unit;
  }

  /**
   * Refuses values that the one who acts may not write, before hooks have added theirs.
   *
   * @throws ValidationException naming model, field and rule
   */
  void writable(Model model, List<Values> records) {
    checkLinks(model, records.stream().map(values -> types(model, values)).toList());
  }

  /**
   * The values of new records, defaults included.
   *
   * @throws ValidationException naming model, field and rule
   */
  List<Map<ModelField, @Nullable Object>> forCreate(Model model, List<Values> records) {
    List<Map<ModelField, @Nullable Object>> all = new ArrayList<>(records.size());
    Deadline deadline = Deadline.current();
    for (Values values : records) {
      deadline.check();
      Map<ModelField, @Nullable Object> checked = new LinkedHashMap<>();
      for (ModelField field : model.declaredFields()) {
        Object value = field.defaultValue();
        if (value != null) {
          checked.put(field, ValueCheck.checked(model, field, value));
        }
      }
      checked.putAll(types(model, values));
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
   * @throws ValidationException naming model, field and rule
   */
  Map<ModelField, @Nullable Object> forWrite(Model model, Values values) {
    Map<ModelField, @Nullable Object> checked = types(model, values);
    checked.forEach((field, value) -> checkRequired(model, field, value));
    checkLinks(model, List.of(checked));
    return checked;
  }

  private Map<ModelField, @Nullable Object> types(Model model, Values values) {
    Scope scope = unit.guard().scope(model);
    Map<ModelField, @Nullable Object> checked = new LinkedHashMap<>();
    values
        .asMap()
        .forEach(
            (name, value) -> {
              ModelField field = scope.field(name);
              if (!scope.writable().contains(field)) {
                throw notWritable(model, field);
              }
              if (field.type().isToMany()) {
                checked.put(field, Command.of(model, field, value));
              } else {
                checked.put(field, value == null ? empty(field) : checked(model, field, value));
              }
            });
    return checked;
  }

  private static RpcException notWritable(Model model, ModelField field) {
    if (field.isReadOnly() || field.derivation() != null) {
      return ValueCheck.refusal(
          model,
          field,
          "is kept by the server and cannot be written.",
          Map.of("rule", "read-only"));
    }
    return new AccessException(
        "You do not have permission to change "
            + field.label()
            + " ("
            + model
            + "."
            + field.name()
            + "). Leave it out, or ask an administrator for it.",
        Map.of("model", model.name(), "field", field.name(), "operation", "write"));
  }

  private static Object checked(Model model, ModelField field, Object value) {
    return ValueCheck.checked(model, field, value);
  }

  /** A boolean is never empty: what a form leaves out is false. */
  private static @Nullable Object empty(ModelField field) {
    return field.type() == dev.syncer.api.FieldType.BOOLEAN ? Boolean.FALSE : null;
  }

  private void checkRequired(Model model, ModelField field, @Nullable Object value) {
    boolean isMissing =
        value == null
            || (value instanceof String text && text.isBlank())
            || (value instanceof List<?> commands && Command.endEmpty(commands));
    if (field.isRequired() && isMissing) {
      if (!unit.guard().scope(model).readable().contains(field)) {
        throw new AccessException(
            "A new record of "
                + model
                + " needs a value that you do not have permission to give. Ask an administrator.",
            Map.of("model", model.name(), "operation", "create"));
      }
      throw missing(model, field, Map.of());
    }
  }

  /**
   * The refusal of a required field without a value.
   *
   * @param more what else its context tells
   */
  static ValidationException missing(Model model, ModelField field, Map<String, Object> more) {
    Map<String, Object> context = new LinkedHashMap<>(more);
    context.put("rule", "required");
    return ValueCheck.refusal(model, field, "is required.", context);
  }

  /** Each link points at a record that exists for the one who acts: one read for each field. */
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
          checkTargets(model, field, target, ids);
        });
  }

  /**
   * Whether the one who acts may link to the records.
   *
   * @throws ValidationException naming the first that does not exist for them
   */
  void checkTargets(Model model, ModelField field, Model target, Collection<Long> ids) {
    TreeSet<Long> missing = new TreeSet<>(ids);
    missing.removeAll(unit.guard().readable(target, ids));
    if (!missing.isEmpty()) {
      throw notThere(model, field, target, missing.first());
    }
  }

  /** The refusal of a link to a record that does not exist for the one who acts. */
  static ValidationException notThere(Model model, ModelField field, Model target, long id) {
    return ValueCheck.refusal(
        model,
        field,
        "refers to " + target + "," + id + ", which does not exist.",
        Map.of("rule", "link"));
  }
}
