package dev.syncer.core.model;

import dev.syncer.api.ModelModule;
import dev.syncer.core.fault.StartupException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All models of an application. Immutable. */
public final class Registry {
  private final Map<String, Model> models;
  private final List<ModelModule> modules;
  private final Relations relations;

  Registry(List<Model> models, Relations relations, List<ModelModule> modules) {
    this.relations = relations;
    this.models = new LinkedHashMap<>();
    for (Model model : models) {
      this.models.put(model.name(), model);
    }
    this.modules = List.copyOf(modules);
  }

  /**
   * Lets each module declare its models, checks them and puts them together.
   *
   * @throws StartupException with every fault of every module
   */
  public static Registry of(Collection<? extends ModelModule> modules) {
    return new Declarations().declaredBy(modules);
  }

  /** In the order of their declaration. */
  public Collection<Model> models() {
    return java.util.Collections.unmodifiableCollection(models.values());
  }

  public Optional<Model> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** How the models hang together. */
  public Relations relations() {
    return relations;
  }

  /** The model whose records are the people who act. */
  public Optional<Model> users() {
    return models.values().stream().filter(Model::holdsUsers).findFirst();
  }

  /** The modules that declared, each after those it depends on, else as they were found. */
  public List<ModelModule> modules() {
    return modules;
  }
}
