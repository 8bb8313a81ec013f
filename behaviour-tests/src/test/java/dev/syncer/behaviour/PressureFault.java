package dev.syncer.behaviour;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WorkOwner;
import dev.syncer.core.spi.WriteTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Faults of version 0.1 that {@link PressureContract} has to find, put back in front of the store.
 */
enum PressureFault {
  NONE,
  /** All read through the connections that calls can take: the broker waits for them. */
  ONE_LANE,
  /** A call works on the broker's thread: nobody hears anything until it has ended. */
  BROKER_HELD,
  /** Who reads waits for who writes. */
  READS_WAIT,
  /** A call that is over its time goes on. */
  NEVER_STOPPED,
  /** An {@code Error} or a full disk leaves a writer behind that refuses all. */
  WRITER_LOST,
  /** A unit of work that failed leaves a commit of which listeners hear. */
  TOLD_ROLLED_BACK,
  /** All fields are computed for all who read, asked for or not: one that throws ends them all. */
  FIELDS_FOR_ALL,
  /** The calls of one user take all connections. */
  NO_TURNS,
  /** Who does not end a request is waited for. */
  ENDLESS_REQUESTS;

  /**
   * The store with this fault.
   *
   * @param hasStruck is set once the fault is in somebody's way
   */
  Store over(Store store, AtomicBoolean hasStruck) {
    return this == NONE ? store : new Broken(store, this, hasStruck);
  }

  /** Whether it is in the store, which says when it strikes; else in the bounds, all the time. */
  boolean isOfTheStore() {
    return this != ENDLESS_REQUESTS;
  }

  /** What a node with this fault allows. */
  PressureBounds over(PressureBounds sound) {
    return switch (this) {
      case NO_TURNS -> new PressureBounds(sound.callTime(), 1_000, sound.peerTime());
      case ENDLESS_REQUESTS ->
          new PressureBounds(sound.callTime(), sound.callsAtOnce(), Duration.ofHours(1));
      default -> sound;
    };
  }

  private static final class Broken implements Store {
    private static final long LOOK_MILLIS = 50;

    private final Store store;
    private final PressureFault fault;
    private final AtomicBoolean hasStruck;
    private CommitListener listener = commit -> {};
    private volatile boolean isLost;
    private volatile @Nullable Commit last;

    Broken(Store store, PressureFault fault, AtomicBoolean hasStruck) {
      this.store = store;
      this.fault = fault;
      this.hasStruck = hasStruck;
    }

    @Override
    public StoreState open(Registry registry) {
      return store.open(registry);
    }

    @Override
    public void follow(CommitListener follower) {
      listener = follower;
      store.follow(this::told);
    }

    private void told(Commit commit) {
      PressureModule.Gate gate = PressureModule.Controller.gate;
      if (fault == BROKER_HELD && gate.isHeld()) {
        hasStruck.set(true);
        return; // it would hear of it at the end; the run is over by then
      }
      last = commit;
      listener.committed(commit);
    }

    @Override
    public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
      if (isLost) {
        hasStruck.set(true);
        throw new StoreException("statement is not executing", null);
      }
      try {
        return fault == NEVER_STOPPED ? unstopped(() -> store.write(work)) : store.write(work);
      } catch (RuntimeException | Error e) {
        failed(e);
        throw e;
      }
    }

    private void failed(Throwable failure) {
      isLost =
          fault == WRITER_LOST && (failure instanceof Error || failure instanceof StoreException);
      Commit known = last;
      if (fault == TOLD_ROLLED_BACK && known != null) {
        hasStruck.set(true);
        listener.committed(known.at(known.position() + 1));
      }
    }

    @Override
    public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
      if (fault == READS_WAIT && PressureModule.Controller.gate.isHeld()) {
        hasStruck.set(true);
        PressureModule.Controller.gate.await();
      }
      if (isShutOut(lane)) {
        hasStruck.set(true);
      }
      ReadLane taken = fault == ONE_LANE ? ReadLane.CALLS : lane;
      if (fault == FIELDS_FOR_ALL && lane == ReadLane.DELIVERY) {
        return store.read(taken, transaction -> work.apply(computingAll(transaction)));
      }
      return switch (fault) {
        case NEVER_STOPPED -> unstopped(() -> store.read(taken, work));
        case NO_TURNS -> WorkOwner.NONE.during(() -> store.read(taken, work));
        default -> store.read(taken, work);
      };
    }

    /** Whether it waits for one of the connections that calls hold, for all stand at the gate. */
    private boolean isShutOut(ReadLane lane) {
      PressureModule.Gate gate = PressureModule.Controller.gate;
      boolean isHeldUp =
          (fault == ONE_LANE && lane != ReadLane.CALLS)
              || (fault == NO_TURNS && lane == ReadLane.CALLS);
      return isHeldUp && gate.calls() >= PressureRun.READERS && gate.isHeld();
    }

    /** Whatever is read of a trap, the field that throws is computed. */
    private ReadTransaction computingAll(ReadTransaction sound) {
      return (ReadTransaction)
          Proxy.newProxyInstance(
              ReadTransaction.class.getClassLoader(),
              new Class<?>[] {ReadTransaction.class},
              (self, method, arguments) -> {
                if (arguments != null
                    && arguments[0] instanceof Model model
                    && model.name().equals(PressureModule.TRAP)
                    && PressureModule.Controller.gate.isHeld()) {
                  hasStruck.set(true);
                  throw new StackOverflowError("on purpose");
                }
                try {
                  return method.invoke(sound, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getTargetException();
                }
              });
    }

    /** On a thread that nobody interrupts, without a deadline. */
    private <T extends @Nullable Object> T unstopped(Supplier<T> work) {
      Deadline deadline = Deadline.current();
      CompletableFuture<T> all =
          CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
      boolean wasInterrupted = false;
      try {
        while (!all.isDone()) {
          wasInterrupted |= isInterruptedDuring(all);
          if (wasInterrupted || deadline.isOver()) {
            hasStruck.set(true);
          }
        }
        return all.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw e;
      } finally {
        if (wasInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private static boolean isInterruptedDuring(CompletableFuture<?> all) {
      try {
        all.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return true;
      } catch (TimeoutException | ExecutionException e) {
        return false;
      }
      return false;
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
