package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A unit of work on its way through the writer, with its outcome. */
final class Unit<T extends @Nullable Object> {
  private final Function<WriteTransaction, T> work;
  private final CountDownLatch isOver = new CountDownLatch(1);
  private @Nullable Committed<T> outcome;
  private @Nullable Commit commit;
  private @Nullable Throwable failure;

  Unit(Function<WriteTransaction, T> work) {
    this.work = work;
  }

  /**
   * Does the work. The outcome stays unknown to the caller until {@link #release}.
   *
   * @throws RuntimeException or an Error, if the work does
   */
  void run(JdbiWriteTransaction transaction) {
    try {
      T value = work.apply(transaction);
      transaction.check();
      commit = transaction.appended();
      outcome = new Committed<>(value, commit == null ? transaction.head() : commit.position());
    } finally {
      transaction.end();
    }
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
   * Waits for the outcome. An interrupt does not end it, since the work may be committed by then;
   * it stays set for whoever waits next.
   */
  Committed<T> await() {
    boolean wasInterrupted = false;
    while (true) {
      try {
        isOver.await();
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
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
