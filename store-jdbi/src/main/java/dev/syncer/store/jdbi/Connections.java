package dev.syncer.store.jdbi;

import dev.syncer.core.model.LikePattern;
import dev.syncer.core.spi.Deadline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.Function;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/** Opens connections to one SQLite file, each for one thread at a time. */
final class Connections {
  /** The name in SQL of {@link LikePattern#matches}: text, pattern, whether it ignores case. */
  static final String LIKE = "syncer_like";

  /** What a function of ours in SQL fails with when the time of the work is over. */
  static final String TIME_OVER = "the time of the work is over";

  // Steps of SQLite's machine between two looks at the clock: well below a millisecond.
  private static final int STEPS = 2_000;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;
  // The log next to the database shrinks to this after a checkpoint.
  private static final int JOURNAL_SIZE_LIMIT = 64 * 1024 * 1024;

  private final Jdbi writing;
  private final Jdbi reading;

  Connections(Path file) {
    this(file, UnaryOperator.identity());
  }

  /**
   * @param wrapper of each connection that is opened, for tests to put faults between
   */
  Connections(Path file, UnaryOperator<Connection> wrapper) {
    this.writing = jdbi(file, false, wrapper);
    this.reading = jdbi(file, true, wrapper);
  }

  /** The connection that writes; transactions are begun and ended by statements. */
  Handle writer() {
    return writing.open();
  }

  /** A connection that cannot write. */
  Handle reader() {
    return reading.open();
  }

  /** The statements that the connection keeps. */
  static StatementCache cache(Handle handle) {
    return (StatementCache) handle.getStatementBuilder();
  }

  private static Jdbi jdbi(Path file, boolean isReadOnly, UnaryOperator<Connection> wrapper) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(isReadOnly);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(false);
    config.setGetGeneratedKeys(false);
    if (!isReadOnly) {
      config.setJournalSizeLimit(JOURNAL_SIZE_LIMIT);
    }
    Jdbi jdbi = Jdbi.create(() -> wrapper.apply(open(config, file)));
    jdbi.setStatementBuilderFactory(connection -> new StatementCache());
    return jdbi;
  }

  private static Connection open(SQLiteConfig config, Path file) throws SQLException {
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      Function.create(connection, LIKE, new Like(), 3, Function.FLAG_DETERMINISTIC);
      ProgressHandler.setHandler(connection, STEPS, new Interruption());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Stops a statement whose {@linkplain Deadline#current deadline} is over. SQLite runs in the
   * thread that asks, so it is the deadline of that work. What may not be stopped halfway runs
   * during {@link Deadline#NONE}.
   */
  private static final class Interruption extends ProgressHandler {
    @Override
    protected int progress() {
      return Deadline.current().isOver() ? 1 : 0;
    }
  }

  /** SQLite folds the case of ASCII only; so patterns are matched by the code that memory uses. */
  private static final class Like extends Function {
    // A connection is used by one thread at a time, and asks for many texts in a row.
    private LikePattern pattern = new LikePattern("", false);

    @Override
    protected void xFunc() throws SQLException {
      if (Deadline.current().isOver()) {
        throw new SQLException(TIME_OVER);
      }
      String text = value_text(0);
      String wanted = value_text(1);
      boolean ignoresCase = value_int(2) != 0;
      if (!pattern.pattern().equals(wanted) || pattern.ignoresCase() != ignoresCase) {
        pattern = new LikePattern(wanted, ignoresCase);
      }
      result(text != null && pattern.matches(text) ? 1 : 0);
    }
  }
}
