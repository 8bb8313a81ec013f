package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.fault.StartupException;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import io.undertow.server.HttpHandler;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.XnioIoThread;

class HttpTest {
  private static final int MAX_BODY = 100;

  private ScriptedServer server;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            HttpOptions.builder().port(0).resources("site").allowOrigin("https://app.example.com"),
            Limits.builder().body(MAX_BODY).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WireResponse request(String start, String... headers) {
    try (WireSocket socket = server.connect()) {
      return socket.request(start, headers).response();
    }
  }

  private WireResponse post(String path, String json, String... headers) {
    try (WireSocket socket = server.connect()) {
      return socket.post(path, json, headers).response();
    }
  }

  private static void assertJson(WireResponse response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.body()).startsWith("{").endsWith("}");
  }

  @Test
  void post_ofJson_isAnsweredByTheEndpoint() {
    WireResponse response = post("/echo", "{\"ä\":1}");

    assertJson(response, 200);
    assertThat(response.body()).isEqualTo("{\"ä\":1}");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(server.endpoint.callers.get(0).remoteAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void post_onOneConnection_isAnsweredAgainAndAgain() {
    try (WireSocket socket = server.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(socket.post("/echo", "{\"i\":" + i + "}").response().body())
            .isEqualTo("{\"i\":" + i + "}");
      }
    }
  }

  @Test
  void post_twoInOnePiece_areAnsweredInOrder() {
    String one =
        "POST /echo HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                .formatted(server.address().getAuthority())
            + "Content-Length: 3\r\n\r\n";
    try (WireSocket socket = server.connect()) {
      socket.send(one + "[1]" + one + "[2]");

      assertThat(socket.response().body()).isEqualTo("[1]");
      assertThat(socket.response().body()).isEqualTo("[2]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "Application/JSON"
      })
  void post_ofJsonInOtherWords_isTaken(String type) {
    WireResponse response = request("POST /echo", "Content-Type: " + type, "Content-Length: 0");

    assertThat(server.endpoint.calls).containsExactly("/echo");
    assertThat(response.status()).isEqualTo(200);
  }

  /** W26: what JSON-RPC clients call it, where JSON-RPC is spoken. */
  @ParameterizedTest
  @CsvSource({
    "/jsonrpc,application/json-rpc,200",
    "/jsonrpc,application/jsonrequest; charset=utf-8,200",
    "/jsonrpc,application/json,200",
    "/jsonrpc,text/plain,415",
    "/echo,application/json-rpc,415"
  })
  void post_ofJsonRpcsOwnType_isTakenThere_W26(String path, String type, int status) {
    WireResponse response = request("POST " + path, "Content-Type: " + type, "Content-Length: 0");

    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void post_thatIsCompressed_isToldSo_W26() {
    WireResponse response = post("/jsonrpc", "{}", "Content-Encoding: gzip");

    assertJson(response, 415);
    assertThat(response.body()).contains("compressed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "application/jsonp"
      })
  void post_ofAnotherType_isRefused(String type) {
    WireResponse response = request("POST /echo", "Content-Type: " + type, "Content-Length: 0");

    assertJson(response, 415);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @Test
  void post_withoutType_isRefused() {
    assertJson(request("POST /echo", "Content-Length: 0"), 415);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @Test
  void post_ofTheLargestBody_isTaken() {
    String json = "x".repeat(MAX_BODY);

    assertThat(post("/echo", json).body()).isEqualTo(json);
  }

  @Test
  void post_ofOneByteMore_isRefused() {
    assertJson(post("/echo", "x".repeat(MAX_BODY + 1)), 413);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @Test
  void post_ofFarTooMuch_isRefusedAndTheConnectionServesOn() {
    try (WireSocket socket = server.connect()) {
      WireResponse refused = socket.post("/echo", "x".repeat(3_000_000)).response();
      WireResponse next = socket.post("/echo", "{}").response();

      assertJson(refused, 413);
      assertThat(next.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 200", "101, 413", "90000, 413"})
  void post_inChunks_hasTheSameLimit(int size, int status) {
    try (WireSocket socket = server.connect()) {
      socket.request("POST /echo", "Content-Type: application/json", "Transfer-Encoding: chunked");
      socket.send("1\r\nx\r\n");
      socket.send(Integer.toHexString(size - 1) + "\r\n" + "x".repeat(size - 1) + "\r\n0\r\n\r\n");

      assertJsonStatus(socket.response(), status);
    }
  }

  private static void assertJsonStatus(WireResponse response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void post_thatAsksBeforehand_isToldToGoOn() {
    try (WireSocket socket = server.connect()) {
      socket.request(
          "POST /echo",
          "Content-Type: application/json",
          "Content-Length: 2",
          "Expect: 100-continue");
      WireResponse leave = socket.response();
      socket.send("{}");

      assertThat(leave.status()).isEqualTo(100);
      assertThat(socket.response().body()).isEqualTo("{}");
    }
  }

  @Test
  void post_thatAsksBeforehandForTooMuch_isRefusedWithoutLeave() {
    WireResponse response =
        request(
            "POST /echo",
            "Content-Type: application/json",
            "Content-Length: 5000",
            "Expect: 100-continue");

    assertJson(response, 413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throw", "/fail"})
  void post_whenTheEndpointFails_isStillAnsweredInJson(String path) {
    assertJson(post(path, "{}"), 500);
  }

  @Test
  void answer_withCursor_hasItInAHeader() {
    assertThat(post("/cursor", "{}").header("Syncer-Cursor")).isEqualTo("c7");
    assertThat(post("/echo", "{}").header("Syncer-Cursor")).isNull();
  }

  @Test
  void answer_withoutBody_has204() {
    WireResponse response = post("/empty", "{}");

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("Content-Type")).isNull();
  }

  @Test
  void answer_thatSendsAway_saysWhenToComeBack() {
    WireResponse response = post("/busy", "{}");

    assertJson(response, 503);
    assertThat(response.header("Retry-After")).isEqualTo("1");
  }

  /** A call that is refused for the moment is an answer, and so has status 200. */
  @Test
  void answerToACall_thatShallComeAgain_saysWhen() {
    WireResponse response = post("/later", "{}");

    assertJson(response, 200);
    assertThat(response.header("Retry-After")).isEqualTo("1");
    assertThat(post("/cursor", "{}").header("Retry-After")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/jsonrpc", "/web/session/authenticate", "/longpolling/poll"})
  void get_ofARoute_isNotAllowedAndRunsNothing(String path) {
    WireResponse response = request("GET " + path);

    assertJson(response, 405);
    assertThat(response.header("Allow")).isEqualTo("POST");
    assertThat(server.endpoint.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "BREW"})
  void otherMethod_isNotAllowed(String method) {
    assertJson(request(method + " /echo"), 405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "null", "http://127.0.0.1:1", "https://app.example.com.x"})
  void post_fromAForeignOrigin_isRefused(String origin) {
    WireResponse response = post("/echo", "{}", "Origin: " + origin);

    assertJson(response, 403);
    assertThat(server.endpoint.calls).isEmpty();
    assertThat(response.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void post_fromTheOwnOrigin_isTaken() {
    int port = server.address().getPort();

    assertThat(post("/echo", "{}", "Origin: " + server.address()).status()).isEqualTo(200);
    assertThat(post("/echo", "{}", "Origin: http://localhost:" + port).status()).isEqualTo(200);
  }

  @Test
  void post_fromAnAllowedOrigin_isTakenAndReadable() {
    WireResponse response = post("/echo", "{}", "Origin: https://app.example.com");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
    assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(response.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void preflight_ofAnAllowedOrigin_isAnswered() {
    WireResponse response = request("OPTIONS /echo", "Origin: https://app.example.com");

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("POST");
    assertThat(request("OPTIONS /echo", "Origin: https://evil.example").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1", "localhost:1"})
  void request_toAForeignHost_isRefused(String host) {
    try (WireSocket socket = server.connect()) {
      socket.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

      assertJson(socket.response(), 403);
    }
  }

  @Test
  void health_isAnsweredToAnyHost() {
    try (WireSocket socket = server.connect()) {
      socket.send("GET /syncer/health HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n");
      WireResponse response = socket.response();

      assertJson(response, 200);
      assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @Test
  void info_tellsProtocolAndNode() {
    WireResponse response = request("GET /syncer/info");

    assertJson(response, 200);
    assertThat(response.body())
        .isEqualTo("{\"protocol\":\"syncer.v1\",\"node\":\"n\\\"1\",\"heartbeat_ms\":25000}");
  }

  @Test
  void session_thatBegins_setsACookieThatScriptsCannotRead() {
    assertThat(post("/login", "{}").header("Set-Cookie"))
        .isEqualTo("syncer_session=fresh; Path=/; HttpOnly; SameSite=Lax");
    assertThat(post("/logout", "{}").header("Set-Cookie"))
        .isEqualTo("syncer_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    assertThat(post("/echo", "{}").header("Set-Cookie")).isNull();
  }

  @Test
  void token_comesFromTheBearerOrElseFromTheCookie() {
    post("/echo", "{}", "Cookie: a=b; syncer_session=t1; c=d");
    post("/echo", "{}", "Cookie: syncer_session=t1", "Authorization: bearer t2");
    post("/echo", "{}", "Cookie: other_syncer_session=t1");

    assertThat(server.endpoint.callers)
        .extracting(caller -> caller.sessionToken())
        .containsExactly("t1", "t2", null);
  }

  @Test
  void page_ofAJar_isServed() {
    WireResponse index = request("GET /");
    WireResponse script = request("GET /sub/b.js");

    assertThat(index.status()).isEqualTo(200);
    assertThat(index.body()).contains("<title>jar</title>");
    assertThat(index.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(index.header("Content-Security-Policy")).startsWith("default-src 'self';");
    assertThat(index.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(index.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(index.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(script.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(request("GET /sub/a.css").header("Content-Type"))
        .isEqualTo("text/css; charset=utf-8");
  }

  @Test
  void page_ofTheApplication_isServed() {
    assertThat(request("GET /page.html").body()).contains("<title>site</title>");
  }

  @Test
  void page_askedForByHead_hasNoBody() {
    try (WireSocket socket = server.connect()) {
      socket.request("HEAD /sub/a.css").request("GET /syncer/health");

      // The answer to HEAD announces a length and sends nothing: the next answer follows at once.
      WireResponse head = socket.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("7");
      assertThat(socket.response().body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @Test
  void page_thatIsKnown_isNotSentAgain() {
    String tag = request("GET /sub/a.css").header("ETag");

    assertThat(request("GET /sub/a.css", "If-None-Match: " + tag).status()).isEqualTo(304);
    assertThat(request("GET /sub/a.css", "If-None-Match: \"x\"").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none.html",
        "/sub",
        "/sub/",
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/.hidden.txt",
        "/sub/./a.css",
        "/sub%00/a.css",
        "/dev/syncer/transport/undertow/HttpTest.class"
      })
  void page_thatIsNotThere_isNotFound(String path) {
    WireResponse response = request("GET " + path);

    assertThat(response.status()).isIn(400, 404);
    assertThat(response.body()).doesNotContain("secret").doesNotContain("hidden");
  }

  @Test
  void secret_thatIsAskedForByItsOwnPath_isOnTheClassPath() {
    // The control of the test above: the file it must not reach is there.
    assertThat(HttpTest.class.getResource("/META-INF/secret.txt")).isNotNull();
    assertThat(HttpTest.class.getResource("/META-INF/resources/.hidden.txt")).isNotNull();
  }

  @Test
  void head_ofMoreThan16KiB_isRefused() {
    assertThat(request("GET /sub/a.css", "X-Long: " + "x".repeat(15_000)).status()).isEqualTo(200);
    assertThat(request("GET /sub/a.css", "X-Long: " + "x".repeat(17_000)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
        "POST /e cho HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n"
      })
  void head_thatIsNoHttp_isRefusedAndNobodyElseIsHarmed(String head) {
    try (WireSocket socket = server.connect()) {
      socket.send(head);

      WireResponse response = socket.response();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEmpty();
      assertThat(socket.isClosed()).isTrue();
      assertThat(server.endpoint.calls).isEmpty();
      assertThat(post("/echo", "{}").status()).isEqualTo(200);
    }
  }

  @Test
  void start_onATakenPort_saysSo() {
    int port = server.address().getPort();

    assertThatThrownBy(() -> new ScriptedServer(HttpOptions.builder().port(port)))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "SYNC-1201: port "
                + port
                + " on 127.0.0.1 is taken by another program. Stop it, or choose another port"
                + " (0 takes any free one). See docs/errors.md#SYNC-1201");
  }

  @Test
  void start_onAForeignAddress_saysSo() {
    assertThatThrownBy(() -> new ScriptedServer(HttpOptions.builder().host("192.0.2.1").port(8080)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("port 8080 on 192.0.2.1 cannot be listened on");
  }

  /** Again and again, since it is the moment of the stop in which requests could get lost. */
  @RepeatedTest(20)
  void stop_withARunningCall_answersItAndRefusesOthers() {
    try (WireSocket running = server.connect();
        WireSocket idle = server.connect()) {
      running.post("/wait", "{}");
      await().until(() -> server.endpoint.calls.contains("/wait"));
      assertThat(idle.post("/echo", "{}").response().status()).isEqualTo(200);
      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(() -> server.transport.stop(Duration.ofSeconds(10)));
      WireResponse late = idle.post("/echo", "{}").response();
      while (late.status() == 200) {
        late = idle.post("/echo", "{}").response();
      }

      assertJson(late, 503);
      assertThat(late.header("Retry-After")).isEqualTo("1");
      assertThat(stopping).isNotDone();
      server.endpoint.waiting.complete(server.endpoint.refusal(200, 0, "done"));
      assertJson(running.response(), 200);
      assertThat(stopping).succeedsWithin(Duration.ofSeconds(5));
      URI address = server.address();
      assertThatThrownBy(() -> WireSocket.connect(address)).hasMessageContaining("refused");
    }
  }

  /** Its I/O thread takes no more timers, and a request to be refused needs one. */
  @Test
  void request_thatArrivesWhileTheThreadsEnd_isRefusedAllTheSame() throws IOException {
    HttpListener listener = new HttpListener(HttpOptions.builder().port(0).build());
    HttpHandler refusing =
        exchange -> {
          CompletableFuture.runAsync(listener::close);
          await().until(() -> hasEnded(exchange.getIoThread()));
          RequestBody.cut(exchange, Duration.ofSeconds(30));
          exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
          exchange.getResponseSender().send("stopping");
        };
    listener.serve(refusing, new byte[0]);

    try (WireSocket socket =
        WireSocket.connect(URI.create("http://127.0.0.1:" + listener.port()))) {
      socket.request("POST /echo", "Content-Type: application/json", "Content-Length: 2");

      assertThat(socket.response().status()).isEqualTo(503);
    }
  }

  private static boolean hasEnded(XnioIoThread thread) {
    try {
      thread.execute(() -> {});
      return false;
    } catch (RejectedExecutionException e) {
      return true;
    }
  }
}
