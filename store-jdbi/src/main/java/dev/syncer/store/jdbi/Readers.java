package dev.syncer.store.jdbi;

import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The connections that read. They are local, never go stale and need no test, so they are a stack:
 * the one used last has the warmest cache.
 */
final class Readers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 50;

  private final Function<Handle, JdbiReadTransaction> transactions;
  private final int size;
  private final Semaphore free;
  private final Deque<Handle> idle = new ArrayDeque<>();
  private boolean isClosed;

  /**
   * @param handles belong to this object, which closes them
   * @param transactions makes that of one read
   */
  Readers(Collection<Handle> handles, Function<Handle, JdbiReadTransaction> transactions) {
    this.transactions = transactions;
    this.size = handles.size();
    this.free = new Semaphore(size);
    idle.addAll(handles);
  }

  <T extends @Nullable Object> T read(Function<ReadTransaction, T> work) {
    Handle handle = take();
    try {
      // Deferred: the first statement that reads fixes the state which the others see.
      execute(handle, "BEGIN");
      JdbiReadTransaction transaction = transactions.apply(handle);
      try {
        return work.apply(transaction);
      } finally {
        transaction.end();
        execute(handle, "ROLLBACK");
      }
    } finally {
      giveBack(handle);
    }
  }

  private static void execute(Handle handle, String statement) {
    try {
      handle.execute(statement);
    } catch (JdbiException e) {
      throw Faults.refused("begin or end a read", e);
    }
  }

  /** Waits its turn; looks at the deadline now and then, since that can be brought forward. */
  private void awaitFree() {
    Deadline deadline = Deadline.current();
    Deadline patience = Deadline.after(PATIENCE);
    try {
      while (!free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        deadline.check();
        if (patience.isOver()) {
          throw new StoreException(
              "no read could begin for "
                  + PATIENCE.toSeconds()
                  + " s: all "
                  + size
                  + " connections are in use. Raise the option readers, or end reads sooner.",
              null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      deadline.check();
      throw new StoreException("the thread was interrupted before its read began", e);
    }
  }

  private Handle take() {
    Deadline.current().check();
    awaitFree();
    synchronized (idle) {
      if (!isClosed) {
        return idle.pop();
      }
    }
    free.release();
    throw JdbiStore.closed();
  }

  private void giveBack(Handle handle) {
    synchronized (idle) {
      if (isClosed) {
        handle.close();
      } else {
        idle.push(handle);
      }
    }
    free.release();
  }

  /** Ends the connections; one that is in use ends with its read. */
  void close() {
    synchronized (idle) {
      isClosed = true;
      idle.forEach(Handle::close);
      idle.clear();
    }
  }
}
