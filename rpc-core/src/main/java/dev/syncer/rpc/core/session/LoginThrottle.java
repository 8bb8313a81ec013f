package dev.syncer.rpc.core.session;

import dev.syncer.rpc.core.Limits;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: so many wrong logins of an address in a minute, not more. An
 * attempt counts from its beginning, so that many at once are no way around. Safe for use by many
 * threads.
 */
final class LoginThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Addresses that are kept in mind; the one that tried longest ago is forgotten first. */
  private static final int ADDRESSES = 10_000;

  private final int limit;
  private final Clock clock;
  private final Map<String, Deque<Instant>> attempts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
          return size() > ADDRESSES;
        }
      };

  @Inject
  LoginThrottle(Limits limits, Clock clock) {
    this.limit = limits.failedLogins();
    this.clock = clock;
  }

  /** Counts an attempt; false if there were too many. */
  synchronized boolean begins(String address) {
    Instant now = clock.instant();
    Deque<Instant> times = attempts.computeIfAbsent(address, any -> new ArrayDeque<>());
    times.removeIf(time -> !time.isAfter(now.minus(WINDOW)));
    if (times.size() >= limit) {
      return false;
    }
    times.addLast(now);
    return true;
  }

  /** The attempt that began last was right: it does not count. */
  synchronized void succeeded(String address) {
    Deque<Instant> times = attempts.get(address);
    if (times != null) {
      times.pollLast();
    }
  }
}
