package dev.syncer.rpc.core.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sliding-window rate limiter per key. Safe for use by many threads.
 *
 * @param <K> what is counted by, for example an address
 */
public final class Throttle<K> {
  /** Those who are kept in mind; the one that tried longest ago is forgotten first. */
  private static final int KNOWN = 10_000;

  private final int limit;
  private final Duration window;
  private final Clock clock;
  private final Map<K, Deque<Instant>> attempts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Deque<Instant>> eldest) {
          return size() > KNOWN;
        }
      };

  /**
   * @param limit attempts of one in any time as long as the window
   */
  public Throttle(int limit, Duration window, Clock clock) {
    this.limit = limit;
    this.window = window;
    this.clock = clock;
  }

  /** Counts an attempt; false if there were too many, and then it does not count. */
  public synchronized boolean begins(K who) {
    Instant now = clock.instant();
    Deque<Instant> times = attempts.computeIfAbsent(who, any -> new ArrayDeque<>());
    Instant start = now.minus(window);
    while (!times.isEmpty() && !times.peekFirst().isAfter(start)) {
      times.removeFirst();
    }
    if (times.size() >= limit) {
      return false;
    }
    times.addLast(now);
    return true;
  }

  /** The attempt that began last does not count. */
  public synchronized void forgetLast(K who) {
    Deque<Instant> times = attempts.get(who);
    if (times != null) {
      times.pollLast();
    }
  }
}
