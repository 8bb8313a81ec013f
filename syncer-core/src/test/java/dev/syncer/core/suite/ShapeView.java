package dev.syncer.core.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client holds of one subscription with a filter, fields, a window and rights: records come
 * and go in the version that they have. It trusts the server, so what comes twice, too late or not
 * at all is a fault that it reports.
 *
 * <p>Only where the protocol allows repetitions it sorts them out by version, as client libraries
 * do, see {@link #lenient}.
 */
public final class ShapeView {
  private final TreeMap<Long, ObjectNode> records = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private boolean isLenient;

  public Map<Long, ObjectNode> records() {
    return records;
  }

  public List<String> faults() {
    return faults;
  }

  /** Begins anew. */
  public void clear() {
    records.clear();
    isLenient = false;
  }

  /** Whether what it holds may be newer than where it goes on from. */
  public void lenient(boolean isSo) {
    isLenient = isSo;
  }

  /** Takes a record of a snapshot. */
  public void load(JsonNode record) {
    if (records.put(record.get("id").longValue(), (ObjectNode) record.deepCopy()) != null) {
      faults.add("the snapshot held record " + record.get("id") + " twice");
    }
  }

  /** Takes a notification. */
  public void apply(JsonNode notification) {
    long id = notification.get(0).get(2).longValue();
    JsonNode payload = notification.get(1);
    long version = payload.get("version").longValue();
    ObjectNode held = records.get(id);
    long known = held == null ? 0 : held.get("version").longValue();
    String method = payload.get("method").stringValue();
    if (isLenient && isOld(method, held, version, known)) {
      return;
    }
    boolean isWrong =
        switch (method) {
          case "create" -> held != null && !isLenient;
          case "write" -> held == null || version <= known;
          default -> held == null || version < known;
        };
    if (isWrong) {
      faults.add(
          method + " of record " + id + " in version " + version + ", held is version " + known);
    }
    switch (method) {
      case "create" -> records.put(id, (ObjectNode) payload.get("data").deepCopy());
      case "write" -> {
        if (held != null) {
          merge(held, payload);
        }
      }
      default -> {
        records.remove(id);
        if (!payload.get("data").isEmpty()) {
          faults.add("the unlink of record " + id + " has data");
        }
      }
    }
  }

  private static boolean isOld(String method, @Nullable ObjectNode held, long version, long known) {
    return switch (method) {
      case "create" -> held != null && version <= known;
      case "write" -> held == null || version <= known;
      default -> held == null || version < known;
    };
  }

  private static void merge(ObjectNode held, JsonNode payload) {
    held.setAll((ObjectNode) payload.get("data"));
    held.set("version", payload.get("version"));
    held.set("display_name", payload.get("record_name"));
    if (held.has("write_date")) {
      held.set("write_date", payload.get("__last_update"));
    }
    if (held.has("write_uid")) {
      JsonNode user = payload.get("user_id");
      held.putArray("write_uid").add(user.get("id")).add(user.get("name"));
    }
  }
}
