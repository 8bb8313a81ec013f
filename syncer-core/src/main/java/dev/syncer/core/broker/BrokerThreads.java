package dev.syncer.core.broker;

import dev.syncer.core.thread.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one thread of a broker, and the few that read the database for it. Each task of the one
 * thread says what it is, and who is concerned if it throws; one that takes long is logged and
 * counted, for all others wait for it.
 */
final class BrokerThreads {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultBroker.class);

  /** As many as a store has connections for them. */
  private static final int READING_THREADS = 3;

  private static final Duration SLOW = Duration.ofMillis(50);
  private static final Duration VERY_SLOW = Duration.ofSeconds(1);

  private final Failures failures;
  private final ThreadPoolExecutor thread;
  private final Turns turns;
  private final AtomicLong slow = new AtomicLong();
  private volatile @Nullable Running running;

  /** The task that the thread is at. */
  private record Running(String what, long since, Thread on) {}

  BrokerThreads(Failures failures, DaemonThreads daemons) {
    this.failures = failures;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons.named("syncer-broker"));
    this.turns = new Turns(READING_THREADS, daemons.named("syncer-catch-up"));
  }

  /** Does something for a connection on the broker's thread; closes it if that throws. */
  void execute(String what, ClientConnection whom, Runnable task) {
    execute(what, task, () -> failures.close(List.of(whom)));
  }

  /**
   * Does something on the broker's thread.
   *
   * @param otherwise what is done if it throws, see {@link Failures}
   */
  void execute(String what, Runnable task, Runnable otherwise) {
    try {
      thread.execute(() -> run(what, task, otherwise));
    } catch (RejectedExecutionException e) {
      LOG.debug("The broker has stopped; a task was left out");
    }
  }

  private void run(String what, Runnable task, Runnable otherwise) {
    long begin = System.nanoTime();
    running = new Running(what, begin, Thread.currentThread());
    try {
      failures.guarded(what, task, otherwise);
    } finally {
      running = null;
      long took = System.nanoTime() - begin;
      if (took > SLOW.toNanos()) {
        slow.incrementAndGet();
        // A JVM that has just begun is slow once at each of its tasks.
        Level level = took > VERY_SLOW.toNanos() ? Level.WARN : Level.INFO;
        LOG.atLevel(level)
            .log("The broker's thread took {} ms: {}", TimeUnit.NANOSECONDS.toMillis(took), what);
      }
    }
  }

  /** Whether the calling thread is the one of the broker, at one of its tasks. */
  boolean isBroker() {
    Running now = running;
    return now != null && now.on == Thread.currentThread();
  }

  BrokerState state(long position) {
    Running now = running;
    return new BrokerState(
        position,
        thread.getQueue().size(),
        now == null ? "" : now.what,
        now == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - now.since),
        slow.get(),
        failures.count());
  }

  /** Does something on the broker's thread, not before a while has passed. */
  void later(Duration pause, String what, Runnable task, Runnable otherwise) {
    CompletableFuture.delayedExecutor(
            pause.toNanos(), TimeUnit.NANOSECONDS, each -> execute(what, each, otherwise))
        .execute(task);
  }

  /** Does something that reads the database, when it is its user's turn. */
  void read(long user, Runnable work) {
    turns.enqueue(user, work);
  }

  void close() {
    thread.shutdown();
    turns.close();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
