package dev.syncer.core.thread;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts what is under way, and lets somebody wait until nothing is. Safe for use by many threads.
 */
public final class InFlight {
  private int count;

  /** Something begins; {@link #leave} must follow. */
  public void enter() {
    enter(Integer.MAX_VALUE);
  }

  /**
   * Something begins, unless so much is under way already.
   *
   * @return false if it may not; then no {@link #leave} follows
   */
  public synchronized boolean enter(int most) {
    if (count >= most) {
      return false;
    }
    count++;
    return true;
  }

  /** Something that began has ended. */
  public synchronized void leave() {
    count--;
    if (count == 0) {
      notifyAll();
    }
  }

  /** What is under way at this moment. */
  public synchronized int count() {
    return count;
  }

  /**
   * Waits until nothing is under way; blocks.
   *
   * @param time the longest wait; what is not positive is none
   * @return false if something still is: the time is over, or the thread was interrupted, which it
   *     is still after that
   */
  public synchronized boolean awaitNone(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); count > 0 && left > 0; left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return count == 0;
  }
}
