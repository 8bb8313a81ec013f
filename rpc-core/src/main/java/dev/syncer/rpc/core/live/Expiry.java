package dev.syncer.rpc.core.live;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection whose session expires. The clock decides; a timer only says when to look,
 * since the two drift apart, and a clock can jump. Safe for use by many threads.
 */
final class Expiry {
  /**
   * The longest time between two looks at the clock: it can be set, or jump when a machine wakes.
   */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final LiveServices services;
  private final Instant at;
  private final Runnable end;
  private @Nullable Future<?> timer;
  private boolean isCancelled;

  private Expiry(LiveServices services, Instant at, Runnable end) {
    this.services = services;
    this.at = at;
    this.end = end;
  }

  /**
   * From now on waits for the end.
   *
   * @param end is called once, on the timer's thread, unless it is cancelled before
   */
  static Expiry begin(LiveServices services, Instant at, Runnable end) {
    Expiry expiry = new Expiry(services, at, end);
    expiry.await();
    return expiry;
  }

  private synchronized void await() {
    if (!isCancelled) {
      Duration left = Duration.between(services.clock().instant(), at);
      Duration pause = left.compareTo(LOOK) > 0 ? LOOK : left;
      timer = services.threads().after(pause.isNegative() ? Duration.ZERO : pause, this::look);
    }
  }

  private void look() {
    if (services.clock().instant().isBefore(at)) {
      await();
    } else if (!isCancelled()) {
      end.run();
    }
  }

  private synchronized boolean isCancelled() {
    return isCancelled;
  }

  synchronized void cancel() {
    isCancelled = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
