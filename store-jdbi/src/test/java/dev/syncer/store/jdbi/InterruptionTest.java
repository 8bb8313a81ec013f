package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import java.nio.file.Path;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that SQLite itself would run for ever (P12). */
final class InterruptionTest {
  private static final String ENDLESS =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

  @TempDir Path folder;

  private static StoreException refusal(Handle handle, String sql) {
    try {
      handle.createQuery(sql).mapTo(Long.class).one();
    } catch (JdbiException e) {
      return Faults.refused("count", e);
    }
    throw new AssertionError("an endless statement has ended");
  }

  @Test
  void statement_whoseTimeIsOver_isStoppedAndTheConnectionGoesOn() {
    try (Handle handle = new Connections(folder.resolve("a.db")).writer()) {
      StoreException stopped =
          Deadline.after(Duration.ofMillis(50)).during(() -> refusal(handle, ENDLESS));

      assertThat(stopped).isInstanceOf(TimeOverException.class);
      assertThat(handle.createQuery("SELECT 1").mapTo(Long.class).one()).isEqualTo(1);
    }
  }

  /** A single text is matched by code of ours, between two looks of SQLite at the clock. */
  @Test
  void like_afterTheTimeIsOver_isStoppedToo() {
    Deadline over = Deadline.after(Duration.ZERO);
    try (Handle handle = new Connections(folder.resolve("a.db")).writer()) {
      String one = "SELECT " + Connections.LIKE + "('a', '%', 0)";

      assertThat(over.during(() -> refusal(handle, one))).isInstanceOf(TimeOverException.class);
      assertThat(handle.createQuery(one).mapTo(Long.class).one()).isEqualTo(1);
    }
  }

  /** SQLite rolls back the whole transaction when a statement that writes is stopped. */
  @Test
  void statementThatWrites_duringNoDeadline_isNotStopped() {
    Deadline over = Deadline.after(Duration.ZERO);
    String insert =
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT"
            + " 50000) SELECT i FROM n";
    try (Handle handle = new Connections(folder.resolve("a.db")).writer()) {
      handle.execute("CREATE TABLE t (i INTEGER)");
      handle.execute("BEGIN");

      assertThat(over.<Integer>during(() -> Deadline.NONE.during(() -> handle.execute(insert))))
          .isEqualTo(50_000);
      // The control: stopped, it takes the transaction with it.
      assertThatThrownBy(() -> over.during(() -> handle.execute(insert)))
          .isInstanceOf(JdbiException.class);
      assertThat(handle.createQuery("SELECT count(*) FROM t").mapTo(Long.class).one()).isZero();
    }
  }
}
