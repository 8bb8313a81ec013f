package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Current;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work on its way through the writer, with its outcome. It waits, until the writer {@link
 * #begin}s it or its caller leaves since the time is over, whichever comes first; one that has
 * begun is waited for.
 */
final class Unit<T extends @Nullable Object> {
  private static final long LOOK_MILLIS = 50;

  private enum State {
    WAITING,
    BEGUN,
    LEFT
  }

  private final Function<WriteTransaction, T> work;
  private final Deadline deadline;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CountDownLatch isOver = new CountDownLatch(1);
  private @Nullable Committed<T> outcome;
  private @Nullable Commit commit;
  private @Nullable Throwable failure;

  /**
   * @param deadline that of its caller, which becomes the current one of the work
   */
  Unit(Function<WriteTransaction, T> work, Deadline deadline) {
    this.work = work;
    this.deadline = deadline;
  }

  /** Whether the work is to be done; if not, its caller has gone or goes now. */
  boolean begin() {
    if (!deadline.isOver()) {
      return state.compareAndSet(State.WAITING, State.BEGUN);
    }
    if (state.compareAndSet(State.WAITING, State.LEFT)) {
      fail(new TimeOverException());
      release();
    }
    return false;
  }

  /**
   * Does the work, stopped at its deadline. The outcome stays unknown to the caller until {@link
   * #release}.
   *
   * @throws RuntimeException or an Error, if the work does
   */
  @SuppressWarnings("try") // it is closed, and nothing else
  void run(JdbiWriteTransaction transaction) {
    try (Current time = deadline.makeCurrent()) {
      outcome = done(transaction);
      commit = transaction.appended();
    } catch (RuntimeException e) {
      throw deadline.isOver() ? stopped(e) : e;
    } finally {
      transaction.end();
    }
  }

  /** Work that was interrupted tells that in many ways; there is one answer. */
  private static RuntimeException stopped(RuntimeException e) {
    if (e instanceof TimeOverException) {
      return e;
    }
    TimeOverException stopped = new TimeOverException();
    stopped.addSuppressed(e);
    return stopped;
  }

  private Committed<T> done(JdbiWriteTransaction transaction) {
    T value = work.apply(transaction);
    transaction.check();
    Commit appended = transaction.appended();
    long position = appended == null ? transaction.head() : appended.position();
    // Also where the work has caught it.
    deadline.check();
    return new Committed<>(value, position);
  }

  /** It failed; the first reason stays. */
  void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /** What it appended to the log, if it did not fail. */
  @Nullable Commit commit() {
    return failure == null ? commit : null;
  }

  /** Lets the caller go. */
  void release() {
    isOver.countDown();
  }

  /**
   * Waits for the outcome, until the deadline if it has not begun by then. An interrupt does not
   * end it, since the work may be committed by then; it stays set for whoever waits next.
   *
   * @throws TimeOverException if its time is over
   */
  Committed<T> await() {
    boolean wasInterrupted = false;
    while (true) {
      try {
        if (isReleased()) {
          break;
        }
        if (deadline.isOver() && state.compareAndSet(State.WAITING, State.LEFT)) {
          fail(new TimeOverException());
          break;
        }
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return answer();
  }

  /** Waits for the outcome for a time, also where it has begun; if it has not, it does not. */
  boolean endsWithin(Duration time) {
    try {
      if (isOver.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        return !(failure instanceof TimeOverException);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    state.compareAndSet(State.WAITING, State.LEFT);
    return false;
  }

  /** Why it failed; null if it did not. */
  @Nullable Throwable failure() {
    return failure;
  }

  private boolean isReleased() throws InterruptedException {
    if (deadline == Deadline.NONE || state.get() == State.BEGUN) {
      isOver.await();
      return true;
    }
    return isOver.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Committed<T> answer() {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null || outcome == null) {
      throw new StoreException("a unit of work threw a checked exception", failure);
    }
    return outcome;
  }
}
