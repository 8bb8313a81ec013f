package dev.syncer.api;

/** Where a {@link ModelModule} declares its models. */
public interface Models {

  /**
   * Declares a model.
   *
   * @param name dotted lower case, {@code project.task}; a name that another module declared is a
   *     start-up fault
   */
  ModelBuilder model(String name);

  /**
   * Declares the model whose name and fields are the constants of an interface: {@code MODEL} is
   * the name; constants of type {@link Field} are the fields, in the order of the source. The
   * builder says the rest.
   *
   * <pre>{@code
   * interface Stage {
   *   String MODEL = "project.stage";
   *   Field<String> NAME = text("name", 100).required();
   *   Field<Boolean> CLOSES = bool("closes");
   * }
   * models.model(Stage.class).access(group("user").reads()).implementsSyncer();
   * }</pre>
   *
   * @param constants an interface or a class; its private constants are left out
   * @throws IllegalArgumentException if it has no {@code MODEL}, or no field; a start-up fault
   */
  default ModelBuilder model(Class<?> constants) {
    return model(ModelClass.name(constants)).fields(ModelClass.fields(constants));
  }

  /**
   * Adds to a model that this or another module declares, whichever order the modules are found in.
   *
   * @param name the model's name; one that nobody declares is a start-up fault
   */
  ModelBuilder extend(String name);
}
