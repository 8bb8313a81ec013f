package dev.syncer.core.suite.store;

import dev.syncer.core.change.Commit;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store over a database in memory: one thread writes for all, reads have a state each. */
final class MemoryStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long LOOK_MILLIS = 20;

  private record Opened(Registry registry, CommitCodec codec) {}

  private final MemoryDatabase database;
  private final Map<ReadLane, Semaphore> lanes = new EnumMap<>(ReadLane.class);
  private final ExecutorService writer;
  private volatile @Nullable Thread writing;
  private volatile @Nullable CommitListener listener;
  private volatile @Nullable Opened opened;
  private volatile boolean isClosed;

  MemoryStore(MemoryDatabase database) {
    this.database = database;
    for (ReadLane lane : ReadLane.values()) {
      lanes.put(lane, new Semaphore(lane == ReadLane.CALLS ? 8 : 3));
    }
    this.writer =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "memory-store-writer");
              thread.setDaemon(true);
              writing = thread;
              return thread;
            });
  }

  private static StoreException closed() {
    return new StoreException("the store is closed; nothing was read or written.", null);
  }

  private Opened opened() {
    if (isClosed) {
      throw closed();
    }
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("the store is not open yet: call open(…) first");
    }
    return now;
  }

  @Override
  public synchronized StoreState open(Registry registry) {
    if (isClosed) {
      throw closed();
    }
    if (opened != null) {
      throw new IllegalStateException("open(…) was called before; a store opens once");
    }
    MemoryState state = database.state().of(registry);
    database.commit(state);
    opened = new Opened(registry, new CommitCodec(registry));
    return new StoreState(database.epoch(), database.secret(), state.head(), state.notes());
  }

  @Override
  public synchronized void follow(CommitListener follower) {
    opened();
    if (listener != null) {
      throw new IllegalStateException("follow(…) was called before; a store has one listener");
    }
    listener = follower;
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    Opened now = opened();
    if (Thread.currentThread() == writing) {
      throw new IllegalStateException(
          "write(…) inside of a unit of work that writes: it would wait for itself. Use the"
              + " transaction at hand.");
    }
    MemoryUnit<T> unit = new MemoryUnit<>(work, Deadline.current());
    try {
      writer.execute(() -> serve(unit, now));
    } catch (RejectedExecutionException e) {
      throw closed();
    }
    return unit.await();
  }

  private <T extends @Nullable Object> void serve(MemoryUnit<T> unit, Opened now) {
    if (!unit.begin()) {
      return;
    }
    MemoryTransaction transaction =
        new MemoryTransaction(database.state(), now.codec(), now.registry().relations());
    try {
      Committed<T> done = unit.run(transaction);
      database.commit(transaction.state());
      Commit commit = transaction.appended();
      if (commit != null) {
        tell(commit);
      }
      unit.succeed(done);
    } catch (Throwable e) { // whatever it is, it is the caller's
      unit.fail(e);
    } finally {
      transaction.end();
    }
  }

  private void tell(Commit commit) {
    CommitListener follower = listener;
    try {
      if (follower != null) {
        follower.committed(commit);
      }
    } catch (Throwable e) { // the commit stands
      LOG.error("The listener failed at commit {}; the commit stands.", commit.position(), e);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    Opened now = opened();
    Deadline.current().check();
    Semaphore free = lanes.getOrDefault(lane, new Semaphore(0));
    awaitFree(lane, free);
    try {
      opened();
      MemoryTransaction transaction =
          new MemoryTransaction(database.state(), now.codec(), now.registry().relations());
      try {
        return work.apply(transaction);
      } finally {
        transaction.end();
      }
    } finally {
      free.release();
    }
  }

  private static void awaitFree(ReadLane lane, Semaphore free) {
    Deadline deadline = Deadline.current();
    Deadline patience = Deadline.after(PATIENCE);
    try {
      while (!free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        deadline.check();
        if (patience.isOver()) {
          throw new StoreException("no read could begin on the lane " + lane + ".", null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (deadline.isOver()) {
        throw new TimeOverException();
      }
      throw new StoreException("the thread was interrupted before its read began", e);
    }
  }

  @Override
  public void close() {
    if (Thread.currentThread() == writing) {
      throw new IllegalStateException(
          "close() inside of a unit of work that writes, or in the listener: it would wait for"
              + " itself. Close on another thread.");
    }
    isClosed = true;
    writer.shutdown();
    boolean wasInterrupted = false;
    boolean hasEnded = false;
    while (!hasEnded) {
      try {
        hasEnded = writer.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
