package dev.syncer.rpc.core.session;

import dev.syncer.api.User;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.model.Quoted;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.rpc.core.call.Call;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.spi.Authenticator;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Logs in and out. */
final class SessionController {
  private final Sessions sessions;
  private final Optional<Authenticator> authenticator;
  private final LoginThrottle throttle;
  private final SyncerOptions options;

  @Inject
  SessionController(
      Sessions sessions,
      Optional<Authenticator> authenticator,
      LoginThrottle throttle,
      SyncerOptions options) {
    this.sessions = sessions;
    this.authenticator = authenticator;
    this.throttle = throttle;
    this.options = options;
  }

  /** Begins a session for whom the {@link Authenticator} knows; what it needs is in the params. */
  @Route(value = "/web/session/authenticate", anonymous = true)
  public Map<String, Object> authenticate(Call call) {
    if (!call.isOverHttp()) {
      throw new UserException(
          "Over a WebSocket nobody can log in: call /web/session/authenticate over HTTP.");
    }
    Authenticator known =
        authenticator.orElseThrow(
            () ->
                new UserException(
                    "Nobody can log in here: the application has no Authenticator. Bind one with"
                        + " Guice."));
    String address = call.caller().remoteAddress();
    if (!throttle.begins(address)) {
      throw new RpcFault(
          RpcFault.Kind.OVER_LIMIT,
          "too many wrong logins came from this address. Try again in a minute.");
    }
    OptionalLong id = ReadLane.SESSIONS.during(() -> known.authenticate(call.arguments()));
    if (id.isEmpty()) {
      throw new AccessException("Wrong login or password.");
    }
    String token = sessions.begin(id.getAsLong());
    Optional<User> user = sessions.user(token);
    if (user.isEmpty()) {
      sessions.end(token);
      throw new AccessException("Wrong login or password.");
    }
    throttle.succeeded(address);
    // A session that the caller had is not left behind.
    sessions.end(call.caller().sessionToken());
    call.sessionBegan(token);
    return info(user.get());
  }

  /** Who is logged in. */
  @Route("/web/session/get_session_info")
  public Map<String, Object> info(User user) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("uid", user.id());
    info.put("name", user.name());
    info.put("db", options.database());
    info.put("heartbeat_ms", options.heartbeat().toMillis());
    info.put("server_version", VersionController.VERSION);
    return info;
  }

  /** Ends the session; harmless if there is none. */
  @Route(value = "/web/session/destroy", anonymous = true)
  public boolean destroy(Call call) {
    if (!call.arguments().isEmpty()) {
      String name = String.valueOf(call.arguments().keySet().iterator().next());
      throw new RpcFault(
          RpcFault.Kind.INVALID_PARAMS,
          "there is no argument " + Quoted.name(name) + ". It takes no arguments.");
    }
    sessions.end(call.caller().sessionToken());
    call.sessionEnded();
    return true;
  }
}
