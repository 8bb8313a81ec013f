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
   * Adds to a model that this or another module declares, whichever order the modules are found in.
   *
   * @param name the model's name; one that nobody declares is a start-up fault
   */
  ModelBuilder extend(String name);
}
