package dev.syncer.testkit.adapters;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Server-sent events, read as the standard says. */
final class EventFeeds implements WireTransport {

  @Override
  public WireFeed open(WireOrder order) {
    WireSocket socket = WireSocket.connect(order.server(), order.receiveBuffer());
    List<String> headers = new ArrayList<>(List.of(order.requestHeaders()));
    headers.add("Accept: text/event-stream");
    if (order.place() != null) {
      headers.add("Last-Event-ID: " + order.place());
    }
    socket.request("GET /syncer/events?" + query(order), headers.toArray(String[]::new));
    WireResponse head = socket.head();
    if (head.status() != 200) {
      String body = socket.rest(head);
      socket.close();
      int code = WireFeed.JSON.readTree(body).path("error").path("code").asInt();
      throw new WireRefusal(head.status(), code, body);
    }
    Feed feed = new Feed(socket, head);
    feed.begin();
    return feed;
  }

  private static String query(WireOrder order) {
    List<String> names = List.of("channel", "filter", "fields", "order", "limit", "snapshot");
    List<String> pairs = new ArrayList<>();
    for (String name : names) {
      if (order.subscriptions().stream().anyMatch(each -> each.containsKey(name))) {
        order.subscriptions().forEach(each -> pairs.add(name + "=" + encoded(each, name)));
      }
    }
    return String.join("&", pairs);
  }

  private static String encoded(Map<String, Object> params, String name) {
    Object value = params.get(name);
    if (value == null) {
      return "";
    }
    String text =
        name.equals("fields")
            ? String.join(",", ((List<?>) value).stream().map(String::valueOf).toList())
            : value instanceof List ? WireFeed.JSON.writeValueAsString(value) : value.toString();
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "server-sent events";
  }

  private static final class Feed extends WireFeed {
    private final WireSocket socket;
    private final WireResponse head;
    private String lastId = "";
    private List<JsonNode> answers = List.of();

    Feed(WireSocket socket, WireResponse head) {
      super("");
      this.socket = socket;
      this.head = head;
    }

    void begin() {
      Arrival first = read();
      if (first.event().kind().equals("close")) {
        int code = first.event().params().path("code").asInt();
        throw new WireRefusal(200, code, first.event().toString());
      }
      if (!first.event().kind().equals("subscribed")) {
        throw new AssertionError("not subscribed, but " + first);
      }
      answers = first.event().params().get("subscriptions").valueStream().toList();
      startAt(first.place());
      socket.patient();
      startReading();
    }

    @Override
    public List<JsonNode> answers() {
      return answers;
    }

    @Override
    Arrival read() {
      String kind = "message";
      StringBuilder data = new StringBuilder();
      while (true) {
        String line = socket.bodyLine(head);
        int colon = line.indexOf(':');
        if (line.isEmpty() && !data.isEmpty()) {
          return new Arrival(new WireEvent(kind, JSON.readTree(data.toString())), lastId);
        }
        if (colon <= 0) {
          continue; // a comment, or an event without data
        }
        String value = line.substring(colon + 1).stripLeading();
        switch (line.substring(0, colon)) {
          case "event" -> kind = value;
          case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
          case "id" -> lastId = value;
          default -> {} // retry
        }
      }
    }

    @Override
    void disconnect() {
      socket.close();
    }
  }
}
