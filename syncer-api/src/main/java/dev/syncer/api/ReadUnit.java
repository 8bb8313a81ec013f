package dev.syncer.api;

/**
 * One consistent state of the database as one user may see it. Used by the thread that runs it and
 * only while it runs. A {@link UnitOfWork} is one that also writes.
 */
public interface ReadUnit {

  /** The user on whose behalf it runs. */
  User user();

  /**
   * The records of a model.
   *
   * @throws dev.syncer.rpc.MissingException if there is no such model
   */
  ReadRecords model(String name);

  /** The same state with the rights of the system: it shows everything. */
  ReadUnit asSystem();
}
