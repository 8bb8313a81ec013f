package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, and group commit.
 *
 * <p>SQLite has one writer at a time, and most of the cost of a small commit is the wait for the
 * disk. So the units of work that wait while another group is written become the next group: one
 * transaction, a savepoint for each unit, one wait for the disk. A unit that fails goes back to its
 * savepoint, alone. Until the transaction is committed nobody is answered and the listener hears
 * nothing; if it does not commit, the whole group has failed.
 *
 * <p>Position order is commit order since each unit takes its position on this thread.
 */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final Handle handle;
  private final BiFunction<Handle, Sequences, JdbiWriteTransaction> transactions;
  private final int groupSize;
  private final Sequences sequences = new Sequences();

  /** The statements that begin and end transactions and units; they end with their connection. */
  private final Map<String, PreparedStatement> marks = new HashMap<>();

  private final BlockingQueue<Unit<?>> waiting = new LinkedBlockingQueue<>();
  private final Unit<?> end = new Unit<>(transaction -> null, Deadline.NONE);
  private final Thread thread = new Thread(this::run, "syncer-store-writer");
  private volatile CommitListener listener = commit -> {};
  private boolean isEnding;

  /**
   * @param handle its transactions belong to this writer
   * @param transactions makes that of a unit of work, on the thread of the writer
   */
  Writer(
      Handle handle,
      BiFunction<Handle, Sequences, JdbiWriteTransaction> transactions,
      int groupSize) {
    this.handle = handle;
    this.transactions = transactions;
    this.groupSize = groupSize;
    thread.setDaemon(true);
    thread.start();
  }

  void follow(CommitListener follower) {
    this.listener = follower;
  }

  <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    if (isCurrentThread()) {
      throw new IllegalStateException(
          "write(…) inside of a unit of work that writes: it would wait for itself. Use the"
              + " transaction at hand.");
    }
    Unit<T> unit = new Unit<>(work, Deadline.current());
    synchronized (waiting) {
      if (isEnding) {
        throw JdbiStore.closed();
      }
      waiting.add(unit);
    }
    return unit.await();
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Ends the thread after the units that wait. */
  void end() {
    synchronized (waiting) {
      if (!isEnding) {
        isEnding = true;
        waiting.add(end);
      }
    }
    boolean wasInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      try {
        Unit<?> first = waiting.take();
        if (first == end) {
          return;
        }
        if (first.begin()) {
          serve(first);
        }
      } catch (InterruptedException e) {
        LOG.warn("The thread that writes was interrupted by somebody; it goes on.");
      }
    }
  }

  private void serve(Unit<?> first) {
    List<Unit<?>> group = new ArrayList<>();
    group.add(first);
    try {
      execute("BEGIN IMMEDIATE");
      attempt(first);
      while (group.size() < groupSize && waiting.peek() != end) {
        Unit<?> next = waiting.poll();
        if (next == null) {
          break;
        }
        if (next.begin()) {
          group.add(next);
          attempt(next);
        }
      }
      execute("COMMIT");
    } catch (Throwable e) {
      giveUp(group, e);
    }
    for (Unit<?> unit : group) {
      tell(unit.commit());
    }
    group.forEach(Unit::release);
  }

  /** Runs a unit; throws only if the transaction itself is lost. */
  private void attempt(Unit<?> unit) throws SQLException {
    execute("SAVEPOINT unit");
    try {
      unit.run(transactions.apply(handle, sequences));
    } catch (Throwable e) {
      unit.fail(e);
      sequences.forget();
      execute("ROLLBACK TO unit");
    }
    execute("RELEASE unit");
  }

  /** Past Jdbi, which does much more for a statement than SQLite for one of these. */
  private void execute(String sql) throws SQLException {
    PreparedStatement statement = marks.get(sql);
    if (statement == null) {
      statement = handle.getConnection().prepareStatement(sql);
      marks.put(sql, statement);
    }
    statement.execute();
  }

  private void giveUp(List<Unit<?>> group, Throwable reason) {
    StoreException refusal = Faults.refused("commit", reason);
    group.forEach(unit -> unit.fail(refusal));
    sequences.forget();
    try {
      handle.execute("ROLLBACK");
    } catch (RuntimeException e) {
      // SQLite rolls some failures back by itself, and then there is nothing left to do.
      LOG.debug("Rollback after a failed commit: {}", e.getClass().getSimpleName());
    }
  }

  private void tell(@Nullable Commit commit) {
    if (commit == null) {
      return;
    }
    try {
      listener.committed(commit);
    } catch (Throwable e) {
      LOG.error("The listener failed at commit {}; the commit stands.", commit.position(), e);
    }
  }
}
