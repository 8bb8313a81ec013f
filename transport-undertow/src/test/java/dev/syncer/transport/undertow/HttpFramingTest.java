package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that two readers could understand differently, and bodies that nobody wants. */
class HttpFramingTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final String JSON = "Content-Type: application/json";

  private ScriptedServer server;

  @BeforeEach
  void start() {
    server = new ScriptedServer(HttpOptions.builder().port(0).bodyTimeout(SOON));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String host() {
    return "Host: " + server.address().getAuthority();
  }

  /** Sends it, with a request behind it that must not be answered, and reads to the end. */
  private WireResponse refused(String head, String body) {
    try (WireSocket socket = server.connect()) {
      socket.send(head + "\r\n" + body + "GET /syncer/health HTTP/1.1\r\n" + host() + "\r\n\r\n");
      WireResponse response = socket.response();
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(socket.isClosed()).isTrue();
      return response;
    }
  }

  private String post(String version, String... headers) {
    return "POST /echo HTTP/"
        + version
        + "\r\n"
        + host()
        + "\r\n"
        + JSON
        + "\r\n"
        + String.join("", List.of(headers).stream().map(each -> each + "\r\n").toList());
  }

  @Test
  void transferEncoding_chunked_isRead_W4() {
    try (WireSocket socket = server.connect()) {
      socket.send(post("1.1", "Transfer-Encoding: Chunked") + "\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n");
      assertThat(socket.response().body()).isEqualTo("[1]");

      socket.post("/echo", "[2]");
      assertThat(socket.response().body()).isEqualTo("[2]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "nonsense",
        "",
        "identity",
        "chunked, identity",
        "gzip, chunked",
        "chunked, chunked",
        "chunked,",
        "chunked;q=1",
        "\"chunked\"",
        "\u000bchunked",
        "\tchunked",
        "chunked\r\nTransfer-Encoding: chunked",
        "chunked\r\nTransfer-Encoding: identity",
        "chunked\r\nContent-Length: 3"
      })
  void transferEncoding_thatIsNotExactlyChunked_isRefused_W4(String encoding) {
    WireResponse response =
        refused(post("1.1", "Transfer-Encoding: " + encoding), "3\r\n[1]\r\n0\r\n\r\n");

    assertThat(response.status()).isEqualTo(400);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @Test
  void transferEncoding_overHttp10_isRefused_W4() {
    WireResponse response =
        refused(
            post("1.0", "Transfer-Encoding: chunked", "Connection: keep-alive"),
            "3\r\n[1]\r\n0\r\n\r\n");

    assertThat(response.status()).isEqualTo(400);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+3",
        "-3",
        "3, 3",
        "3 3",
        "0x3",
        "3.0",
        "",
        "99999999999999999999",
        "3\r\nContent-Length: 3",
        "3\r\nContent-Length: 5",
      })
  void contentLength_thatIsNotOneNumber_isRefused_W4(String length) {
    WireResponse response = refused(post("1.1", "Content-Length: " + length), "[1]");

    assertThat(response.status()).isEqualTo(400);
    assertThat(server.endpoint.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://%1$s\r\nOrigin: https://evil.example",
        "Content-Type: text/plain",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
        "Referer: http://%1$s/\r\nReferer: https://evil.example/",
        "Host: evil.example",
        "Authorization: Bearer a\r\nAuthorization: Bearer b",
        "Cookie: syncer_session=a; syncer_session=b",
        "Cookie: syncer_session=a\r\nCookie: x=1; syncer_session=b",
        "Content-Encoding: identity\r\nContent-Encoding: gzip"
      })
  void header_thatHasOneValue_givenTwice_isRefused_W5(String twice) {
    String headers = twice.formatted(server.address().getAuthority());

    WireResponse response = refused(post("1.1", "Content-Length: 3", headers), "[1]");

    assertThat(response.status()).isEqualTo(400);
    // Of two hosts Undertow speaks by itself, without words.
    assertThat(response.body()).containsAnyOf("more than once", "");
    assertThat(server.endpoint.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/syncer/websocket", "/syncer/events?channel=demo:test.task"})
  void connection_thatStaysOpen_withTwoOrigins_isRefused_W5(String path) {
    String own = "Origin: http://" + server.address().getAuthority();
    try (WireSocket socket = server.connect()) {
      socket.request(
          "GET " + path,
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Protocol: syncer.v1",
          own,
          "Origin: https://evil.example");

      assertThat(socket.response().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9", "1.2", "1.9", "2.0", "3.7"})
  void version_thatIsNotSpoken_isRefused_W6(String version) {
    WireResponse response =
        refused("GET /syncer/info HTTP/" + version + "\r\n" + host() + "\r\n", "");

    // Of 2.0 Undertow speaks by itself, without words.
    assertThat(response.status()).isEqualTo(version.equals("2.0") ? 400 : 505);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /syncer/info HTTP/1.1\r\nHost: %1$s\nX: y\r\n",
        "GET /syncer/info HTTP/1.1\r\nHost: %1$s\r\nX : y\r\n",
        "GET /syncer/info HTTP/1.1\r\nHost: %1$s\r\nX: y\r\n folded: z\r\n",
        "GET  /syncer/info HTTP/1.1\r\nHost: %1$s\r\n",
        "GET\t/syncer/info HTTP/1.1\r\nHost: %1$s\r\n",
        "GET /syncer/info HTTP/1.1 \r\nHost: %1$s\r\n",
        "GET /syncer/info HTTP/01.1\r\nHost: %1$s\r\n"
      })
  void head_thatBreaksItsForm_isRefused_W4(String head) {
    WireResponse response = refused(head.formatted(server.address().getAuthority()), "");

    assertThat(response.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "7fffffff,413",
    "fffffffff,413",
    "101,413",
    "ffffffffffffffff,400",
    "-1,400",
    "0x3,400",
    "'3 ',400"
  })
  void chunk_thatIsTooLongOrNone_isRefusedAtOnce_W12(String size, int status) {
    try (ScriptedServer small =
            new ScriptedServer(
                HttpOptions.builder().port(0), Limits.builder().body(0x100).build());
        WireSocket socket = small.connect()) {
      socket.request("POST /echo", JSON, "Transfer-Encoding: chunked");
      socket.send(size + "\r\n[");

      assertThat(socket.response().status()).isEqualTo(status);
      assertThat(small.endpoint.calls).isEmpty();
    }
  }

  @Test
  void requests_inOnePiece_withBodiesOfBothKinds_areAnsweredInOrder() {
    String chunked =
        post("1.1", "Transfer-Encoding: chunked")
            + "\r\n1;x=y\r\n[\r\n3\r\n\n1]\r\n0\r\nX: y\r\n\r\n";
    String counted = post("1.1", "Content-Length: 3") + "\r\n[2]";
    try (WireSocket socket = server.connect()) {
      socket.send(chunked + counted + chunked + counted);

      for (int i = 0; i < 2; i++) {
        assertThat(socket.response().body()).isEqualTo("[\n1]");
        assertThat(socket.response().body()).isEqualTo("[2]");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Keep-Alive,keep-alive", "close,close", "x,close"})
  void http10_isToldWhetherTheConnectionStays_W23(String asked, String told) {
    try (WireSocket socket = server.connect()) {
      String request =
          "GET /syncer/info HTTP/1.0\r\n" + host() + "\r\nConnection: " + asked + "\r\n\r\n";
      socket.send(request);
      WireResponse response = socket.response();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Connection")).isEqualTo(told);
      if (told.equals("close")) {
        assertThat(socket.isClosed()).isTrue();
      } else {
        socket.send(request);
        assertThat(socket.response().status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /syncer/health,200",
    "HEAD /syncer/health,200",
    "GET /syncer/info,200",
    "GET /nowhere.html,404",
    "GET /echo,405",
    "OPTIONS /echo,403",
    "DELETE /echo,405",
    "GET /syncer/events?channel=demo:test.task,405"
  })
  void request_whoseBodyNobodyWants_isAnsweredAndCut_P18(String start, int status) {
    try (WireSocket socket = server.connect()) {
      socket.request(start, "Content-Length: 1000000");
      socket.send("x");
      WireResponse response = socket.head();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void connections_thatDripABody_giveTheirPlacesBack_P18() {
    try (ScriptedServer few =
        new ScriptedServer(
            HttpOptions.builder().port(0).connectionsPerAddress(5).bodyTimeout(SOON))) {
      List<WireSocket> dripping = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        WireSocket socket = few.connect();
        dripping.add(socket);
        socket.request("GET /syncer/health", "Content-Length: 1000000").send("x");
        assertThat(socket.response().status()).isEqualTo(200);
      }
      dripping.forEach(socket -> assertThat(socket.isClosed()).isTrue());

      await()
          .untilAsserted(
              () -> {
                try (WireSocket next = few.connect()) {
                  assertThat(next.request("GET /syncer/health").response().status()).isEqualTo(200);
                }
              });
      dripping.forEach(WireSocket::close);
    }
  }

  @Test
  void connection_thatSaysNothing_isClosed_P18() {
    try (ScriptedServer hurried =
            new ScriptedServer(HttpOptions.builder().port(0).headTimeout(SOON));
        WireSocket mute = hurried.connect();
        WireSocket kept = hurried.connect()) {
      kept.request("GET /syncer/health").response();

      assertThat(mute.isClosed()).isTrue();
      // The control: between two requests a connection may wait for longer.
      assertThat(kept.request("GET /syncer/health").response().status()).isEqualTo(200);
    }
  }
}
