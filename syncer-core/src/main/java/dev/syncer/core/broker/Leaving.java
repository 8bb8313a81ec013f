package dev.syncer.core.broker;

import java.util.List;
import java.util.Optional;

/** The end of subscriptions. Only the broker's thread uses it. */
final class Leaving {
  private final SubscribedShapes subscribed;
  private final Listeners listeners;
  private final FrameWriter writer;
  private final Failures failures;

  Leaving(SubscribedShapes subscribed, Listeners listeners, FrameWriter writer, Failures failures) {
    this.subscribed = subscribed;
    this.listeners = listeners;
    this.writer = writer;
    this.failures = failures;
  }

  /**
   * Ends subscriptions that cannot be served, alone.
   *
   * @param why empty if they are not to blame: then their connections have to come back
   */
  void end(List<Subscription> subscriptions, Optional<Ending> why) {
    for (Subscription each : subscriptions) {
      ClientConnection connection = each.connection();
      if (why.isEmpty()) {
        failures.close(List.of(connection));
        continue;
      }
      failures.closing("to end a subscription", connection, () -> end(each, why.orElseThrow()));
    }
  }

  private void end(Subscription subscription, Ending why) {
    ClientConnection connection = subscription.connection();
    if (connection.end(subscription, writer.ended(subscription.name(), why))) {
      left(subscription);
    }
  }

  /** One that has ended alone; what waited behind its window goes on. */
  void left(Subscription ended) {
    leave(ended);
    ended.connection().line().advance();
  }

  /** A connection is gone. */
  void gone(ClientConnection connection, List<Subscription> ended) {
    connection.line().clear();
    leave(ended);
  }

  /** Subscriptions that have ended. */
  void leave(List<Subscription> ended) {
    ended.forEach(this::leave);
  }

  /** One that has ended. */
  void leave(Subscription ended) {
    ShapeSubscribers subscribers = ended.subscribers();
    listeners.remove(ended);
    subscribers.members().remove(ended);
    subscribed.leave(subscribers);
  }
}
