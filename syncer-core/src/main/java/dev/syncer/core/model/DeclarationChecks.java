package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.FieldType;
import dev.syncer.api.OnUnlink;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Whether declarations fit together, and the models that are made of them. */
final class DeclarationChecks {
  private final Map<String, Declaration> declared;
  private final BiConsumer<ErrorCode, String> faults;

  DeclarationChecks(Map<String, Declaration> declared, BiConsumer<ErrorCode, String> faults) {
    this.declared = declared;
    this.faults = faults;
  }

  /** What can be told before there are models. */
  void checkDeclarations() {
    checkUsers();
    declared.values().forEach(this::checkLinks);
  }

  /** What can be told of the models. */
  void checkModels(List<Model> models) {
    models.forEach(this::checkDefaults);
    models.forEach(new RightsChecks(models, faults)::check);
    checkTables(models);
  }

  private void checkUsers() {
    List<String> names =
        declared.values().stream()
            .filter(model -> model.is(ModelTrait.USERS))
            .map(m -> m.name)
            .toList();
    if (names.size() > 1) {
      faults.accept(
          ErrorCode.MODEL_USERS,
          "the models " + String.join(", ", names) + " all say users(). Only one may.");
    }
    declared.values().stream()
        .filter(model -> !model.groupReaders.isEmpty() && !model.is(ModelTrait.USERS))
        .forEach(model -> groupsOfNobody(model, names));
  }

  private void groupsOfNobody(Declaration model, List<String> users) {
    String remedy =
        users.isEmpty()
            ? "Say users() of it too, or take groupsReadableBy() away."
            : "Say it of " + users.get(0) + " instead.";
    faults.accept(
        ErrorCode.MODEL_USERS,
        "module "
            + model.module
            + ": "
            + model.name
            + " says groupsReadableBy(), but not users(). Only the model of users has groups, so it"
            + " says nothing. "
            + remedy);
  }

  private void checkLinks(Declaration model) {
    model.fields.forEach(
        (field, by) -> {
          String target = field.target();
          if (target != null && !declared.containsKey(target)) {
            faults.accept(
                ErrorCode.MODEL_UNKNOWN,
                "module "
                    + by
                    + ": the field \""
                    + field.name()
                    + "\" of "
                    + model.name
                    + " points at \""
                    + target
                    + "\", which no module declares."
                    + Suggestions.didYouMean(target, declared.keySet()));
          }
        });
    model.fields.forEach((field, by) -> checkOptions(model, field, by));
    if (model.displayName != null
        && model.fields.keySet().stream()
            .noneMatch(
                field ->
                    field.name().equals(model.displayName)
                        && field.type() == FieldType.TEXT
                        && field.isStored())) {
      faults.accept(
          ErrorCode.FIELD_OPTION,
          "module "
              + model.module
              + ": "
              + model.name
              + " wants to be called by \""
              + model.displayName
              + "\", which is no stored text field of it.");
    }
  }

  private void checkOptions(Declaration model, Field<?> field, String by) {
    if (field.isUnique() && !field.isStored()) {
      faults.accept(
          ErrorCode.FIELD_OPTION,
          "module "
              + by
              + ": the field \""
              + field.name()
              + "\" of "
              + model.name
              + " is unique, but no column holds it. Add stored() or let it go.");
    }
    if (field.isRequired() && field.onUnlink() == OnUnlink.SET_NULL) {
      faults.accept(
          ErrorCode.FIELD_OPTION,
          "module "
              + by
              + ": the field \""
              + field.name()
              + "\" of "
              + model.name
              + " is required, so deleting its target cannot empty it. Use RESTRICT or CASCADE.");
    }
  }

  private void checkDefaults(Model model) {
    for (ModelField field : model.declaredFields()) {
      Object value = field.defaultValue();
      if (value != null) {
        try {
          ValueCheck.checked(model, field, value);
        } catch (ValidationException e) {
          faults.accept(
              ErrorCode.FIELD_OPTION,
              "module " + field.declaredBy() + ": the default does not fit. " + e.getMessage());
        }
      }
    }
  }

  private void checkTables(List<Model> models) {
    Map<String, Model> byTable = new LinkedHashMap<>();
    for (Model model : models) {
      Model other = byTable.putIfAbsent(model.table(), model);
      if (other != null) {
        faults.accept(
            ErrorCode.MODEL_DUPLICATE,
            "the models "
                + other
                + " and "
                + model
                + " would share the table "
                + model.table()
                + ". Rename one of them.");
      }
    }
  }
}
