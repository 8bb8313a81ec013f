package dev.syncer.store.jdbi;

import dev.syncer.core.spi.StoreException;

/** The database is not this server's alone any more: nothing is written from now on. */
final class StoreLostException extends StoreException {
  private static final long serialVersionUID = 1L;

  static final String TAKEN =
      "another server has taken the database over. A database has one server at a time: stop one of"
          + " them.";
  static final String FOREIGN =
      "another program has written to the database. Clients have not heard of that; start again, and"
          + " each begins from a snapshot. While a server runs, others may only read.";

  StoreLostException(String message) {
    super(message, null);
  }
}
