package dev.syncer.transport.undertow;

import dev.syncer.core.thread.InFlight;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;

/** Counts the requests that are being answered. Safe for use by many threads. */
final class RunningRequests {
  private final InFlight running;
  private volatile boolean isStopping;

  RunningRequests(InFlight running) {
    this.running = running;
  }

  /** Counts a request until its answer is out; false if the server is stopping. */
  boolean begin(HttpServerExchange exchange) {
    running.enter(); // before the look: who stops waits for it, or it is told
    boolean isLate = isStopping;
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          running.leave();
          next.proceed();
        });
    return !isLate;
  }

  void stop() {
    isStopping = true;
  }

  /** Waits until every answer is out, or the time is over. */
  void awaitNone(Duration time) {
    running.awaitNone(time);
  }
}
