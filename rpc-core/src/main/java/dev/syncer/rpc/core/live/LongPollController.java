package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.jspecify.annotations.Nullable;

/** What clients of the original family send to others. */
final class LongPollController {

  private final Messages messages;
  private final Provider<DefaultLiveSessions> connections;

  /**
   * @param connections those that are open; made after the routes are
   */
  @Inject
  LongPollController(Messages messages, Provider<DefaultLiveSessions> connections) {
    this.messages = messages;
    this.connections = connections;
  }

  /** Sends a message to all others on a channel; takes {@code channel} and {@code message}. */
  @Route("/longpolling/send")
  public boolean send(
      User user,
      Caller caller,
      @Param("channel") String channel,
      @Param("message") @Nullable Object message) {
    messages.send(user, channel, message, connections.get().streamsOf(caller.sessionToken()));
    return true;
  }
}
