package dev.syncer.core.broker;

import dev.syncer.core.spi.Store;
import java.util.List;
import java.util.Optional;

/**
 * Serves subscriptions one by one, so that one that cannot be served ends alone. Reads the database
 * where something throws. Safe for use by many threads, but for the broker's own.
 */
final class SubscriptionGuard {
  private final Store store;
  private final BrokerThreads threads;
  private final Failures failures;
  private final Leaving leaving;

  SubscriptionGuard(Store store, BrokerThreads threads, Failures failures, Leaving leaving) {
    this.store = store;
    this.threads = threads;
    this.failures = failures;
    this.leaving = leaving;
  }

  /**
   * Does something for a subscription, which ends alone if that fails by its fault.
   *
   * @throws RuntimeException if it is not to blame; errors too
   */
  void alone(Subscription subscription, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Optional<Ending> ending = Ending.of(e, store);
      if (ending.isEmpty()) {
        throw e;
      }
      failures.tell("to serve a subscription from the log", e);
      subscription.leaveOut();
      threads.execute(
          "to end a subscription",
          subscription.connection(),
          () -> leaving.end(List.of(subscription), ending));
    }
  }
}
