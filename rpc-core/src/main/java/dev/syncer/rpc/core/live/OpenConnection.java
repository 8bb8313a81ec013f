package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import java.util.Optional;

/** A connection of any kind, as the node ends it. Methods are called by any thread. */
interface OpenConnection {

  /** Whether it is, or asks to be, one of the session with this token. */
  boolean belongsTo(String token);

  /** The broker's side of it, where only the server speaks on it and it has begun. */
  default Optional<Connection> listening() {
    return Optional.empty();
  }

  /** How many subscriptions it has, with those that are about to begin. */
  int subscriptions();

  /** Ends it for a restart, as soon as no call runs. */
  void endWhenIdle();

  /** Sends what is queued and ends the connection. */
  void end(CloseCode code, String reason);
}
