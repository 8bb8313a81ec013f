package dev.syncer.core.broker;

import java.util.List;

/** What hears that a connection has closed. Called by any thread, perhaps more than once. */
@FunctionalInterface
interface Departure {

  /**
   * @param ended the subscriptions that it had
   */
  void left(ClientConnection connection, List<Subscription> ended);
}
