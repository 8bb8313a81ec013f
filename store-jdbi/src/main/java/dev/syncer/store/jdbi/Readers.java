package dev.syncer.store.jdbi;

import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WorkOwner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that read on one lane. They are local and never go stale, so they are a stack:
 * the one used last has the warmest cache. They are opened when they are needed, and one on which
 * something failed is not used again.
 */
final class Readers {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final long LOOK_MILLIS = 50;

  private final Supplier<Handle> opener;
  private final Function<Handle, JdbiReadTransaction> transactions;
  private final ReadLane lane;
  private final int size;
  private final Shares shares;
  private final Deque<Handle> idle = new ArrayDeque<>();
  private boolean isClosed;

  /**
   * @param size connections at most
   * @param opener of connections, which belong to this object
   * @param transactions makes that of one read
   */
  Readers(
      ReadLane lane,
      int size,
      Supplier<Handle> opener,
      Function<Handle, JdbiReadTransaction> transactions) {
    this.lane = lane;
    this.size = size;
    this.opener = opener;
    this.transactions = transactions;
    this.shares = new Shares(size);
  }

  /** How long one waits for a connection: others than calls are short, or they are stuck. */
  private static Duration patience(ReadLane lane) {
    return Duration.ofSeconds(
        switch (lane) {
          case CALLS -> 30;
          case SESSIONS -> 5;
          case DELIVERY -> 15;
          case PROBE -> 1;
        });
  }

  <T extends @Nullable Object> T read(Function<ReadTransaction, T> work) {
    WorkOwner owner = WorkOwner.current();
    Handle handle = take(owner);
    boolean isSound = false;
    try {
      // Deferred: the first statement that reads fixes the state which the others see.
      begin(handle);
      JdbiReadTransaction transaction = transactions.apply(handle);
      try {
        // A read inside of this one is no other share: its owner would wait for itself.
        return WorkOwner.NONE.during(() -> work.apply(transaction));
      } finally {
        transaction.end();
        isSound = isEnded(handle) && transaction.refusal().isEmpty();
      }
    } finally {
      giveBack(handle, isSound, owner);
    }
  }

  private static void begin(Handle handle) {
    try {
      handle.execute("BEGIN");
    } catch (JdbiException e) {
      throw Faults.refused("begin a read", e);
    }
  }

  /** What was read stands in either case. */
  private static boolean isEnded(Handle handle) {
    try {
      handle.execute("ROLLBACK");
      return true;
    } catch (JdbiException e) {
      LOG.debug("A read was not ended cleanly: {}", e.getClass().getSimpleName());
      return false;
    }
  }

  /** Waits its turn; looks at the deadline now and then, since that can be brought forward. */
  private void awaitFree(WorkOwner owner) {
    Deadline deadline = Deadline.current();
    Deadline patience = Deadline.after(patience(lane));
    try {
      while (!shares.tryAcquire(owner, LOOK_MILLIS)) {
        deadline.check();
        if (patience.isOver()) {
          throw new StoreException(allTaken(), null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      deadline.check();
      throw new StoreException("the thread was interrupted before its read began", e);
    }
  }

  private String allTaken() {
    return "no read could begin for "
        + patience(lane).toSeconds()
        + " s: all "
        + size
        + " connections for "
        + lane.name().toLowerCase(Locale.ROOT)
        + " are in use. "
        + (lane == ReadLane.CALLS
            ? "Raise the option readers, or end reads sooner."
            : "The disk is slow, or something holds them.");
  }

  private Handle take(WorkOwner owner) {
    Deadline.current().check();
    awaitFree(owner);
    boolean isTaken = false;
    try {
      Handle handle = idleOne();
      Handle taken = handle == null ? opened() : handle;
      isTaken = true;
      return taken;
    } finally {
      if (!isTaken) {
        shares.release(owner);
      }
    }
  }

  private @Nullable Handle idleOne() {
    synchronized (idle) {
      if (isClosed) {
        throw JdbiStore.closed();
      }
      return idle.poll();
    }
  }

  private Handle opened() {
    try {
      return opener.get();
    } catch (JdbiException e) {
      throw Faults.refused("open a connection that reads", e);
    }
  }

  private void giveBack(Handle handle, boolean isSound, WorkOwner owner) {
    synchronized (idle) {
      if (isSound && !isClosed) {
        idle.push(handle);
      } else {
        SqliteFile.closeQuietly(handle);
      }
    }
    shares.release(owner);
  }

  /** Ends the connections; one that is in use ends with its read. */
  void close() {
    synchronized (idle) {
      isClosed = true;
      idle.forEach(SqliteFile::closeQuietly);
      idle.clear();
    }
  }
}
