package dev.syncer.testkit.adapters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of {@code syncer.v1} that knows nothing but the wire: JSON-RPC over HTTP, and a live
 * connection that is read only when the test asks. Used by one thread.
 */
public final class WireClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** How long an answer over HTTP may take: a machine may be slow, or have much to do. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI server;
  private final String token;
  private final WireSocket socket;
  private final Queue<JsonNode> notifications = new ArrayDeque<>();
  private int lastId;

  private WireClient(URI server, String token, WireSocket socket) {
    this.server = server;
    this.token = token;
    this.socket = socket;
  }

  /**
   * Logs in, opens a live connection and says hello.
   *
   * @param login params of {@code /web/session/authenticate}
   */
  public static WireClient connect(URI server, Map<String, ?> login) {
    return connect(server, login, 0);
  }

  /**
   * The same with a small window, so that the server soon has to wait for the reader.
   *
   * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
   */
  public static WireClient connect(URI server, Map<String, ?> login, int receiveBuffer) {
    return opened(server, login(server, login), WireSocket.connect(server, receiveBuffer));
  }

  /** The same with the token of a session. */
  public static WireClient as(URI server, String token) {
    return opened(server, token, WireSocket.connect(server, 0));
  }

  /** The same, waiting long for each answer, and from the first on. */
  public static WireClient patient(URI server, String token) {
    return opened(server, token, WireSocket.connect(server, 0).patient());
  }

  private static WireClient opened(URI server, String token, WireSocket socket) {
    WireResponse response = socket.upgrade("Authorization: Bearer " + token);
    if (response.status() != 101) {
      socket.close();
      throw new AssertionError("no upgrade, but " + response);
    }
    WireClient client = new WireClient(server, token, socket);
    client.result("syncer.hello", Map.of("client", "wire"));
    return client;
  }

  /** Logs in and answers the token that the cookie holds. */
  public static String login(URI server, Map<String, ?> params) {
    HttpResponse<String> response = post(server, "/web/session/authenticate", body(params), null);
    String cookie = response.headers().firstValue("Set-Cookie").orElse("");
    if (!cookie.startsWith("syncer_session=")) {
      throw new AssertionError("no session, but " + response.body());
    }
    return cookie.substring("syncer_session=".length(), cookie.indexOf(';'));
  }

  /** Posts JSON. */
  public static HttpResponse<String> post(
      URI server, String path, String json, @Nullable String token) {
    return post(server, path, json, token, PATIENCE);
  }

  /** Posts JSON, and waits so long for the answer. */
  public static HttpResponse<String> post(
      URI server, String path, String json, @Nullable String token, Duration patience) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(patience)
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The body of a call over HTTP. */
  public static String body(Map<String, ?> params) {
    return JSON.writeValueAsString(
        Map.of("jsonrpc", "2.0", "id", 1, "method", "call", "params", params));
  }

  /** The token of the session. */
  public String token() {
    return token;
  }

  /** The connection, for what no client sends. */
  public WireSocket socket() {
    return socket;
  }

  /** Calls a method of a model over HTTP; the result. */
  public JsonNode model(String model, String method, Object... args) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", model);
    params.put("method", method);
    params.put("args", args);
    params.put("kwargs", Map.of());
    JsonNode answer =
        JSON.readTree(post(server, "/web/dataset/call_kw", body(params), token).body());
    return checked(answer);
  }

  /** Sends a request over the live connection; its id. */
  public int request(String method, Map<String, ?> params) {
    int id = ++lastId;
    socket.text(
        JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    return id;
  }

  /** Sends a request over the live connection and waits for its result. */
  public JsonNode result(String method, Map<String, ?> params) {
    return checked(answer(request(method, params)));
  }

  /** Waits for the answer to a request; notifications that come before it are kept. */
  public JsonNode answer(int id) {
    while (true) {
      JsonNode message = message();
      if (message.path("id").asInt(-1) == id) {
        return message;
      }
      notifications.add(message);
    }
  }

  /** The next notification of a method, past others. */
  public JsonNode notification(String method) {
    while (true) {
      JsonNode next = notifications.isEmpty() ? message() : notifications.remove();
      if (next.path("method").asString("").equals(method)) {
        return next.path("params");
      }
    }
  }

  /** The next notification of any method, with its method. */
  public JsonNode next() {
    return notifications.isEmpty() ? message() : notifications.remove();
  }

  /** Whether a notification of a method has come that was not taken. */
  public boolean pending(String method) {
    return notifications.stream().anyMatch(each -> each.path("method").asString("").equals(method));
  }

  /** Forgets the notifications that have come and were not taken. */
  public void forget() {
    notifications.clear();
  }

  private JsonNode message() {
    WireFrame frame = socket.nextFrame();
    if (frame.start() != 0x81) {
      throw new AssertionError("no message, but " + frame);
    }
    return JSON.readTree(frame.text());
  }

  private static JsonNode checked(JsonNode answer) {
    if (!answer.has("result")) {
      throw new AssertionError("no result, but " + answer);
    }
    return answer.path("result");
  }

  @Override
  public void close() {
    socket.close();
  }
}
