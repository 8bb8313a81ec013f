package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.Connection;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code syncer.*} methods, but for {@code syncer.hello}. */
final class LiveMethods {
  static final String PREFIX = "syncer.";
  static final String HELLO = "syncer.hello";
  static final String SUBSCRIBE = "syncer.subscribe";
  static final String PRESENCE = "syncer.presence";

  static final List<String> SEND_PARAMS = List.of("channel", "message");

  private final LiveServices services;
  private final Connection connection;
  private final User user;

  LiveMethods(LiveServices services, Connection connection, User user) {
    this.services = services;
    this.connection = connection;
    this.user = user;
  }

  /** What {@code syncer.hello} answers. */
  static Map<String, Object> greeting(LiveServices services, User user) {
    Limits limits = services.limits();
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("id", user.id());
    who.put("name", user.name());
    Map<String, Object> most = new LinkedHashMap<>();
    most.put("message", limits.message());
    most.put("batch", limits.batch());
    most.put("subscriptions", limits.subscriptions());
    most.put("calls", limits.calls());
    most.put("calls_at_once", limits.callsAtOnce());
    most.put("records", limits.records());
    most.put("unread", limits.unreadAnswers());
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("node", services.options().node());
    greeting.put("epoch", services.broker().epoch());
    greeting.put("db", services.options().database());
    greeting.put("user", who);
    greeting.put("heartbeat_ms", services.options().heartbeat().toMillis());
    greeting.put("limits", most);
    return greeting;
  }

  /** Takes where the user is; what it answers makes it so, after the answer. */
  Runnable presence(Object params) {
    return services.presence().take(connection, params);
  }

  /**
   * The result of a method that is answered at once.
   *
   * @throws RpcFault if it cannot be done, or there is no such method
   */
  Object call(String method, Object params) {
    switch (method) {
      case "syncer.unsubscribe":
        connection.unsubscribe(
            new NamedParams(params).checked(List.of("subscription")).text("subscription"));
        return true;
      case "syncer.ping":
        if (!List.of().equals(params)) {
          new NamedParams(params).checked(List.of());
        }
        Map<String, Object> pong = new LinkedHashMap<>();
        pong.put("cursor", connection.cursor());
        pong.put("time", services.clock().instant());
        return pong;
      case "syncer.send":
        NamedParams sent = new NamedParams(params).checked(SEND_PARAMS);
        services
            .messages()
            .send(connection, user, sent.text("channel"), sent.any("message"), Set.of());
        return true;
      case HELLO:
        throw new RpcFault(
            Kind.INVALID_REQUEST, "syncer.hello was said already. Open another connection.");
      default:
        throw new RpcFault(Kind.METHOD_NOT_FOUND, "there is no such method.");
    }
  }
}
