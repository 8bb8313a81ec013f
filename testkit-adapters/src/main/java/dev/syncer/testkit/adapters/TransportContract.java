package dev.syncer.testkit.adapters;

import static dev.syncer.testkit.base.OwnThreads.OWN_THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Values;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every transport must do, told over the wire alone. A transport's test extends this and says
 * how a node with it is made:
 *
 * <pre>{@code
 * class MyTransportTest extends TransportContract {
 *   @Override
 *   protected Syncer node(SyncerOptions options, ModelModule... modules) {
 *     return Syncer.builder().options(options).models(modules).install(…).build();
 *   }
 * }
 * }</pre>
 */
public abstract class TransportContract extends TransportFixture {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_BODY = 1024 * 1024;
  private static final int MAX_MESSAGE = 64 * 1024;
  private static final String TASKS = "demo:test.task";

  /** Made by the test that extends it. */
  protected TransportContract() {}

  private WireResponse raw(String start, String... headers) {
    try (WireSocket socket = WireSocket.connect(server)) {
      return socket.request(start, headers).response();
    }
  }

  private static JsonNode json(String body) {
    return JSON.readTree(body);
  }

  private static void assertError(WireResponse response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).startsWith("application/json");
    JsonNode answer = json(response.body());
    assertThat(answer.path("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(answer.path("error").path("code").isInt()).isTrue();
    assertThat(answer.path("error").path("data").path("message").asString()).isNotEmpty();
    assertThat(answer.has("result")).isFalse();
  }

  // RPC over HTTP

  @Test
  void call_ofARoute_isAnswered() {
    HttpResponse<String> response =
        WireClient.post(server, "/test/echo", WireClient.body(Map.of("text", "ä")), null);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response.body()).path("result").asString()).isEqualTo("ä");
  }

  @Test
  void call_ofNoRoute_isAnErrorThatWasAnswered() {
    HttpResponse<String> response =
        WireClient.post(server, "/no/such", WireClient.body(Map.of()), null);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response.body()).path("error").path("code").asInt()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "'text/plain', '{}', 415",
    "'application/json', 'no json', 400",
    "'application/json', '', 400",
    "'application/json; charset=utf-16', '{}', 415"
  })
  void request_thatIsNoCall_isAnsweredInJson(String type, String body, int status) {
    try (WireSocket socket = WireSocket.connect(server)) {
      socket
          .request("POST /test/echo", "Content-Type: " + type, "Content-Length: " + body.length())
          .send(body);

      assertError(socket.response(), status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void request_withAnotherMethod_isNotAllowed(String method) {
    assertError(raw(method + " /test/echo"), 405);
  }

  @Test
  void request_fromAForeignPage_isRefused() {
    assertError(
        raw(
            "POST /test/echo",
            "Content-Type: application/json",
            "Content-Length: 0",
            "Origin: https://evil.example"),
        403);
  }

  @Test
  void request_toAForeignHost_isRefused() {
    try (WireSocket socket = WireSocket.connect(server)) {
      socket.send(
          "POST /test/echo HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
              + "Content-Length: 2\r\n\r\n{}");

      assertError(socket.response(), 403);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "1, 413"})
  void body_atTheLimitAndPastIt(int more, int status) {
    String call = WireClient.body(Map.of("text", "x"));
    String body = " ".repeat(MAX_BODY + more - call.length()) + call;

    HttpResponse<String> response = WireClient.post(server, "/test/echo", body, null);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response.body()).has("result")).isEqualTo(more == 0);
  }

  @Test
  void write_overHttp_answersItsCursor() {
    String token = WireClient.login(server, ANA);
    String body =
        WireClient.body(
            Map.of(
                "model",
                "test.task",
                "method",
                "create",
                "args",
                List.of(Map.of("name", "A")),
                "kwargs",
                Map.of()));

    HttpResponse<String> write = WireClient.post(server, "/web/dataset/call_kw", body, token);
    HttpResponse<String> read =
        WireClient.post(server, "/test/echo", WireClient.body(Map.of("text", "x")), token);

    assertThat(write.headers().firstValue("Syncer-Cursor")).isPresent();
    assertThat(read.headers().firstValue("Syncer-Cursor")).isEmpty();
  }

  @Test
  void info_isAnsweredToAnybody() {
    JsonNode info = json(raw("GET /syncer/info").body());

    assertThat(info.path("protocol").asString()).isEqualTo("syncer.v1");
    assertThat(info.path("heartbeat_ms").asInt()).isEqualTo(25_000);
    assertThat(raw("GET /syncer/health").status()).isEqualTo(200);
  }

  // Live

  private static JsonNode subscribe(WireClient client, String cursor) {
    return client.result("syncer.subscribe", Map.of("channel", TASKS, "cursor", cursor));
  }

  private static String subscribeNow(WireClient client) {
    return client.result("syncer.subscribe", Map.of("channel", TASKS)).path("cursor").asString();
  }

  private static long create(WireClient client, String name) {
    return client.model("test.task", "create", Map.of("name", name)).asLong();
  }

  @Test
  void commit_ofOneClient_reachesTheOther() {
    try (WireClient ana = WireClient.connect(server, ANA);
        WireClient ben = WireClient.connect(server, BEN)) {
      subscribeNow(ana);

      create(ben, "Fix the login");

      JsonNode notification = ana.notification("syncer.commit").path("changes").path(0).path(1);
      assertThat(notification.path(0).path(1).asString()).isEqualTo("test.task");
      assertThat(notification.path(1).path("method").asString()).isEqualTo("create");
      assertThat(notification.path(1).path("data").path("name").asString())
          .isEqualTo("Fix the login");
      assertThat(notification.path(1).path("user_id").path("name").asString()).isEqualTo("Ben");
    }
  }

  @Test
  void commits_arriveInTheirOrder_onEveryConnection() {
    List<WireClient> readers = new ArrayList<>();
    try (WireClient ana = WireClient.connect(server, ANA)) {
      for (int i = 0; i < 5; i++) {
        readers.add(WireClient.connect(server, BEN));
        subscribeNow(readers.get(i));
      }

      List<String> names = IntStream.range(0, 100).mapToObj(i -> "task " + i).toList();
      names.forEach(name -> create(ana, name));

      for (WireClient reader : readers) {
        assertThat(names(reader, 100)).isEqualTo(names);
      }
    }
    readers.forEach(WireClient::close);
  }

  /** The names in the next so many changes. */
  private static List<String> names(WireClient reader, int count) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      for (JsonNode change : reader.notification("syncer.commit").path("changes")) {
        names.add(change.path(1).path(1).path("data").path("name").asString());
      }
    }
    return names;
  }

  @Test
  void reconnect_withItsCursor_getsWhatWasMissed() {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      String cursor;
      try (WireClient ben = WireClient.connect(server, BEN)) {
        subscribeNow(ben);
        create(ana, "seen");
        cursor = ben.notification("syncer.commit").path("cursor").asString();
      }
      create(ana, "missed 1");
      create(ana, "missed 2");

      try (WireClient ben = WireClient.connect(server, BEN)) {
        assertThat(subscribe(ben, cursor).path("state").asString()).isEqualTo("resumed");
        create(ana, "live");

        assertThat(names(ben, 3)).containsExactly("missed 1", "missed 2", "live");
      }
    }
  }

  @Test
  void slowReader_slowsNobody_andEndsWhole() {
    // Far more than the buffers on the way and the connection's share can hold: 12 MB.
    int commits = 1500;
    String padding = "x".repeat(8000);
    Map<String, String> wide = Map.of("channel", "demo:test.wide");
    List<Long> written = LongStream.rangeClosed(1, commits).boxed().toList();
    try (WireClient slow = WireClient.connect(server, ANA, 4096);
        WireClient quick = WireClient.connect(server, BEN)) {
      slow.result("syncer.subscribe", wide);
      quick.result("syncer.subscribe", wide);

      long id = system(unit -> unit.model("test.wide").create(Values.values().with("name", "0")));
      for (int i = 1; i < commits; i++) {
        assertThat(versions(quick, 1)).containsExactly((long) i);
        String name = i + padding;
        system(
            unit -> {
              unit.model("test.wide").write(id, Values.values().with("name", name));
              return id;
            });
      }

      assertThat(versions(quick, 1)).containsExactly((long) commits);
      assertThat(versions(slow, commits)).isEqualTo(written);
    }
  }

  /** The versions in the next so many changes. */
  private static List<Long> versions(WireClient reader, int count) {
    List<Long> versions = new ArrayList<>();
    while (versions.size() < count) {
      for (JsonNode change : reader.notification("syncer.commit").path("changes")) {
        versions.add(change.path(1).path(1).path("version").asLong());
      }
    }
    return versions;
  }

  @Test
  void call_overTheLiveConnection_isAnswered() {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      assertThat(ana.result("/test/echo", Map.of("text", "x")).asString()).isEqualTo("x");
      assertThat(ana.result("syncer.ping", Map.of()).path("cursor").asString()).isNotEmpty();
    }
  }

  @Test
  void ping_ofTheProtocolBelow_isAnswered() {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      ana.socket().frame(0x89, "p".getBytes(StandardCharsets.UTF_8));

      assertThat(ana.socket().frame()).isEqualTo(new WireFrame(0x8A, "p", 0));
    }
  }

  @Test
  void connection_thatDoesNotSayHelloFirst_isClosed() {
    try (WireSocket socket = WireSocket.connect(server)) {
      assertThat(socket.upgrade().status()).isEqualTo(101);

      socket.text("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"syncer.ping\",\"params\":{}}");

      WireFrame last = socket.frame();
      while (last.start() == 0x81) {
        last = socket.frame();
      }
      assertThat(last.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void handshake_fromAForeignPage_isRefused() {
    try (WireSocket socket = WireSocket.connect(server)) {
      assertError(socket.upgrade("Origin: https://evil.example"), 403);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 129", "1, 136"})
  void message_atTheLimitAndPastIt(int more, int start) {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"/test/echo\",\"params\":{\"text\":\"x\"}}";

      ana.socket().text(" ".repeat(MAX_MESSAGE + more - call.length()) + call);

      WireFrame answer = ana.socket().frame();
      assertThat(answer.start()).isEqualTo(start);
      assertThat(answer.closeCode()).isEqualTo(more == 0 ? 0 : 1009);
    }
  }

  @Test
  void fault_ofOneConnection_endsNoOther() {
    try (WireClient ana = WireClient.connect(server, ANA);
        WireClient ben = WireClient.connect(server, BEN)) {
      subscribeNow(ben);
      ana.socket().send(new byte[] {(byte) 0x81, 1, 'x'});

      assertThat(ana.socket().frame().closeCode()).isEqualTo(1002);
      create(ben, "still here");
      assertThat(names(ben, 1)).containsExactly("still here");
    }
  }

  @Test
  void stop_tellsClientsToComeBack_andAnswersWhatRuns() throws Exception {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      CompletableFuture<HttpResponse<String>> running =
          CompletableFuture.supplyAsync(
              () -> WireClient.post(server, "/test/wait", WireClient.body(Map.of()), null),
              OWN_THREADS);
      assertThat(TransportModule.Controller.entered.await(10, TimeUnit.SECONDS)).isTrue();

      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(() -> syncer.close(), OWN_THREADS);
      await().until(this::isClosedToOthers);
      TransportModule.Controller.released.countDown();

      assertThat(running).succeedsWithin(Duration.ofSeconds(10));
      assertThat(json(running.join().body()).path("result").asString()).isEqualTo("released");
      WireFrame end = ana.socket().frame();
      assertThat(end.closeCode()).isEqualTo(1012);
      ana.socket().closeFrame(1012);
      assertThat(ana.socket().isClosed()).isTrue();
      assertThat(stopping).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  private boolean isClosedToOthers() {
    try {
      WireSocket.connect(server).close();
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }
}
