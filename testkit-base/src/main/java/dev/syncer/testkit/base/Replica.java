package dev.syncer.testkit.base;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client holds that applies each frame it gets and trusts the server: it does not sort out
 * anything by itself, so an echo, a hole or a swapped order is a fault it reports. The oracle of
 * delivery: at rest it equals a fresh read. Used by one thread at a time.
 */
public final class Replica {
  private final Map<String, TreeMap<Long, ObjectNode>> recordsBySubscription =
      new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Map<Long, Long>> goneBySubscription = new LinkedHashMap<>();
  private String cursor = "";

  /** Applies a frame. */
  public synchronized void apply(Received frame) {
    switch (frame.kind()) {
      case "snapshot" -> snapshot(frame.params());
      case "commit" -> commit(frame.params());
      case "reset" -> {
        records(frame.params().get("subscription").stringValue()).clear();
        goneBySubscription.clear();
      }
      case "heartbeat" -> cursor = frame.params().get("cursor").stringValue();
      default -> faults.add("a frame of kind " + frame.kind());
    }
  }

  private void snapshot(JsonNode params) {
    TreeMap<Long, ObjectNode> records = records(params.get("subscription").stringValue());
    for (JsonNode record : params.get("records")) {
      if (records.put(record.get("id").longValue(), (ObjectNode) record.deepCopy()) != null) {
        faults.add("the snapshot held record " + record.get("id") + " twice");
      }
    }
  }

  private void commit(JsonNode params) {
    cursor = params.get("cursor").stringValue();
    for (JsonNode entry : params.get("changes")) {
      change(entry.get(0).stringValue(), entry.get(1));
    }
  }

  private void change(String subscription, JsonNode notification) {
    TreeMap<Long, ObjectNode> records = records(subscription);
    long id = notification.get(0).get(2).longValue();
    JsonNode payload = notification.get(1);
    long version = payload.get("version").longValue();
    ObjectNode held = records.get(id);
    long known = held == null ? 0 : held.get("version").longValue();
    Map<Long, Long> gone =
        goneBySubscription.computeIfAbsent(subscription, s -> new LinkedHashMap<>());
    if (gone.containsKey(id)) {
      faults.add("record " + id + " came back after its unlink");
    }
    switch (payload.get("method").stringValue()) {
      case "create" -> {
        if (held != null || version != 1) {
          faults.add("create of record " + id + " with version " + version + " after " + known);
        }
        records.put(id, (ObjectNode) payload.get("data").deepCopy());
      }
      case "write" -> {
        if (held == null || version != known + 1) {
          faults.add("write of record " + id + " to version " + version + " after " + known);
        } else {
          merge(held, payload);
        }
      }
      default -> {
        if (held == null) {
          faults.add("unlink of record " + id + ", which is not here");
        }
        records.remove(id);
        gone.put(id, version);
      }
    }
  }

  private static void merge(ObjectNode held, JsonNode payload) {
    held.setAll((ObjectNode) payload.get("data"));
    held.set("version", payload.get("version"));
    held.set("display_name", payload.get("record_name"));
    held.set("write_date", payload.get("__last_update"));
    JsonNode user = payload.get("user_id");
    held.putArray("write_uid").add(user.get("id")).add(user.get("name"));
  }

  private TreeMap<Long, ObjectNode> records(String subscription) {
    return recordsBySubscription.computeIfAbsent(subscription, s -> new TreeMap<>());
  }

  /** The records of a subscription by id. */
  public synchronized Map<Long, ObjectNode> view(String subscription) {
    return new TreeMap<>(records(subscription));
  }

  /** The records of the one subscription, by id. */
  public synchronized Map<Long, ObjectNode> view() {
    if (recordsBySubscription.size() > 1) {
      throw new IllegalStateException("there are several: " + recordsBySubscription.keySet());
    }
    return recordsBySubscription.values().stream()
        .findFirst()
        .<Map<Long, ObjectNode>>map(TreeMap::new)
        .orElseGet(TreeMap::new);
  }

  /** What was wrong with what came; empty if nothing was. */
  public synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** The last cursor that came. */
  public synchronized String cursor() {
    return cursor;
  }
}
