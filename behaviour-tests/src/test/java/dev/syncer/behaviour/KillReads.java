package dev.syncer.behaviour;

import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireFeed;
import java.net.URI;
import java.time.Duration;
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
    return fresh(server, token, wanted, WireClient.PATIENCE);
  }

  /** The same, with so much time for each answer. */
  static Map<Long, JsonNode> fresh(
      URI server, String token, Map<String, Object> wanted, Duration patience) {
    String channel = String.valueOf(wanted.get("channel"));
    Map<String, Object> arguments = new LinkedHashMap<>(wanted);
    arguments.keySet().retainAll(List.of("fields", "limit", "order"));
    int most = wanted.get("limit") instanceof Integer limit ? limit : Integer.MAX_VALUE;
    arguments.put("domain", wanted.getOrDefault("filter", List.of()));
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", channel.substring("demo:".length()));
    params.put("method", "search_read");
    params.put("kwargs", arguments);
    Map<Long, JsonNode> records = new TreeMap<>();
    int page = Math.min(most, 10_000);
    while (records.size() < most) {
      arguments.put("offset", records.size());
      arguments.put("limit", Math.min(page, most - records.size()));
      String body =
          WireClient.post(server, "/web/dataset/call_kw", WireClient.body(params), token, patience)
              .body();
      JsonNode answer = WireFeed.JSON.readTree(body);
      JsonNode some = answer.get("result");
      if (some == null && page > 1) {
        page = Math.max(1, page / 16); // large records: an answer has a highest size
        continue;
      }
      if (some == null) {
        throw new IllegalStateException("a read was refused: " + answer);
      }
      some.forEach(record -> records.put(record.get("id").longValue(), record));
      if (some.size() < page) {
        break;
      }
    }
    return records;
  }
}
