package dev.syncer.rpc.core.session;

import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.Throttle;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;

/**
 * Limits the wrong logins of an address in a minute, so that nobody can guess passwords. An attempt
 * counts from its beginning, so many at once are no way around. Safe for use by many threads.
 */
final class LoginThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Throttle<String> attempts;

  @Inject
  LoginThrottle(Limits limits, Clock clock) {
    this.attempts = new Throttle<>(limits.calls().failedLogins(), WINDOW, clock);
  }

  /** Counts an attempt; false if there were too many. */
  boolean begins(String address) {
    return attempts.begins(address);
  }

  /** The attempt that began last was right: it does not count. */
  void succeeded(String address) {
    attempts.forgetLast(address);
  }
}
