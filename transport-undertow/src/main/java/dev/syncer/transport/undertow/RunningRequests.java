package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;

/** Counts the requests that are being answered. Safe for use by many threads. */
final class RunningRequests {
  private int count;
  private boolean isStopping;

  /** Counts a request until its answer is out; false if the server is stopping. */
  boolean begin(HttpServerExchange exchange) {
    boolean isLate;
    synchronized (this) {
      count++;
      isLate = isStopping;
    }
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          end();
          next.proceed();
        });
    return !isLate;
  }

  private synchronized void end() {
    count--;
    notifyAll();
  }

  synchronized void stop() {
    isStopping = true;
  }

  /** Waits until every answer is out, or the deadline has passed. */
  synchronized void awaitNone(Deadline deadline) {
    while (count > 0 && deadline.await(this)) {}
  }
}
