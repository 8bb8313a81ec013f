package dev.syncer.transport.undertow;

import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that does what those of 2017 to 2019 do: channels are strings, the id of the last
 * message is a number that begins at 0 and never goes back, an answer is handed on as it is, and
 * the next poll follows at once. With several tabs, the one that polls leaves out messages whose id
 * is not above the last one that another tab has shown; an id below 0 always counts. A page sends
 * its cookie and its origin.
 */
final class OriginalClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI server;
  private final String cookie;
  private final List<String> channels = new ArrayList<>();
  private WireSocket socket;
  private long last;
  private int calls;

  OriginalClient(URI server, String token) {
    this.server = server;
    this.cookie = "Cookie: syncer_session=" + token;
    this.socket = WireSocket.connect(server).patient();
  }

  void addChannel(String channel) {
    channels.add(channel);
  }

  long last() {
    return last;
  }

  /** As another tab, or an earlier visit, has stored it. */
  void last(long stored) {
    last = stored;
  }

  /** Sends a poll. */
  void begin() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("channels", channels);
    params.put("last", last);
    params.put("options", Map.of("bus_inactivity", 1234));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("jsonrpc", "2.0");
    body.put("method", "call");
    body.put("params", params);
    body.put("id", ++calls * 7_919);
    socket.post(
        "/longpolling/poll",
        JSON.writeValueAsString(body),
        cookie,
        "Origin: http://" + server.getAuthority(),
        "X-Requested-With: XMLHttpRequest");
  }

  /** Waits for the answer to the poll. */
  WireResponse answer() {
    return socket.response();
  }

  /** What is handed on to the page, {@code [channel, message]} each. */
  List<JsonNode> poll() {
    begin();
    JsonNode answer = JSON.readTree(answer().body());
    if (answer.has("error")) {
      throw new AssertionError(answer.toString());
    }
    long before = last;
    List<JsonNode> shown = new ArrayList<>();
    for (JsonNode notification : answer.get("result")) {
      long id = notification.get("id").asLong();
      last = Math.max(last, id);
      if (id < 0 || id > before) {
        shown.add(
            JSON.createArrayNode()
                .add(notification.get("channel"))
                .add(notification.get("message")));
      }
    }
    return shown;
  }

  /** Ends the poll that waits, as a browser does, for another one. */
  void abort() {
    socket.close();
    socket = WireSocket.connect(server).patient();
  }

  static String login(URI server) {
    return WireClient.login(server, Map.of("uid", 1));
  }

  @Override
  public void close() {
    socket.close();
  }
}
