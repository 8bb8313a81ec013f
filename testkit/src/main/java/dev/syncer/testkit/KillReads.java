package dev.syncer.testkit;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads of clients, to compare what they show with. */
final class KillReads {
  private KillReads() {}

  /** What a subscription would show that began now, as a read answers it. */
  static Map<Long, JsonNode> fresh(URI server, String token, Map<String, Object> wanted) {
    String channel = String.valueOf(wanted.get("channel"));
    Map<String, Object> arguments = new LinkedHashMap<>(wanted);
    arguments.keySet().retainAll(List.of("fields", "limit", "order"));
    arguments.putIfAbsent("limit", 10_000);
    arguments.put("domain", wanted.getOrDefault("filter", List.of()));
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", channel.substring("demo:".length()));
    params.put("method", "search_read");
    params.put("kwargs", arguments);
    String body =
        WireClient.post(server, "/web/dataset/call_kw", WireClient.body(params), token).body();
    Map<Long, JsonNode> records = new TreeMap<>();
    WireFeed.JSON
        .readTree(body)
        .get("result")
        .forEach(record -> records.put(record.get("id").longValue(), record));
    return records;
  }
}
