package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.api.Field;
import dev.syncer.api.FieldType;
import dev.syncer.api.Fields;
import dev.syncer.api.Hook;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import dev.syncer.core.ErrorCode;
import dev.syncer.core.StartupException;
import dev.syncer.core.model.ModelHook.Moment;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what all modules declare, finds every fault, and only then makes the registry. */
final class Declarations {
  private static final Pattern MODEL_NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
  private static final Pattern FIELD_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final String FRAMEWORK = "Syncer";

  /** Related fields of related fields, at most: a circle of them ends here and is told later. */
  private static final int MAX_RELATED = 16;

  private final Map<String, Declaration> declared = new LinkedHashMap<>();
  private final List<Declaration> extensions = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  Registry declaredBy(Collection<? extends ModelModule> found) {
    List<ModelModule> modules = ModuleOrder.of(found, this::fault);
    for (ModelModule module : modules) {
      try {
        module.define(new ModuleModels(module.name()));
      } catch (RuntimeException | LinkageError e) {
        fault(
            ErrorCode.MODULE_BROKEN,
            "module " + module.name() + " failed while it declared its models: " + e + ".");
      }
    }
    extensions.forEach(this::merge);
    checkUsers();
    declared.values().forEach(this::checkLinks);
    declareRelationTables();
    List<Model> models = declared.values().stream().map(this::model).toList();
    models.forEach(this::checkDefaults);
    checkTables(models);
    Map<String, Model> byName = new LinkedHashMap<>();
    models.forEach(model -> byName.put(model.name(), model));
    Relations relations = new Relations(byName, this::fault);
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
    return new Registry(models, relations, modules);
  }

  private void fault(ErrorCode code, String text) {
    faults.add(code.message(text));
  }

  private void merge(Declaration extension) {
    Declaration model = declared.get(extension.name);
    if (model == null) {
      fault(
          ErrorCode.MODEL_UNKNOWN,
          "module "
              + extension.module
              + " extends \""
              + extension.name
              + "\", which no module declares."
              + Suggestions.didYouMean(extension.name, declared.keySet())
              + " Install the module that declares it.");
      return;
    }
    extension.fields.forEach((field, by) -> addField(model, field, by));
    model.constraints.addAll(extension.constraints);
    model.hooks.addAll(extension.hooks);
    model.implementsSyncer |= extension.implementsSyncer;
    model.syncEntire |= extension.syncEntire;
    model.holdsUsers |= extension.holdsUsers;
    model.isSystemOnly |= extension.isSystemOnly;
    if (extension.displayName != null) {
      model.displayName = extension.displayName;
    }
  }

  private void addField(Declaration model, Field<?> field, String by) {
    for (Map.Entry<Field<?>, String> other : model.fields.entrySet()) {
      if (other.getKey().name().equals(field.name())) {
        fault(
            ErrorCode.FIELD_DUPLICATE,
            "module "
                + by
                + " declares the field \""
                + field.name()
                + "\" of "
                + model.name
                + ", which module "
                + other.getValue()
                + " declares already. Rename one of them.");
        return;
      }
    }
    model.fields.put(field, by);
  }

  /** A many2many is kept by a model of its own, whose records go when one of their sides goes. */
  private void declareRelationTables() {
    for (Declaration owner : List.copyOf(declared.values())) {
      owner.fields.forEach(
          (field, by) -> {
            String target = field.target();
            if (field.type() == FieldType.MANY_TO_MANY
                && field.inverses().isEmpty()
                && target != null
                && declared.containsKey(target)) {
              Declaration table = new Declaration(Model.relationName(owner.name, field.name()), by);
              table.isSystemOnly = true;
              table.isRelation = true;
              table.fields.put(side("left_id", owner.name), by);
              table.fields.put(side("right_id", target), by);
              declared.put(table.name, table);
            }
          });
    }
  }

  private static Field<Ref> side(String name, String model) {
    return Fields.manyToOne(name, model).required().index().onUnlink(OnUnlink.CASCADE);
  }

