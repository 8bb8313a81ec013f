package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.call.Call;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

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
  public boolean send(User user, Call call) {
    NamedParams params = new NamedParams(call.arguments()).checked(LiveMethods.SEND_PARAMS);
    messages.send(
        user,
        params.text("channel"),
        params.any("message"),
        connections.get().streamsOf(call.caller().sessionToken()));
    return true;
  }
}
