package dev.syncer.core.suite.store;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.spi.WriteTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A unit of work on its way to the thread that writes, and its outcome. */
final class MemoryUnit<T extends @Nullable Object> {
  private static final long LOOK_MILLIS = 20;

  private final Function<WriteTransaction, T> work;
  private final Deadline deadline;

  /** Set by the writer that begins it, or by the caller that leaves before. */
  private final AtomicBoolean isTaken = new AtomicBoolean();

  private final CompletableFuture<Committed<T>> outcome = new CompletableFuture<>();

  MemoryUnit(Function<WriteTransaction, T> work, Deadline deadline) {
    this.work = work;
    this.deadline = deadline;
  }

  boolean begin() {
    if (!isTaken.compareAndSet(false, true)) {
      return false;
    }
    if (deadline.isOver()) {
      outcome.completeExceptionally(new TimeOverException());
      return false;
    }
    return true;
  }

  Committed<T> run(MemoryTransaction transaction) {
    return deadline.during(
        () -> {
          T value = work.apply(transaction);
          deadline.check(); // also where the work has caught it
          Commit commit = transaction.appended();
          long position = commit == null ? transaction.state().head() : commit.position();
          return new Committed<>(value, position);
        });
  }

  void succeed(Committed<T> done) {
    outcome.complete(done);
  }

  void fail(Throwable reason) {
    boolean isStopped = deadline.isOver() && reason instanceof RuntimeException;
    outcome.completeExceptionally(isStopped ? new TimeOverException() : reason);
  }

  /** An interrupt does not end the wait, since the work may be committed by then. */
  Committed<T> await() {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return outcome.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          wasInterrupted = true;
        } catch (TimeoutException e) {
          if (deadline.isOver() && isTaken.compareAndSet(false, true)) {
            throw new TimeOverException();
          }
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException thrown(@Nullable Throwable reason) {
    if (reason instanceof Error error) {
      throw error;
    }
    return reason instanceof RuntimeException exception
        ? exception
        : new StoreException("a unit of work threw a checked exception", reason);
  }
}
