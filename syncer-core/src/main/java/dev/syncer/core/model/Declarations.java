package dev.syncer.core.model;

import dev.syncer.api.ModelModule;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.RootCause;
import dev.syncer.core.fault.StartupException;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what all modules declare, finds every fault, and only then makes the registry. */
final class Declarations {
  private final Map<String, Declaration> declared = new LinkedHashMap<>();
  private final List<Declaration> extensions = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  Registry declaredBy(Collection<? extends ModelModule> found) {
    List<ModelModule> modules = ModuleOrder.of(found, this::fault);
    modules.forEach(this::define);
    extensions.forEach(this::merge);
    declared.values().stream()
        .filter(model -> model.is(ModelTrait.USERS))
        .forEach(users -> UserFields.addTo(users, this::fault));
    DeclarationChecks checks = new DeclarationChecks(declared, this::fault);
    checks.checkDeclarations();
    List<Model> models = new ModelAssembly(declared).models();
    checks.checkModels(models);
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

  private void define(ModelModule module) {
    try {
      module.define(new ModuleModels(module.name(), declared, extensions, this::fault));
    } catch (RuntimeException | LinkageError e) {
      fault(
          ErrorCode.MODULE_BROKEN,
          "module "
              + module.name()
              + " failed while it declared its models: "
              + RootCause.words(e, module.getClass().getName())
              + ".");
    }
  }

  private void merge(Declaration extension) {
    Declaration model = declared.get(extension.name);
    if (model != null) {
      model.merge(extension, this::fault);
      return;
    }
    fault(
        ErrorCode.MODEL_UNKNOWN,
        "module "
            + extension.module
            + " extends \""
            + extension.name
            + "\", which no module declares."
            + Suggestions.didYouMean(extension.name, declared.keySet())
            + " Install the module that declares it.");
  }
}
