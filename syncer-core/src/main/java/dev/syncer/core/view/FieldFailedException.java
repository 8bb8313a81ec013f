package dev.syncer.core.view;

import dev.syncer.core.model.ModelField;

/**
 * A read asked for a field whose function throws. Its message is for the one who reads, who may
 * read the field; why it throws is in the cause, and for the log.
 */
public final class FieldFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String model;
  private final String field;

  FieldFailedException(ModelField field, Throwable cause) {
    super(
        "The field "
            + field.name()
            + " of "
            + field.modelName()
            + " cannot be computed: its function fails. Other fields can be read without it, by"
            + " name.",
        cause);
    this.model = field.modelName();
    this.field = field.name();
  }

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** The name of the field that was asked for. */
  public String field() {
    return field;
  }
}
