package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connections that subscribe to each channel, in whatever shape, live or not: those who hear
 * its messages. Only the broker's thread uses it.
 */
final class Listeners {
  private final Map<Model, Map<ClientConnection, Set<Subscription>>> byModel = new HashMap<>();

  void add(Subscription subscription) {
    byModel
        .computeIfAbsent(model(subscription), any -> new LinkedHashMap<>())
        .computeIfAbsent(subscription.connection(), any -> new LinkedHashSet<>())
        .add(subscription);
  }

  /** Harmless for one that is not there. */
  void remove(Subscription subscription) {
    byModel.computeIfPresent(
        model(subscription),
        (model, connections) -> {
          connections.computeIfPresent(
              subscription.connection(),
              (connection, subscriptions) -> {
                subscriptions.remove(subscription);
                return subscriptions.isEmpty() ? null : subscriptions;
              });
          return connections.isEmpty() ? null : connections;
        });
  }

  private static Model model(Subscription subscription) {
    return subscription.request().shape().model();
  }

  Set<ClientConnection> of(Model model) {
    return byModel.getOrDefault(model, Map.of()).keySet();
  }
}
