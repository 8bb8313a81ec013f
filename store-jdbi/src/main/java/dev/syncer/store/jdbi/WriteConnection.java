package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, and the transactions on it. It is made anew after any failure: the
 * driver closes a statement that failed, SQLite rolls back by itself or does not, and whoever keeps
 * either going by guesses is wrong some day. Used by the thread of the writer alone.
 *
 * <p>Each transaction begins with a look whether this is still the only one that writes, to the
 * file that others find by its name.
 */
final class WriteConnection {
  private static final Logger LOG = LoggerFactory.getLogger(WriteConnection.class);
  private static final int MARK_BYTES = 16;

  private final SqliteFile database;

  private final CheckpointTurns turns = new CheckpointTurns();

  private boolean isUsable = true;
  private long seenVersion;

  WriteConnection(SqliteFile database) {
    this.database = database;
    this.seenVersion = version(database.writer());
  }

  private static long version(Handle handle) {
    return handle.createQuery("PRAGMA data_version").mapTo(Long.class).one();
  }

  Handle handle() {
    return database.writer();
  }

  boolean isUsable() {
    return isUsable;
  }

  /** Something failed on it: the next transaction gets another one. */
  void suspect() {
    isUsable = false;
  }

  /**
   * Opens another connection in the place of a suspect one; whatever was open on that is undone.
   */
  void renew() throws SQLException {
    database.renewWriter();
    seenVersion = version(database.writer());
    if (!new Metadata(database.writer()).isOwnedBy(database.owner())) {
      throw new StoreLostException(StoreLostException.TAKEN);
    }
    isUsable = true;
  }

  /**
   * @throws StoreLostException if the database is not this server's alone any more
   */
  void begin() throws SQLException {
    database.checkNowAndThen(); // for sure only after the commit: what is true now may end at once
    execute("BEGIN IMMEDIATE");
    checkAlone();
  }

  /**
   * @throws StoreLostException if the files went away meanwhile: what was committed is in nobody's
   *     database then
   */
  void commit() throws SQLException {
    execute("COMMIT");
    database.check();
  }

  /** Inside a transaction nobody else can write, so what is true then stays true. */
  private void checkAlone() throws SQLException {
    if (number("PRAGMA data_version") == seenVersion) {
      return;
    }
    isUsable = false;
    Metadata metadata = new Metadata(database.writer());
    if (!metadata.isOwnedBy(database.owner())) {
      execute("ROLLBACK");
      throw new StoreLostException(StoreLostException.TAKEN);
    }
    try {
      metadata.newEpoch();
      execute("COMMIT");
    } catch (SQLException | JdbiException e) {
      LOG.error("The database did not get another epoch after a foreign commit.", e);
    }
    throw new StoreLostException(StoreLostException.FOREIGN);
  }

  /**
   * Brings the write-ahead log into the file, where SQLite has not done so by itself. What it does
   * after a COMMIT fails without a word, and then the log grows without end.
   *
   * @return whether it was tried
   */
  boolean checkpointIfDue() throws SQLException {
    if (!isUsable || !turns.isDue(database.logBytes())) {
      return false;
    }
    number("PRAGMA wal_checkpoint(PASSIVE)"); // what readers hold back is no failure, and stays
    return true;
  }

  /** As {@link #begin}, where nothing is to be written: somebody else may have meanwhile. */
  void checkIdle() throws SQLException {
    database.check();
    if (isUsable && number("PRAGMA data_version") != seenVersion) {
      begin();
    }
  }

  /** Past Jdbi, which does much more for a statement than SQLite for one of these. */
  void execute(String sql) throws SQLException {
    StatementCache cache = Connections.cache(database.writer());
    PreparedStatement statement = cache.take(database.writer().getConnection(), sql);
    statement.execute();
    cache.giveBack(sql, statement);
  }

  private long number(String sql) throws SQLException {
    StatementCache cache = Connections.cache(database.writer());
    PreparedStatement statement = cache.take(database.writer().getConnection(), sql);
    long number;
    try (ResultSet results = statement.executeQuery()) {
      number = results.getLong(1);
    }
    cache.giveBack(sql, statement);
    return number;
  }

  /** Whether the file has the last of some commits, and so all. */
  boolean holds(List<Commit> commits) {
    return database
        .writer()
        .createQuery("SELECT EXISTS (SELECT 1 FROM syncer_log WHERE position = ?)")
        .bind(0, commits.get(commits.size() - 1).position())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Commits something small. A transaction whose COMMIT failed may lie in the write-ahead log as a
   * whole, for a recovery after a crash to find; the next one takes its place.
   */
  void overwrite() throws SQLException {
    execute("BEGIN IMMEDIATE");
    new Metadata(database.writer()).touch(MARK_BYTES);
    execute("COMMIT");
  }
}
