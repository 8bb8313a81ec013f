package dev.syncer.core.log;

import com.google.inject.Inject;
import dev.syncer.core.spi.Store;
import dev.syncer.core.thread.DaemonThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commits out of the change log that are too old, or too many, see {@link RetentionOptions}.
 * Once a minute, so a commit may stay a little longer than it has to, but none goes sooner. Safe
 * for use by many threads.
 */
public final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration BETWEEN = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Store store;
  private final RetentionOptions options;
  private final Clock clock;
  private final ScheduledExecutorService thread;

  @Inject
  public Retention(Store store, RetentionOptions options, Clock clock, DaemonThreads daemons) {
    this.store = store;
    this.options = options;
    this.clock = clock;
    this.thread = Executors.newSingleThreadScheduledExecutor(daemons.named("syncer-retention"));
  }

  /** Begins, now and then every minute; the store is open. */
  @SuppressWarnings("FutureReturnValueIgnored") // runs until the thread ends, and catches all
  public void start() {
    thread.scheduleWithFixedDelay(this::run, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      prune();
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("The change log could not be pruned; the next try is in {}", BETWEEN, e);
      }
    }
  }

  /**
   * Takes out what is too old or too many now. In several units of work where that is much; others
   * have their turn in between.
   */
  public void prune() {
    Instant since = clock.instant().minus(options.retentionAge());
    long upTo =
        store.<Long>read(
            transaction ->
                Math.max(
                    transaction.head() - options.retentionCount(), transaction.lastBefore(since)));
    boolean hasMore = true;
    while (hasMore && !Thread.currentThread().isInterrupted()) {
      hasMore = store.write(transaction -> transaction.prune(upTo)).value();
    }
  }

  /** Ends before the store does; a unit of work that has begun is waited for. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Pruning of the change log did not end within {}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
