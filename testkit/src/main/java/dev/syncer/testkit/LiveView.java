package dev.syncer.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a page holds that applies all that it is told and trusts the server. Safe for use by many
 * threads.
 */
final class LiveView {
  private final Map<Long, ObjectNode> records = new TreeMap<>();
  private final List<Told> told = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  synchronized void take(String kind, JsonNode params) {
    switch (kind) {
      case "snapshot" -> params.get("records").forEach(this::put);
      case "commit" -> params.get("changes").forEach(entry -> apply(entry.get(1)));
      case "reset" -> {
        records.clear();
        told.add(Told.reset(params));
      }
      default -> {
        // A heartbeat says that nothing is missing.
      }
    }
  }

  private void put(JsonNode record) {
    records.put(record.get("id").longValue(), (ObjectNode) record.deepCopy());
  }

  private void apply(JsonNode notification) {
    Told change = Told.of(notification);
    told.add(change);
    JsonNode payload = notification.get(1);
    switch (change.kind()) {
      case "create" -> put(payload.get("data"));
      case "write" -> merge(change.id(), payload);
      default -> {
        if (records.remove(change.id()) == null) {
          faults.add("it was told of the end of record " + change.id() + ", which it never had");
        }
      }
    }
  }

  private void merge(long id, JsonNode payload) {
    ObjectNode held = records.get(id);
    if (held == null) {
      faults.add("it was told of a write to record " + id + ", which it never had");
      return;
    }
    held.setAll((ObjectNode) payload.get("data"));
    held.set("version", payload.get("version"));
    held.set("display_name", payload.get("record_name"));
    held.set("write_date", payload.get("__last_update"));
    JsonNode user = payload.get("user_id");
    held.putArray("write_uid").add(user.get("id")).add(user.get("name"));
  }

  /** What was told since the last look. */
  synchronized List<Told> takeTold() {
    List<Told> all = List.copyOf(told);
    told.clear();
    return all;
  }

  synchronized Map<Long, ObjectNode> records() {
    return new TreeMap<>(records);
  }

  synchronized @Nullable ObjectNode record(long id) {
    return records.get(id);
  }

  /** Loses a record, as a page with a fault does. */
  synchronized void forget(long id) {
    records.remove(id);
  }

  /** Holds a record that nobody told of, as a page with a fault does. */
  synchronized void keep(long id) {
    records.put(id, JsonNodeFactory.instance.objectNode().put("id", id));
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
