package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.Params;
import dev.syncer.rpc.core.call.RouteMethod;
import dev.syncer.rpc.core.call.RouteTable;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code syncer.*} methods of a connection that was greeted, each a method here. Safe for use
 * by many threads.
 */
final class LiveMethods {
  static final String PREFIX = "syncer.";
  static final String HELLO = "syncer.hello";
  private static final String SUBSCRIBE = "syncer.subscribe";

  private static final Set<Class<?>> GIVEN = Set.of(Connection.class, User.class);

  private final Messages messages;
  private final PresenceRequests presence;
  private final Subscribes subscribes;
  private final Clock clock;
  private final RouteTable methods;
  private final Params<Hello> hello;

  @Inject
  LiveMethods(
      Messages messages,
      PresenceRequests presence,
      Subscribes subscribes,
      Clock clock,
      WireJson json) {
    this.messages = messages;
    this.presence = presence;
    this.subscribes = subscribes;
    this.clock = clock;
    this.methods = RouteTable.ofRoutes(this, GIVEN, json);
    this.hello = Params.of(Hello.class, json);
  }

  /** The params of {@code syncer.hello}, with which a connection begins. */
  record Hello(
      @Param(optional = true) @Nullable String client,
      @Param(optional = true) @Nullable String token) {
    @Override
    public String toString() {
      // The token is a secret.
      return "Hello[" + client + "]";
    }
  }

  /**
   * Reads the params of {@code syncer.hello}.
   *
   * @throws RpcFault if they do not fit
   */
  Hello hello(Object params) {
    return hello.read(params);
  }

  /** What {@code syncer.hello} answers. */
  static Map<String, Object> greeting(LiveServices services, User user) {
    Limits limits = services.limits();
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("id", user.id());
    who.put("name", user.name());
    Map<String, Object> most = new LinkedHashMap<>();
    most.put("message", limits.messages().size());
    most.put("batch", limits.messages().batch());
    most.put("subscriptions", limits.connections().subscriptions());
    most.put("calls", limits.calls().onConnection());
    most.put("calls_at_once", limits.calls().atOnce());
    most.put("records", limits.calls().records());
    most.put("unread", limits.messages().unread());
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("node", services.options().node());
    greeting.put("epoch", services.broker().epoch());
    greeting.put("db", services.options().database());
    greeting.put("user", who);
    greeting.put("heartbeat_ms", services.options().heartbeat().toMillis());
    greeting.put("limits", most);
    return greeting;
  }

  /** What is answered now, and what is to be done when the answer is on its way. */
  record Answered(Object result, Runnable afterwards) {}

  /**
   * Calls a method.
   *
   * @param connection whose it is
   * @param user whose the connection is
   * @return its result; {@link Answered}; or a {@link SubscribeRequest}, which is answered later
   * @throws RpcFault if it cannot be done, or there is no such method
   */
  Object call(String method, Object params, Connection connection, User user) {
    if (method.equals(HELLO)) {
      throw new RpcFault(
          Kind.INVALID_REQUEST, "syncer.hello was said already. Open another connection.");
    }
    if (method.equals(SUBSCRIBE)) {
      return subscribes.request(params, connection, user); // its params come by other ways too
    }
    RouteMethod found =
        methods
            .find(method)
            .orElseThrow(() -> new RpcFault(Kind.METHOD_NOT_FOUND, "there is no such method."));
    if (!(params instanceof Map) && !List.of().equals(params)) {
      throw Params.positional();
    }
    Map<?, ?> named = params instanceof Map<?, ?> map ? map : Map.of();
    try {
      Object result = found.call(List.of(), named, type -> type == User.class ? user : connection);
      return result == null ? true : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no method of this class throws a checked exception", e);
    }
  }

  @Route("syncer.unsubscribe")
  public boolean unsubscribe(Connection connection, @Param("subscription") String subscription) {
    connection.unsubscribe(subscription);
    return true;
  }

  @Route("syncer.ping")
  public Map<String, Object> ping(Connection connection) {
    Map<String, Object> pong = new LinkedHashMap<>();
    pong.put("cursor", connection.cursor());
    pong.put("time", clock.instant());
    return pong;
  }

  @Route("syncer.send")
  public boolean send(
      Connection connection,
      User user,
      @Param("channel") String channel,
      @Param("message") @Nullable Object message) {
    messages.send(connection, user, channel, message, Set.of());
    return true;
  }

  /** Takes where the user is; it is so after the answer. */
  @Route("syncer.presence")
  public Answered presence(
      Connection connection,
      @Param("channel") String channel,
      @Param(value = "id", optional = true) @Nullable Long id,
      @Param("state") String state) {
    return new Answered(true, presence.take(connection, channel, id, state));
  }
}
