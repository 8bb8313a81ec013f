package dev.syncer.transport.undertow;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.spi.Transport;
import dev.syncer.core.thread.InFlight;
import dev.syncer.rpc.core.Health;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.RpcEndpoint;
import io.undertow.server.HttpHandler;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP and WebSocket on Undertow. */
final class UndertowTransport implements Transport {
  private final HttpOptions options;
  private final SyncerOptions syncer;
  private final Limits limits;
  private final RpcEndpoint endpoint;
  private final LiveSessions sessions;
  private final Health health;
  private final RunningRequests running = new RunningRequests(new InFlight());
  private final OpenSockets open = new OpenSockets(new InFlight());
  private @Nullable HttpListener listener;
  private boolean isStopped;

  @Inject
  UndertowTransport(
      HttpOptions options,
      SyncerOptions syncer,
      Limits limits,
      RpcEndpoint endpoint,
      LiveSessions sessions,
      Health health) {
    this.options = options;
    this.syncer = syncer;
    this.limits = limits;
    this.endpoint = endpoint;
    this.sessions = sessions;
    this.health = health;
  }

  @Override
  public synchronized void start() {
    if (listener != null) {
      throw new IllegalStateException("The transport has been started before.");
    }
    HttpListener opened;
    try {
      opened = new HttpListener(options);
    } catch (IOException e) {
      throw new StartupException(ErrorCode.ADDRESS_UNUSABLE, unusable(e));
    }
    byte[] tooMany =
        endpoint.refusal(429, 429, "too many connections from this address: close some").body();
    listener = opened;
    opened.serve(routes(opened.port()), tooMany == null ? new byte[0] : tooMany);
  }

  private String unusable(IOException failure) {
    String port = "port " + options.port() + " on " + options.host();
    if (failure instanceof UnknownHostException) {
      return "no address is known for the host \""
          + options.host()
          + "\". Give a host of this machine, such as 127.0.0.1.";
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof BindException && message.contains("in use")) {
      return port
          + " is taken by another program. Stop it, or choose another port (0 takes any free"
          + " one).";
    }
    return port
        + " cannot be listened on: "
        + message
        + ". Choose a host of this machine, and a port that this user may open.";
  }

  private HttpHandler routes(int port) {
    Gate gate = new Gate(options, port);
    SessionCookie cookie = new SessionCookie(options.isSecure());
    HttpAnswers answers = new HttpAnswers(endpoint, cookie, options.bodyTimeout());
    Cors cors = new Cors(gate, answers);
    Callers callers = new Callers(gate, cookie);
    SocketLimits socketLimits = SocketLimits.of(options, limits, syncer);
    IoLanes lanes = new IoLanes();
    EventRoutes events = new EventRoutes(sessions, callers, cors, answers, lanes, socketLimits);
    return new HttpRoutes(
        options,
        running,
        gate,
        cookie,
        answers,
        endpoint,
        cors,
        post(cors, answers, new RpcRoute(endpoint, cookie, answers)),
        Map.of(
            "/syncer/poll", post(cors, answers, events::poll),
            "/longpolling/poll", post(cors, answers, events::legacyPoll)),
        Map.of(
            "/syncer/websocket",
            new WebSocketRoute(sessions, callers, answers, open, lanes, socketLimits),
            "/syncer/events",
            events),
        health,
        ServerInfo.of(syncer));
  }

  private HttpHandler post(Cors cors, HttpAnswers answers, JsonPost.Target target) {
    return new JsonPost(options, limits, cors, answers, target);
  }

  @Override
  public synchronized URI address() {
    if (listener == null) {
      throw new IllegalStateException("The transport has no address before it is started.");
    }
    return URI.create("http://" + Address.inUri(options.host()) + ":" + listener.port());
  }

  @Override
  public void stop(Duration grace) {
    HttpListener stopped;
    synchronized (this) {
      stopped = listener;
      if (stopped == null || isStopped) {
        return;
      }
      isStopped = true;
    }
    Deadline deadline = Deadline.in(grace);
    stopped.stopAccepting();
    running.stop();
    sessions.stop(deadline.left());
    running.awaitNone(deadline.left());
    open.awaitNone(deadline.left());
    for (WebSocketConnection late : open.all()) {
      late.cutSoon();
    }
    open.awaitNone(Duration.ofSeconds(1));
    stopped.close();
  }
}
