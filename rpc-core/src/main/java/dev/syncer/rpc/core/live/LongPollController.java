package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import org.jspecify.annotations.Nullable;

/** What clients of the original family send to others. */
final class LongPollController {

  /** Sends a message to those who listen on a channel. */
  @SuppressWarnings("DoNotCallSuggester") // nothing opens a channel yet
  @Route("/longpolling/send")
  public boolean send(
      User user,
      String channel,
      @Param(value = "message", optional = true) @Nullable Object message) {
    throw LiveMethods.noOpenChannel();
  }
}
