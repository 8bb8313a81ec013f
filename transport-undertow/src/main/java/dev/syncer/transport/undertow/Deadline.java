package dev.syncer.transport.undertow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment until which something may be waited for. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left of it, zero when it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /**
   * Waits for a notification of a monitor that the caller holds.
   *
   * @return false if the time is over or the thread was interrupted
   */
  boolean await(Object monitor) {
    Duration left = left();
    if (left.isZero()) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(monitor, left.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
