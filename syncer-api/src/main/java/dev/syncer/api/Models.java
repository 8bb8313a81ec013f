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
   * Declares the model that a class or interface describes with constants: {@code MODEL}, its name,
   * and its fields, in the order in which they stand. What else there is to say of the model is
   * said by the builder.
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
   * @param constants private ones are not looked at
   * @throws IllegalArgumentException if it has no such name, or no field
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
