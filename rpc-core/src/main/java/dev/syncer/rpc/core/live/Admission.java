package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.Connection;

/**
 * A user who was let in: the broker's connection, a place among those that the user may have, and
 * the end of the session. Made by {@link DefaultLiveSessions#admit}. Safe for use by many threads.
 *
 * @param user who it is
 * @param connection the broker's side
 * @param expiry ends it with the session
 * @param place gives the user's place back
 */
record Admission(User user, Connection connection, Expiry expiry, Runnable place) {
  /** Ends all three; once. */
  void leave() {
    expiry.cancel();
    connection.close();
    place.run();
  }
}