  /** The field that a related field takes its type from; itself if its path leads nowhere. */
  private Field<?> kindOf(Declaration model, Field<?> field, int depth) {
    if (!(field.derivation().orElse(null) instanceof Derivation.Related related)) {
      return field;
    }
    Declaration at = model;
    Field<?> found = field;
    for (String name : related.path().split("\\.", -1)) {
      Field<?> next = at == null ? null : field(at, name);
      if (at == null || next == null || depth > MAX_RELATED) {
        return field;
      }
      found = kindOf(at, next, depth + 1);
      at = found.target() == null ? null : declared.get(found.target());
    }
    return found;
  }

  private @Nullable Field<?> field(Declaration model, String name) {
    for (Field<?> field : model.fields.keySet()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return Model.BASE_FIELDS.contains(name) ? baseField(name, users()) : null;
  }

  private void checkUsers() {
    List<String> names =
        declared.values().stream().filter(model -> model.holdsUsers).map(m -> m.name).toList();
    if (names.size() > 1) {
      fault(
          ErrorCode.MODEL_USERS,
          "the models " + String.join(", ", names) + " all say users(). Only one may.");
    }
  }

  private void checkOptions(Declaration model, Field<?> field, String by) {
    if (field.isUnique() && !field.isStored()) {
      fault(
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
      fault(
          ErrorCode.FIELD_OPTION,
          "module "
              + by
              + ": the field \""
              + field.name()
              + "\" of "
              + model.name
              + " is required, so an unlink of its target cannot empty it. Use RESTRICT or CASCADE.");
    }
  }

  private void checkLinks(Declaration model) {
    model.fields.forEach(
        (field, by) -> {
          String target = field.target();
          if (target != null && !declared.containsKey(target)) {
            fault(
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
      fault(
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

  private void checkDefaults(Model model) {
    for (ModelField field : model.declaredFields()) {
      Object value = field.defaultValue();
      if (value != null) {
        try {
          ValueCheck.checked(model, field, value);
        } catch (ValidationException e) {
          fault(
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
        fault(
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

  private Model model(Declaration declaration) {
    List<ModelField> fields = new ArrayList<>();
    String users = users();
    for (String name : Model.BASE_FIELDS) {
      Field<?> base = baseField(name, users);
      fields.add(new ModelField(base, base, declaration.name, fields.size(), true, FRAMEWORK));
    }
    for (boolean isColumn : new boolean[] {true, false}) {
      declaration.fields.forEach(
          (field, by) -> {
            if (field.isStored() == isColumn) {
              fields.add(
                  new ModelField(
                      field,
                      kindOf(declaration, field, 0),
                      declaration.name,
                      fields.size(),
                      false,
                      by));
            }
          });
    }
    String displayName = declaration.displayName;
    if (displayName == null
        && fields.stream()
            .anyMatch(f -> f.name().equals("name") && f.type() == FieldType.TEXT && f.isColumn())) {
      displayName = "name";
    }
    return new Model(
        declaration.name,
        fields,
        displayName,
        declaration.implementsSyncer,
        declaration.syncEntire,
        declaration.holdsUsers,
        declaration.isSystemOnly,
        declaration.isRelation,
        declaration.constraints,
        declaration.hooks);
  }

  private @Nullable String users() {
    return declared.values().stream()
        .filter(model -> model.holdsUsers)
        .map(model -> model.name)
        .findFirst()
        .orElse(null);
  }

  private static Field<?> baseField(String name, @Nullable String users) {
    return switch (name) {
      case "id", "version" -> Fields.integer(name);
      case "create_date", "write_date" -> Fields.dateTime(name);
      default -> Fields.manyToOne(name, users == null ? "" : users);
    };
  }

  /** What one module says of one model. */
  private static final class Declaration {
    final String name;
    final String module;
    final Map<Field<?>, String> fields = new LinkedHashMap<>();
    final List<Constraint> constraints = new ArrayList<>();
    final List<ModelHook> hooks = new ArrayList<>();
    @Nullable String displayName;
    boolean implementsSyncer;
    boolean syncEntire;
    boolean holdsUsers;
    boolean isSystemOnly;
    boolean isRelation;

    Declaration(String name, String module) {
      this.name = name;
      this.module = module;
    }
  }

  private final class ModuleModels implements Models {
    private final String module;

    ModuleModels(String module) {
      this.module = module;
    }

    @Override
    public ModelBuilder model(String name) {
      Declaration declaration = new Declaration(name, module);
      Declaration other = declared.get(name);
      if (!MODEL_NAME.matcher(name).matches()) {
        fault(
            ErrorCode.MODEL_NAME,
            "module "
                + module
                + " declares the model \""
                + name
                + "\". Names are dotted lower case, for example project.task.");
      } else if (other != null) {
        fault(
            ErrorCode.MODEL_DUPLICATE,
            "module "
                + module
                + " declares the model "
                + name
                + ", which module "
                + other.module
                + " declares already. Rename one, or use extend(\""
                + name
                + "\").");
      } else {
        declared.put(name, declaration);
      }
      return new Builder(declaration);
    }

    @Override
    public ModelBuilder extend(String name) {
      Declaration extension = new Declaration(name, module);
      extensions.add(extension);
      return new Builder(extension);
    }
  }

  private final class Builder implements ModelBuilder {
    private final Declaration declaration;

    Builder(Declaration declaration) {
      this.declaration = declaration;
    }

    @Override
    public ModelBuilder fields(Field<?>... fields) {
      for (Field<?> field : fields) {
        if (!FIELD_NAME.matcher(field.name()).matches()
            || Model.BASE_FIELDS.contains(field.name())
            || field.name().equals("display_name")) {
          fault(
              ErrorCode.FIELD_NAME,
              "module "
                  + declaration.module
                  + " declares the field \""
                  + field.name()
                  + "\" of "
                  + declaration.name
                  + ". Names are lower case letters, digits and underscores, and none of "
                  + Model.BASE_FIELDS
                  + " or display_name, which every model has.");
        } else {
          addField(declaration, field, declaration.module);
        }
      }
      return this;
    }

    @Override
    public ModelBuilder implementsSyncer() {
      declaration.implementsSyncer = true;
      return this;
    }

    @Override
    public ModelBuilder syncEntire() {
      declaration.syncEntire = true;
      return this;
    }

    @Override
    public ModelBuilder constraint(String message, Predicate<ModelRecord> holds) {
      declaration.constraints.add(new Constraint(message, holds));
      return this;
    }

    @Override
    public ModelBuilder beforeCreate(Hook.BeforeCreate hook) {
      return hook(Moment.BEFORE_CREATE, hook);
    }

    @Override
    public ModelBuilder afterCreate(Hook.OnRecords hook) {
      return hook(Moment.AFTER_CREATE, hook);
    }

    @Override
    public ModelBuilder beforeWrite(Hook.BeforeWrite hook) {
      return hook(Moment.BEFORE_WRITE, hook);
    }

    @Override
    public ModelBuilder afterWrite(Hook.OnRecords hook) {
      return hook(Moment.AFTER_WRITE, hook);
    }

    @Override
    public ModelBuilder beforeUnlink(Hook.OnRecords hook) {
      return hook(Moment.BEFORE_UNLINK, hook);
    }

    @Override
    public ModelBuilder afterUnlink(Hook.OnRecords hook) {
      return hook(Moment.AFTER_UNLINK, hook);
    }

    private ModelBuilder hook(Moment moment, Hook hook) {
      declaration.hooks.add(new ModelHook(moment, hook, declaration.module));
      return this;
    }

    @Override
    public ModelBuilder displayName(String field) {
      declaration.displayName = field;
      return this;
    }

    @Override
    public ModelBuilder users() {
      declaration.holdsUsers = true;
      return this;
    }

    @Override
    public ModelBuilder systemOnly() {
      declaration.isSystemOnly = true;
      return this;
    }
  }
}
