package dev.syncer.testkit.adapters;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Polls with subscriptions: each begins where the last one ended. */
public final class PollFeeds implements WireTransport {

  @Override
  public WireFeed open(WireOrder order) {
    Feed feed = new Feed(order);
    feed.begin();
    return feed;
  }

  @Override
  public String toString() {
    return "long poll";
  }

  private static final class Feed extends WireFeed {
    private static final int TRY_LATER = 1013;

    private final WireOrder order;
    private final WireSocket socket;
    private final Queue<WireEvent> events = new ArrayDeque<>();
    private @Nullable String cursor;
    private volatile List<JsonNode> answers = List.of();

    Feed(WireOrder order) {
      super(order.place() == null ? "" : order.place());
      this.order = order;
      this.cursor = order.place();
      this.socket = WireSocket.connect(order.server(), order.receiveBuffer());
    }

    /** The first poll says where it begins; with a place there may be nothing to wait for. */
    void begin() {
      socket.patient();
      if (cursor == null) {
        JsonNode answer = poll();
        if (answer.has("error")) {
          close();
          throw new WireRefusal(200, answer.path("error").path("code").asInt(), answer.toString());
        }
        take(answer.get("result"));
        if (events.isEmpty()) {
          startAt(String.valueOf(cursor));
        }
      }
      startReading();
    }

    private JsonNode poll() {
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("subscriptions", order.subscriptions());
      if (cursor != null) {
        params.put("cursor", cursor);
      }
      WireResponse response =
          socket.post("/syncer/poll", WireClient.body(params), order.requestHeaders()).response();
      if (response.status() != 200) {
        JsonNode body = JSON.readTree(response.body());
        close();
        throw new WireRefusal(
            response.status(), body.path("error").path("code").asInt(), response.body());
      }
      try {
        return JSON.readTree(response.body());
      } catch (JacksonException e) {
        throw new AssertionError("no JSON, but " + response, e);
      }
    }

    private void take(JsonNode result) {
      List<JsonNode> subscribed = result.get("subscriptions").valueStream().toList();
      if (answers.isEmpty()) {
        answers = subscribed;
      }
      List<String> ids = subscribed.stream().map(Feed::id).toList();
      for (JsonNode event : result.get("events")) {
        ObjectNode data = (ObjectNode) event.get("data");
        if (data.has("subscription")) {
          data.set("subscription", renamed(ids, data.get("subscription")));
        }
        for (JsonNode change : data.path("changes")) {
          ((ArrayNode) change).set(0, renamed(ids, change.get(0)));
        }
        events.add(new WireEvent(event.get("event").asString(), data));
      }
      cursor = result.get("cursor").asString();
    }

    private static String id(JsonNode answer) {
      return answer.get("subscription").asString();
    }

    /** Ids are of one answer; they are shown as those of the first. */
    private JsonNode renamed(List<String> ids, JsonNode id) {
      return answers.get(ids.indexOf(id.asString())).get("subscription");
    }

    @Override
    public List<JsonNode> answers() {
      return answers;
    }

    @Override
    Arrival read() {
      while (events.isEmpty()) {
        JsonNode answer;
        try {
          answer = poll();
        } catch (WireRefusal e) {
          if (e.isForLater()) {
            return new Arrival(closed(TRY_LATER), "");
          }
          throw e;
        }
        if (answer.has("error")) {
          return new Arrival(closed(answer.path("error").path("code").asInt()), "");
        }
        take(answer.get("result"));
      }
      WireEvent next = events.remove();
      // Within an answer there is no place: it is taken as a whole.
      return new Arrival(next, events.isEmpty() ? String.valueOf(cursor) : "");
    }

    @Override
    void disconnect() {
      socket.close();
    }
  }
}
