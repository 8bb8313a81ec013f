package dev.syncer.api;

/**
 * One database transaction as one user, which collects the changes of its records. Used by the
 * thread that runs it and only while it runs.
 */
public interface UnitOfWork {

  /** Who acts. */
  User user();

  /**
   * The records of a model.
   *
   * @throws dev.syncer.rpc.MissingException if there is no such model
   */
  Records model(String name);
}
