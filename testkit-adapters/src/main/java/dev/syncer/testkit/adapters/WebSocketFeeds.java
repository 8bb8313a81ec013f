package dev.syncer.testkit.adapters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * WebSocket. The client keeps a cursor for each subscription, as its own messages move it: a commit
 * moves those that it names, a heartbeat all.
 */
public final class WebSocketFeeds implements WireTransport {

  @Override
  public WireFeed open(WireOrder order) {
    WireSocket socket = WireSocket.connect(order.server(), order.receiveBuffer());
    WireResponse response = socket.upgrade(order.requestHeaders());
    if (response.status() != 101) {
      socket.close();
      int code = WireFeed.JSON.readTree(response.body()).path("error").path("code").asInt();
      throw new WireRefusal(response.status(), code, response.body());
    }
    Feed feed = new Feed(socket);
    try {
      feed.begin(order);
    } catch (WireRefusal e) {
      feed.close();
      throw e;
    }
    return feed;
  }

  @Override
  public String toString() {
    return "WebSocket";
  }

  private static final class Feed extends WireFeed {
    /** Requests in a batch, as the server limits them. */
    private static final int BATCH = 50;

    private final WireSocket socket;
    private final Queue<WireEvent> early = new ArrayDeque<>();
    private final Map<String, String> cursors = new LinkedHashMap<>();
    private final List<String> touched = new ArrayList<>();
    private List<JsonNode> answers = List.of();

    Feed(WireSocket socket) {
      super("");
      this.socket = socket;
    }

    void begin(WireOrder order) {
      checked(call(1, "syncer.hello", Map.of("client", "wire")));
      List<JsonNode> subscribed = new ArrayList<>();
      List<ObjectNode> requests = requests(order);
      for (int from = 0; from < requests.size(); from += BATCH) {
        ArrayNode batch = JSON.createArrayNode();
        batch.addAll(requests.subList(from, Math.min(requests.size(), from + BATCH)));
        socket.text(batch.toString());
        for (JsonNode answer : answer(JsonNode::isArray)) {
          subscribed.add(checked(answer));
        }
      }
      answers = List.copyOf(subscribed);
      for (JsonNode each : answers) {
        boolean isThere = List.of("live", "resumed").contains(each.get("state").asString());
        cursors.put(
            each.get("subscription").asString(), isThere ? each.get("cursor").asString() : "");
      }
      startAt(text());
      socket.patient();
      startReading();
    }

    private static List<ObjectNode> requests(WireOrder order) {
      String place = order.place();
      String @Nullable [] parts = place == null ? null : place.split(",", -1);
      List<ObjectNode> requests = new ArrayList<>();
      for (int i = 0; i < order.subscriptions().size(); i++) {
        Map<String, Object> params = new LinkedHashMap<>(order.subscriptions().get(i));
        if (parts != null) {
          String cursor = parts.length > 1 ? parts[i] : parts[0];
          params.put(cursor.isEmpty() ? "snapshot" : "cursor", cursor.isEmpty() ? true : cursor);
        }
        requests.add(request(i + 2, "syncer.subscribe", params));
      }
      return requests;
    }

    private static ObjectNode request(int id, String method, Map<String, ?> params) {
      ObjectNode request = JSON.createObjectNode();
      request.put("jsonrpc", "2.0").put("id", id).put("method", method);
      request.set("params", JSON.valueToTree(params));
      return request;
    }

    private JsonNode call(int id, String method, Map<String, ?> params) {
      socket.text(request(id, method, params).toString());
      return answer(message -> message.path("id").asInt(-1) == id);
    }

    private JsonNode answer(java.util.function.Predicate<JsonNode> isIt) {
      while (true) {
        WireFrame frame = socket.nextFrame();
        if (frame.start() != 0x81) {
          throw new WireRefusal(200, frame.closeCode(), frame.toString());
        }
        JsonNode message = JSON.readTree(frame.text());
        if (isIt.test(message)) {
          return message;
        }
        event(message);
      }
    }

    private static JsonNode checked(JsonNode answer) {
      if (!answer.has("result")) {
        throw new WireRefusal(200, answer.path("error").path("code").asInt(), answer.toString());
      }
      return answer.get("result");
    }

    private void event(JsonNode message) {
      String method = message.path("method").asString("");
      if (method.startsWith("syncer.")) {
        early.add(new WireEvent(method.substring("syncer.".length()), message.get("params")));
      }
    }

    @Override
    public List<JsonNode> answers() {
      return answers;
    }

    @Override
    Arrival read() {
      while (early.isEmpty()) {
        WireFrame frame = socket.nextFrame();
        if (frame.start() == 0x88) {
          return new Arrival(closed(frame.closeCode()), "");
        }
        event(JSON.readTree(frame.text()));
        // An idle client says that it is there.
        if (!early.isEmpty() && early.peek().kind().equals("heartbeat")) {
          socket.text(request(0, "syncer.ping", Map.of()).toString());
        }
      }
      WireEvent next = early.remove();
      return new Arrival(next, placeAfter(next));
    }

    private String placeAfter(WireEvent event) {
      JsonNode params = event.params();
      switch (event.kind()) {
        case "commit" -> {
          params.get("changes").forEach(change -> touched.add(change.get(0).asString()));
          if (params.path("more").asBoolean(false)) {
            return "";
          }
          touched.forEach(id -> cursors.replace(id, params.get("cursor").asString()));
          touched.clear();
        }
        case "heartbeat" -> cursors.replaceAll((id, now) -> params.get("cursor").asString());
        // Its own place comes with the next of these: until then it would begin anew.
        case "reset", "snapshot" -> cursors.replace(params.get("subscription").asString(), "");
        default -> {}
      }
      return text();
    }

    private String text() {
      boolean isNowhere = cursors.values().stream().allMatch(String::isEmpty);
      return isNowhere ? "" : String.join(",", cursors.values());
    }

    @Override
    void disconnect() {
      socket.close();
    }
  }
}
