package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth.Part;
import dev.syncer.core.spi.StoreHealth.Trouble;
import dev.syncer.core.spi.WriteTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
 * <p>Whatever fails, the next group finds a usable connection. A COMMIT that fails may have
 * committed: then what is in the file decides, for the answers and for the listener.
 *
 * <p>Position order is commit order since each unit takes its position on this thread.
 */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Of a group with so many no further unit becomes a part: those in it are answered first. */
  private static final int GROUP_CHANGES = 1_000;

  private final WriteConnection connection;
  private final BiFunction<Handle, Sequences, JdbiWriteTransaction> transactions;
  private final int groupSize;
  private final Sequences sequences = new Sequences();
  private final WriterCondition condition = new WriterCondition();

  private final BlockingQueue<Unit<?>> waiting = new LinkedBlockingQueue<>();
  private final Unit<?> end = new Unit<>(transaction -> null, Deadline.NONE);
  private final Thread thread = new Thread(this::run, "syncer-store-writer");
  private volatile CommitListener listener = commit -> {};
  private volatile Consumer<StoreException> mourner = lost -> {};

  /** What a COMMIT with an unknown outcome would have committed. */
  private List<Commit> unsettled = List.of();

  private volatile @Nullable StoreLostException lost;
  private boolean isEnding;

  /**
   * @param database its connection that writes belongs to this writer
   * @param transactions makes that of a unit of work, on the thread of the writer
   */
  Writer(
      SqliteFile database,
      BiFunction<Handle, Sequences, JdbiWriteTransaction> transactions,
      int groupSize) {
    this.connection = new WriteConnection(database);
    this.transactions = transactions;
    this.groupSize = groupSize;
    thread.setDaemon(true);
    thread.start();
  }

  void follow(CommitListener follower) {
    this.listener = follower;
  }

  /**
   * Names the one who hears, on the thread of the writer, that nothing will be written any more.
   */
  void onLoss(Consumer<StoreException> follower) {
    this.mourner = follower;
  }

  <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    if (isCurrentThread()) {
      throw new IllegalStateException(
          "write(…) inside of a unit of work that writes: it would wait for itself. Use the"
              + " transaction at hand.");
    }
    Unit<T> unit = new Unit<>(work, Deadline.current());
    add(unit);
    return unit.await();
  }

  private void add(Unit<?> unit) {
    synchronized (waiting) {
      if (isEnding) {
        throw JdbiStore.closed();
      }
      waiting.add(unit);
    }
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * @throws StoreException if this server has lost the database
   */
  void checkNotLost() {
    StoreLostException loss = lost;
    if (loss != null) {
      throw loss;
    }
  }

  /**
   * What is wrong with writing; asks the thread, and writes something where writing failed last.
   */
  Optional<Trouble> probe(Duration within) {
    boolean isTrial = condition.isTrialDue();
    Unit<Boolean> unit =
        new Unit<>(
            transaction -> !isTrial || ((JdbiWriteTransaction) transaction).touch(),
            Deadline.after(within));
    try {
      add(unit);
    } catch (StoreException e) {
      return Optional.of(new Trouble(Part.WRITER, String.valueOf(e.getMessage()), Duration.ZERO));
    }
    if (!unit.endsWithin(within)) {
      return Optional.of(Trouble.silent(Part.WRITER, within));
    }
    if (isTrial && unit.failure() == null) {
      condition.works();
    } else if (unit.failure() instanceof StoreException refusal) {
      condition.fails(refusal);
    }
    return condition.trouble();
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
        Unit<?> first = waiting.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (first == end) {
          settle();
          return;
        }
        if (first == null) {
          lookAround();
        } else if (first.begin()) {
          serve(first);
        }
      } catch (InterruptedException e) {
        LOG.warn("The thread that writes was interrupted by somebody; it goes on.");
      } catch (Throwable e) {
        // Whatever it is, an end of this thread would be the end of all writes.
        connection.suspect();
        LOG.error("The thread that writes met with a fault; it goes on.", e);
      }
    }
  }

  /** The end leaves nothing open, if it can be. */
  private void settle() {
    if (!connection.isUsable() && lost == null) {
      try {
        renew();
      } catch (SQLException | RuntimeException e) {
        LOG.warn("The connection that writes was broken to the end.", e);
      }
    }
  }

  /** Whether the database is this server's, as far as one knows. */
  boolean isOurs() {
    return lost == null;
  }

  private void lookAround() {
    if (lost == null) {
      try {
        connection.checkIdle();
        checkpoint();
      } catch (StoreLostException e) {
        lose(e);
      } catch (SQLException | RuntimeException e) {
        connection.suspect();
      }
    }
  }

  private void serve(Unit<?> first) {
    List<Unit<?>> group = new ArrayList<>();
    group.add(first);
    boolean isDecided = false;
    try {
      write(group);
      isDecided = true;
    } finally {
      if (!isDecided) {
        group.forEach(unit -> unit.fail(Faults.UNKNOWN));
      }
      group.forEach(Unit::release);
    }
  }

  /** Writes a group that has its first unit; each unit has its outcome then. */
  private void write(List<Unit<?>> group) {
    boolean isCommitting = false;
    try {
      begin();
      attempt(group.get(0));
      while (group.size() < groupSize && changes(group) < GROUP_CHANGES && waiting.peek() != end) {
        Unit<?> next = waiting.poll();
        if (next == null) {
          break;
        }
        if (next.begin()) {
          group.add(next);
          attempt(next);
        }
      }
      isCommitting = true;
      connection.commit();
    } catch (StoreLostException e) {
      lose(e);
      group.forEach(unit -> unit.fail(e));
    } catch (Throwable e) {
      giveUp(group, e, isCommitting);
    }
    List<Commit> commits = commits(group);
    if (!commits.isEmpty()) {
      condition.works();
    }
    commits.forEach(this::tell);
    checkpoint();
  }

  /** Where it fails nothing is lost, and writing goes on in the log as long as that has room. */
  private void checkpoint() {
    try {
      if (connection.checkpointIfDue()) {
        condition.checkpointWorks();
      }
    } catch (SQLException | RuntimeException e) {
      connection.suspect();
      condition.checkpointFails(Faults.checkpoint(e));
    }
  }

  private static int changes(List<Unit<?>> group) {
    int changes = 0;
    for (Unit<?> unit : group) {
      Commit commit = unit.commit();
      changes += commit == null ? 0 : commit.changes().size();
    }
    return changes;
  }

  private static List<Commit> commits(List<Unit<?>> group) {
    List<Commit> commits = new ArrayList<>();
    for (Unit<?> unit : group) {
      Commit commit = unit.commit();
      if (commit != null) {
        commits.add(commit);
      }
    }
    return commits;
  }

  private void begin() throws SQLException {
    checkNotLost();
    if (!connection.isUsable()) {
      renew();
    }
    connection.begin();
  }

  private void renew() throws SQLException {
    sequences.forget();
    connection.renew();
    if (!unsettled.isEmpty()) {
      List<Commit> commits = unsettled;
      if (connection.holds(commits)) {
        commits.forEach(this::tell);
      } else {
        connection.overwrite();
      }
      unsettled = List.of();
    }
  }

  /** Runs a unit; throws only if the transaction itself is lost. */
  private void attempt(Unit<?> unit) throws SQLException {
    connection.execute("SAVEPOINT unit");
    JdbiWriteTransaction transaction = transactions.apply(connection.handle(), sequences);
    try {
      unit.run(transaction);
    } catch (Throwable e) {
      unit.fail(e);
      sequences.forget();
      transaction.refusal().ifPresent(this::note);
      connection.execute("ROLLBACK TO unit");
    }
    connection.execute("RELEASE unit");
  }

  /** The transaction goes on, if SQLite lets it; the next one has another connection. */
  private void note(StoreException refusal) {
    connection.suspect();
    if (Faults.isOfTheDisk(refusal)) {
      condition.fails(refusal);
    }
  }

  private void giveUp(List<Unit<?>> group, Throwable reason, boolean isCommitting) {
    connection.suspect();
    sequences.forget();
    StoreException refusal = Faults.refused("commit", reason);
    condition.fails(refusal);
    if (isCommitting) {
      unsettled = commits(group);
      boolean isTold = !unsettled.isEmpty(); // notes, and what was pruned, are not in the log
      if (isInTheFile()) {
        return;
      }
      boolean isCertain = Faults.isNeverWhole(reason) || (isTold && unsettled.isEmpty());
      if (!isCertain) {
        refusal = Faults.unknown(reason);
      }
    }
    StoreException failure = refusal;
    group.forEach(unit -> unit.fail(failure));
  }

  /**
   * Finds out what became of a COMMIT that failed. Where that cannot be told now, its commits stay
   * unsettled.
   */
  private boolean isInTheFile() {
    try {
      connection.renew();
      boolean isIn = !unsettled.isEmpty() && connection.holds(unsettled);
      if (!isIn) {
        connection.overwrite();
      }
      unsettled = List.of();
      return isIn;
    } catch (StoreLostException e) {
      lose(e);
    } catch (SQLException | RuntimeException e) {
      LOG.warn("A transaction that was not committed cannot be settled yet.", e);
      connection.suspect();
    }
    return false;
  }

  private void lose(StoreLostException loss) {
    if (lost != null) {
      return;
    }
    lost = loss;
    connection.suspect();
    condition.fails(loss);
    LOG.error("{} Nothing is read or written from now on.", loss.getMessage());
    try {
      mourner.accept(loss);
    } catch (Throwable e) {
      LOG.error("Who had to hear of the loss of the database failed.", e);
    }
  }

  private void tell(Commit commit) {
    try {
      listener.committed(commit);
    } catch (Throwable e) {
      LOG.error("The listener failed at commit {}; the commit stands.", commit.position(), e);
    }
  }
}
