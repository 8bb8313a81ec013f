package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.model.Model;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.call.Throttle;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients send to others on open channels: the one place for all transports. Safe for use by
 * many threads.
 */
final class Messages {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final Broker broker;
  private final Subscribes subscribes;
  private final WireJson json;
  private final Limits limits;
  private final Throttle<Long> throttle;

  @Inject
  Messages(Broker broker, Subscribes subscribes, WireJson json, Limits limits, Clock clock) {
    this.broker = broker;
    this.subscribes = subscribes;
    this.json = json;
    this.limits = limits;
    this.throttle = new Throttle<>(limits.connections().sends(), WINDOW, clock);
  }

  /**
   * Sends a message as somebody who has no connection for answers. Reads the database.
   *
   * @param theirs connections of the sender, which do not get it
   * @throws RpcFault as below
   * @throws AccessException as below
   */
  void send(User user, String channel, @Nullable Object message, Set<Connection> theirs) {
    Connection sender = broker.connect(Nobody.HEARS, user);
    try {
      send(sender, user, channel, message, theirs);
    } finally {
      sender.close();
    }
  }

  /**
   * Sends a message to all others.
   *
   * @param message as it was read
   * @throws RpcFault if there is no such channel for this user, the message is too large, or too
   *     many were sent
   * @throws AccessException if the channel is not open for this user
   */
  void send(
      Connection sender,
      User user,
      String channel,
      @Nullable Object message,
      Set<Connection> theirs) {
    Model model = subscribes.model(channel, sender);
    if (!sender.maySend(model)) {
      throw new AccessException(
          "The channel " + channel + " is not open for messages, or not for you.");
    }
    byte[] bytes = json.again(message);
    if (bytes.length > limits.messages().size()) {
      throw new RpcFault(
          Kind.INVALID_PARAMS,
          "the message has "
              + bytes.length
              + " bytes, but at most "
              + limits.messages().size()
              + ".");
    }
    if (!throttle.begins(user.id())) {
      throw new RpcFault(
          Kind.OVER_LIMIT,
          "a user sends at most "
              + limits.connections().sends()
              + " messages in "
              + WINDOW.toSeconds()
              + " s. Wait, and send less.");
    }
    sender.send(model, bytes, theirs);
  }

  /** The way out of a connection that only sends. */
  private enum Nobody implements Outlet {
    HEARS;

    @Override
    public void send(Frame frame) {}

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public void close(CloseCode code, String reason) {}
  }
}
