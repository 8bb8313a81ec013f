package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveSessions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** The handshake of {@code syncer.v1} (RFC 6455, section 4), for origins that are let in. */
final class WebSocketRoute implements HttpHandler {
  static final String SUBPROTOCOL = "syncer.v1";

  private static final String ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  private final LiveSessions sessions;
  private final Callers callers;
  private final HttpAnswers answers;
  private final OpenSockets open;
  private final SocketLimits limits;
  private final IoLanes lanes;

  WebSocketRoute(
      LiveSessions sessions,
      Callers callers,
      HttpAnswers answers,
      OpenSockets open,
      IoLanes lanes,
      SocketLimits limits) {
    this.sessions = sessions;
    this.callers = callers;
    this.answers = answers;
    this.open = open;
    this.lanes = lanes;
    this.limits = limits;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    String key = headers.getFirst(Headers.SEC_WEB_SOCKET_KEY);
    if (!exchange.getProtocol().equals(Protocols.HTTP_1_1)
        || !exchange.isRequestComplete()
        || !hasToken(headers.get(Headers.UPGRADE), "websocket")
        || !hasToken(headers.get(Headers.CONNECTION), "upgrade")
        || key == null
        || !KEY.matcher(key).matches()) {
      answers.refuse(
          exchange, StatusCodes.BAD_REQUEST, "this is a WebSocket: ask for an upgrade to it");
    } else if (!"13".equals(headers.getFirst(Headers.SEC_WEB_SOCKET_VERSION))) {
      exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, "13");
      answers.refuse(exchange, StatusCodes.UPGRADE_REQUIRED, "WebSocket version 13 is spoken here");
    } else if (headers.contains(Headers.SEC_WEB_SOCKET_PROTOCOL)
        && !hasToken(headers.get(Headers.SEC_WEB_SOCKET_PROTOCOL), SUBPROTOCOL)) {
      answers.refuse(
          exchange,
          StatusCodes.BAD_REQUEST,
          "the subprotocol " + SUBPROTOCOL + " is spoken here: offer it");
    } else {
      upgrade(exchange, key);
    }
  }

  private void upgrade(HttpServerExchange exchange, String key) {
    Caller caller = callers.of(exchange);
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.UPGRADE, "websocket");
    headers.put(Headers.SEC_WEB_SOCKET_ACCEPT, accept(key));
    // Who cannot offer one is taken for a client of ours, and must not be told of one.
    if (exchange.getRequestHeaders().contains(Headers.SEC_WEB_SOCKET_PROTOCOL)) {
      headers.put(Headers.SEC_WEB_SOCKET_PROTOCOL, SUBPROTOCOL);
    }
    FramingConduit.scanner(exchange).stop();
    exchange.upgradeChannel((connection, upgraded) -> begin(connection, upgraded, caller));
    exchange.endExchange();
  }

  private void begin(StreamConnection connection, HttpServerExchange upgraded, Caller caller) {
    IoLane lane = lanes.of(connection.getIoThread());
    WebSocketConnection socket = new WebSocketConnection(connection, lane, open, limits);
    // Undertow keeps the listener of the channel for itself and hands its closing on.
    upgraded.getConnection().addCloseListener(closed -> socket.cutSoon());
    lane.execute(() -> socket.begin(sessions, caller));
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_KEY).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }

  /** Whether a comma-separated list holds a word. */
  private static boolean hasToken(@Nullable HeaderValues values, String token) {
    if (values != null) {
      for (String value : values) {
        for (String word : value.split(",")) {
          if (word.trim().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
