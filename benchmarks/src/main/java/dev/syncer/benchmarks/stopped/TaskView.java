package dev.syncer.benchmarks.stopped;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client holds of one subscription that it began with a snapshot. It trusts the server: what
 * comes twice, is missing, or out of order is a fault. Safe for use by many threads.
 */
final class TaskView {
  private final TreeMap<Long, JsonNode> records = new TreeMap<>();
  private final Map<Long, Long> gone = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int resets;

  /** Applies a notification of JSON-RPC; others than of commits, snapshots and resets are none. */
  synchronized void apply(JsonNode message) {
    JsonNode params = message.path("params");
    switch (message.path("method").asString("")) {
      case "syncer.commit" ->
          params.path("changes").forEach(entry -> change(entry.path(1).path(0), entry.at("/1/1")));
      case "syncer.snapshot" -> params.path("records").forEach(this::hold);
      case "syncer.reset" -> {
        resets++;
        records.clear();
        gone.clear();
      }
      default -> {}
    }
  }

  private void hold(JsonNode record) {
    if (records.put(record.path("id").asLong(), record) != null) {
      faults.add("a snapshot has record " + record.path("id") + " twice");
    }
  }

  private void change(JsonNode header, JsonNode payload) {
    long id = header.path(2).asLong();
    long version = payload.path("version").asLong();
    String method = payload.path("method").asString();
    JsonNode held = records.getOrDefault(id, MissingNode.getInstance());
    long known = held.path("version").asLong(0);
    boolean isNext = method.equals("unlink") ? known > 0 : version == known + 1;
    if (!isNext || gone.containsKey(id)) {
      faults.add(method + " of record " + id + ", version " + version + ", after " + known);
    } else if (method.equals("unlink")) {
      records.remove(id);
      gone.put(id, version);
    } else {
      records.put(id, method.equals("create") ? payload.path("data") : merged(held, payload));
    }
  }

  private static ObjectNode merged(JsonNode held, JsonNode payload) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    held.forEachEntry(merged::set);
    payload.path("data").forEachEntry(merged::set);
    merged.set("version", payload.path("version"));
    merged.set("display_name", payload.path("record_name"));
    merged.set("write_date", payload.path("__last_update"));
    JsonNode user = payload.path("user_id");
    merged.putArray("write_uid").add(user.path("id")).add(user.path("name"));
    return merged;
  }

  /** The records by id. */
  synchronized TreeMap<Long, JsonNode> records() {
    return new TreeMap<>(records);
  }

  /** What came twice, was missing or out of order; empty if nothing was. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** How often it had to begin anew. */
  synchronized int resets() {
    return resets;
  }
}
