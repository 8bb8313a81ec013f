package dev.syncer.api;

/** One model under declaration. All methods answer the same builder. */
public interface ModelBuilder {

  /** Adds fields, in the order in which they will be shown. */
  ModelBuilder fields(Field<?>... fields);

  /** Sends each committed create, write and unlink of this model to its subscribers. */
  ModelBuilder implementsSyncer();

  /** Lets each notification of a write carry the entire record instead of the changed fields. */
  ModelBuilder syncEntire();

  /**
   * Names the text field that a record is called by. Without it that is the field {@code name}, and
   * a model that has none is called {@code model,id}.
   */
  ModelBuilder displayName(String field);

  /**
   * Says that the records of this model are the people who act: {@code create_uid} and {@code
   * write_uid} of every model point here, and sessions belong to its records. At most one model.
   */
  ModelBuilder users();

  /** Hides the model from RPC and subscriptions: only code on the server reaches it. */
  ModelBuilder systemOnly();
}
