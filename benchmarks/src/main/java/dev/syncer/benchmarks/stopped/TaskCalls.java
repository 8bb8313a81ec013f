package dev.syncer.benchmarks.stopped;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of {@code bench.task} over HTTP. Safe for use by many threads. */
final class TaskCalls {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final String token;

  TaskCalls(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /**
   * Calls a method; its result.
   *
   * @param args JSON, an array
   * @throws IOException if there is no result
   */
  JsonNode call(String method, String args) throws IOException, InterruptedException {
    return call(method, args, "{}");
  }

  private JsonNode call(String method, String args, String kwargs)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/web/dataset/call_kw/bench.task/" + method))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .timeout(PATIENCE)
            .POST(
                BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":{\"args\":"
                        + args
                        + ",\"kwargs\":"
                        + kwargs
                        + "}}"))
            .build();
    String body = http.send(request, BodyHandlers.ofString()).body();
    JsonNode result = JSON.readTree(body).path("result");
    if (result.isMissingNode()) {
      throw new IOException(method + args.substring(0, Math.min(80, args.length())) + ": " + body);
    }
    return result;
  }

  /** A fresh read: all tasks by id. */
  TreeMap<Long, JsonNode> all() throws IOException, InterruptedException {
    TreeMap<Long, JsonNode> tasks = new TreeMap<>();
    call("search_read", "[]", "{\"limit\":10000}")
        .forEach(task -> tasks.put(task.path("id").asLong(), task));
    return tasks;
  }
}
