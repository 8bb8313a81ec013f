package dev.syncer.store.jdbi;

import dev.syncer.core.ErrorCode;
import dev.syncer.core.StartupException;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What SQLite's errors mean here. Jdbi's own exceptions are left out of causes: their messages hold
 * the values that were bound.
 */
final class Faults {
  private Faults() {}

  /** A refusal while the store is in use. */
  static StoreException refused(String what, Throwable fault) {
    SQLException cause = cause(fault);
    if (cause != null && isStopped(cause)) {
      return new TimeOverException();
    }
    return cause == null
        ? new StoreException("the database did not " + what + ": unexpected fault.", fault)
        : new StoreException(
            "the database did not " + what + ": " + cause.getMessage() + ". Nothing was written.",
            cause);
  }

  /** Whether a statement was stopped since the time of its work is over. */
  private static boolean isStopped(SQLException cause) {
    return code(cause) == SQLiteErrorCode.SQLITE_INTERRUPT
        || String.valueOf(cause.getMessage()).contains(Connections.TIME_OVER);
  }

  /** A refusal while the store opens. */
  static StartupException atStart(Path file, Throwable fault) {
    SQLException cause = cause(fault);
    String reason = cause == null ? fault.toString() : String.valueOf(cause.getMessage());
    return switch (code(cause)) {
      case SQLITE_NOTADB ->
          new StartupException(
              ErrorCode.STORE_FOREIGN,
              "the file \""
                  + file
                  + "\" is no SQLite database. Name another file; a database is"
                  + " made where there is none.");
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StartupException(
              ErrorCode.STORE_IN_USE,
              "another program is writing to the database \""
                  + file
                  + "\" and does not end. Stop"
                  + " it, then start again.");
      default ->
          new StartupException(
              ErrorCode.STORE_UNUSABLE,
              "the database \""
                  + file
                  + "\" cannot be opened: "
                  + reason
                  + ". It must be a file that this process may read and write, in a folder where it"
                  + " may make files.");
    };
  }

  /** The primary code: extended ones hold it in their last byte. */
  private static SQLiteErrorCode code(@Nullable SQLException cause) {
    return cause instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static @Nullable SQLException cause(Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
