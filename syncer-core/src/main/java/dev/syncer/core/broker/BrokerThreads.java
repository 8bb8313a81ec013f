package dev.syncer.core.broker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a broker, and the few that read the log for those who catch up. */
final class BrokerThreads {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultBroker.class);

  private static final int CATCH_UP_THREADS = 2;

  private final ExecutorService thread = Executors.newSingleThreadExecutor(named("broker"));
  private final ExecutorService catchUpThreads =
      Executors.newFixedThreadPool(CATCH_UP_THREADS, named("catch-up"));
  private volatile boolean isStopping;

  private static ThreadFactory named(String role) {
    return task -> {
      Thread thread = new Thread(task, "syncer-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Does something on the broker's thread. */
  void execute(Runnable task) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              // One subscriber's trouble may not stop the others; what it missed it reads again.
              failed("The broker failed at one task and goes on", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("The broker has stopped; a task was left out");
    }
  }

  /** Tells a failure, unless the node stops: then the store is closed under those who read it. */
  void failed(String what, RuntimeException failure) {
    if (isStopping) {
      LOG.debug(what, failure);
    } else {
      LOG.error(what, failure);
    }
  }

  /** From now on the store may be closed. */
  void stopping() {
    isStopping = true;
  }

  /** Does something on the broker's thread, not before a while has passed. */
  void later(Duration pause, Runnable task) {
    CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, this::execute)
        .execute(task);
  }

  /** Gives a pass its turn, after those that wait. */
  void enqueue(CatchUp pass) {
    try {
      catchUpThreads.execute(pass);
    } catch (RejectedExecutionException e) {
      LOG.debug("The broker has stopped; a connection stays where it is");
    }
  }

  /** Completes when all that was to be done up to now on the broker's thread is done. */
  CompletionStage<Void> flushed() {
    return CompletableFuture.runAsync(() -> {}, thread);
  }

  void close() {
    thread.shutdown();
    catchUpThreads.shutdownNow();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
