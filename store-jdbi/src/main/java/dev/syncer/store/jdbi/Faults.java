package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
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
  /** For a unit of work of which nothing else can be told; made before memory is scarce. */
  static final StoreException UNKNOWN =
      new StoreException(
          "the thread that writes met with a fault. It is not known whether the unit of work was"
              + " written; read before you write it again.",
          null);

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

  /** What was committed does not get from the write-ahead log into the file. */
  static StoreException checkpoint(Throwable fault) {
    SQLException cause = cause(fault);
    return new StoreException(
        "the write-ahead log does not get into the database file: "
            + (cause == null ? "unexpected fault" : cause.getMessage())
            + ". Nothing is lost, and writing goes on as long as the log has room. Give the disk"
            + " room.",
        cause == null ? fault : cause);
  }

  /** A COMMIT failed, and nobody knows yet whether it did anything. */
  static StoreException unknown(Throwable fault) {
    SQLException cause = cause(fault);
    return new StoreException(
        "the database did not answer a commit as it should: "
            + (cause == null ? "unexpected fault" : cause.getMessage())
            + ". It is not known whether it was written; read before you write it again.",
        cause == null ? fault : cause);
  }

  /** Whether a COMMIT that failed so cannot have reached the file as a whole. */
  static boolean isNeverWhole(Throwable fault) {
    SQLException cause = cause(fault);
    return switch (code(cause)) {
      case SQLITE_FULL, SQLITE_CONSTRAINT, SQLITE_BUSY -> true;
      case SQLITE_IOERR ->
          cause instanceof SQLiteException sqlite
              && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_WRITE;
      default -> false;
    };
  }

  /** Whether it is the database, or the disk below it, that does not work. */
  static boolean isOfTheDisk(StoreException refusal) {
    return switch (code(cause(refusal))) {
      case SQLITE_FULL,
          SQLITE_IOERR,
          SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_CANTOPEN,
          SQLITE_READONLY,
          SQLITE_PERM,
          SQLITE_NOMEM ->
          true;
      default -> false;
    };
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
