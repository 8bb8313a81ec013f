package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.Connection;
import dev.syncer.core.presence.Activity;
import dev.syncer.core.presence.Topic;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** What clients say of where their users are. Safe for use by many threads. */
final class PresenceRequests {
  private static final long MOST_ID = (1L << 53) - 1;
  private static final String AWAY = "away";

  private final Subscribes subscribes;
  private final Limits limits;

  @Inject
  PresenceRequests(Subscribes subscribes, Limits limits) {
    this.subscribes = subscribes;
    this.limits = limits;
  }

  /**
   * Takes the params of {@code syncer.presence}. May read the database.
   *
   * @param id of a record; null for the channel as a whole
   * @return what makes it so, to be run when the answer is on its way
   * @throws RpcFault if it cannot be understood, there is no such channel for this reader, or it is
   *     over a limit
   * @throws dev.syncer.rpc.MissingException if it is a record that the user may not read
   */
  Runnable take(Connection connection, String channel, @Nullable Long id, String state) {
    if (id != null && (id < 1 || id > MOST_ID)) {
      throw new RpcFault(
          Kind.INVALID_PARAMS, "the argument \"id\" does not fit. It takes the id of a record.");
    }
    Topic topic = new Topic(subscribes.model(channel, connection), id == null ? 0 : id);
    if (state.equals(AWAY)) {
      connection.leave(topic);
      return () -> {};
    }
    Activity activity = activity(state);
    if (!connection.joined().contains(topic)
        && connection.joined().size() >= limits.connections().topics()) {
      throw new RpcFault(
          Kind.OVER_LIMIT,
          "a connection joins " + limits.connections().topics() + " topics at most. Leave one.");
    }
    return connection
        .join(topic, activity)
        .orElseThrow(
            () ->
                new RpcFault(
                    Kind.OVER_LIMIT, "this topic has as many members as it may. Try again later."));
  }

  private static Activity activity(String state) {
    for (Activity each : Activity.values()) {
      if (each.wireName().equals(state)) {
        return each;
      }
    }
    throw new RpcFault(
        Kind.INVALID_PARAMS,
        "the argument \"state\" does not fit. It takes viewing, editing or away.");
  }
}
