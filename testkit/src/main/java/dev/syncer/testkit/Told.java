package dev.syncer.testkit;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One thing that a subscriber was told.
 *
 * @param kind {@code create}, {@code write}, {@code unlink}, {@code left}, {@code reset}
 * @param id of the record; 0 for a reset
 * @param data the values that were told, by field; of a reset its reason
 */
record Told(String kind, long id, Map<String, JsonNode> data) {

  /** That of an entry of a commit. */
  static Told of(JsonNode notification) {
    JsonNode payload = notification.get(1);
    boolean hasLeft = payload.path("left").asBoolean(false);
    return new Told(
        hasLeft ? "left" : payload.get("method").stringValue(),
        notification.get(0).get(2).longValue(),
        byField(payload.get("data")));
  }

  static Told reset(JsonNode params) {
    return new Told("reset", 0, Map.of("reason", params.get("reason")));
  }

  private static Map<String, JsonNode> byField(JsonNode data) {
    Map<String, JsonNode> values = new TreeMap<>();
    data.properties().forEach(each -> values.put(each.getKey(), each.getValue()));
    return values;
  }

  @Override
  public String toString() {
    return kind + (id == 0 ? "" : " of record " + id) + (data.isEmpty() ? "" : " " + data);
  }
}
