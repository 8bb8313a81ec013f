package dev.syncer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who talks to a board without a browser, with a session that outlives its restarts. */
final class RpcClient {
  static final JsonMapper JSON = new JsonMapper();
  private static final String TASK = "project.task";

  private final HttpClient http;
  private final URI address;
  private final AtomicLong ids = new AtomicLong();

  private RpcClient(URI address) {
    this.address = address;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();
  }

  static RpcClient anonymous(URI address) {
    return new RpcClient(address);
  }

  static RpcClient loggedIn(URI address, String login) {
    RpcClient client = new RpcClient(address);
    client.call("/web/session/authenticate", Map.of("login", login));
    return client;
  }

  HttpClient http() {
    return http;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  /** The result of a call; an error answer is a failure of the test. */
  JsonNode call(String route, Map<String, ?> params) {
    JsonNode answer = answer(route, params);
    if (answer.has("error")) {
      throw new AssertionError(route + " answered " + answer);
    }
    return answer.path("result");
  }

  /** The answer to a call, with result or error. */
  JsonNode answer(String route, Map<String, ?> params) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("jsonrpc", "2.0");
    body.put("id", ids.incrementAndGet());
    body.put("method", "call");
    body.put("params", params);
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(address.resolve(route))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    return JSON.readTree(response.body());
  }

  /** A method of a model. */
  JsonNode kw(String model, String method, List<?> args, Map<String, ?> kwargs) {
    return call(
        "/web/dataset/call_kw/" + model + "/" + method, Map.of("args", args, "kwargs", kwargs));
  }

  /** Adds a task at the foot of a column. */
  long createTask(String name, long stage, long sequence) {
    Map<String, Object> values = Map.of("name", name, "stage_id", stage, "sequence", sequence);
    return kw(TASK, "create", List.of(values), Map.of()).asLong();
  }

  void writeTask(long id, Map<String, ?> values) {
    kw(TASK, "write", List.of(id, values), Map.of());
  }

  void unlinkTask(long id) {
    kw(TASK, "unlink", List.of(id), Map.of());
  }

  void moveTask(long id, long stage, @Nullable Long after) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("task_id", id);
    params.put("stage_id", stage);
    params.put("after_id", after);
    call("/board/move", params);
  }

  int countTasks() {
    return kw(TASK, "search_count", List.of(List.of()), Map.of()).asInt();
  }

  long idOfTask(String name) {
    return single(TASK, name);
  }

  long idOfStage(String name) {
    return single("project.stage", name);
  }

  long idOfTag(String name) {
    return single("project.tag", name);
  }

  private long single(String model, String name) {
    JsonNode ids = kw(model, "search", List.of(List.of(List.of("name", "=", name))), Map.of());
    if (ids.size() != 1) {
      throw new AssertionError(ids.size() + " records of " + model + " are called " + name);
    }
    return ids.get(0).asLong();
  }

  /** What every page has to show: the titles of each column, from the top, read afresh. */
  Map<String, List<String>> columns() {
    Map<Long, String> stages = new LinkedHashMap<>();
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (JsonNode stage :
        kw("project.stage", "search_read", List.of(), Map.of("order", "sequence"))) {
      stages.put(stage.path("id").asLong(), stage.path("name").asString());
      columns.put(stage.path("name").asString(), new ArrayList<>());
    }
    for (JsonNode task :
        kw(
            TASK,
            "search_read",
            List.of(),
            Map.of("order", "sequence", "fields", List.of("name", "stage_id")))) {
      String stage = stages.get(task.path("stage_id").path(0).asLong());
      columns.get(stage).add(task.path("name").asString());
    }
    return columns;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(RunningBoard.PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
