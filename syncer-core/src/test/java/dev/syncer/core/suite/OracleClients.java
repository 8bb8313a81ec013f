package dev.syncer.core.suite;

import dev.syncer.api.User;

/** Makes the clients of an oracle: how they are connected is up to it. */
public interface OracleClients {

  OracleClient client(User user, SubscriptionTampering tampering);

  /** Whether somebody can connect this way at all. */
  default boolean admits(User user) {
    return true;
  }

  /**
   * Whether to connect waits for the first answer: then it cannot be done while the broker is kept
   * from hearing of commits, which the answer may have to wait for.
   */
  default boolean awaitsAnswers() {
    return false;
  }
}
