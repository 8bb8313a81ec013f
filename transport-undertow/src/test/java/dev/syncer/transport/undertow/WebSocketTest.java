package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireFrame;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
  private static final int MAX_MESSAGE = 70_000;
  private static final byte[] NOTHING = {};

  private ScriptedServer server;
  private WireSocket socket;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            HttpOptions.builder().port(0).closeTimeout(Duration.ofMillis(300)),
            Limits.builder().message(MAX_MESSAGE).build());
    socket = server.connect();
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  private ScriptedSessions.Session open() throws InterruptedException {
    assertThat(socket.upgrade().status()).isEqualTo(101);
    return server.sessions.next();
  }

  private static Frame commit(String params) {
    return Frame.commit("", List.of(), true, params.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void handshake_offeringTheProtocol_isAccepted() throws Exception {
    WireResponse response =
        socket.upgrade("Origin: " + server.address(), "Cookie: syncer_session=t");

    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("syncer.v1");
    assertThat(server.sessions.next().caller.sessionToken()).isEqualTo("t");
  }

  @Test
  void handshake_withoutOrigin_usesNoCookieButABearer() throws Exception {
    try (WireSocket other = server.connect()) {
      socket.upgrade("Cookie: syncer_session=t");
      Caller withCookie = server.sessions.next().caller; // a session may open after the answer
      other.upgrade("Cookie: syncer_session=t", "Authorization: Bearer b");
      Caller withBearer = server.sessions.next().caller;

      assertThat(withCookie.sessionToken()).isNull();
      assertThat(withBearer.sessionToken()).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1"})
  void handshake_fromAForeignOrigin_isRefused(String origin) {
    WireResponse response = socket.upgrade("Origin: " + origin, "Cookie: syncer_session=t");

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(server.sessions.opened).isEmpty();
  }

  @Test
  void handshake_toAForeignHost_isRefused() {
    socket.send(
        "GET /syncer/websocket HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: syncer.v1\r\n\r\n");

    assertThat(socket.response().status()).isEqualTo(403);
    assertThat(server.sessions.opened).isEmpty();
  }

  static Stream<Arguments> badHandshakes() {
    String upgrade = "Upgrade: websocket";
    String connection = "Connection: Upgrade";
    String version = "Sec-WebSocket-Version: 13";
    String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    String protocol = "Sec-WebSocket-Protocol: syncer.v1";
    return Stream.of(
        Arguments.of(400, List.of()),
        Arguments.of(400, List.of(connection, version, key, protocol)),
        Arguments.of(400, List.of(upgrade, version, key, protocol)),
        Arguments.of(400, List.of(upgrade, connection, version, protocol)),
        Arguments.of(101, List.of(upgrade, connection, version, key)), // W27
        Arguments.of(400, List.of(upgrade, connection, version, key, protocol + "1")),
        Arguments.of(400, List.of(upgrade, connection, version, "Sec-WebSocket-Key: x", protocol)),
        Arguments.of(426, List.of(upgrade, connection, key, protocol)),
        Arguments.of(101, List.of(upgrade, connection, version, key, protocol)));
  }

  @ParameterizedTest
  @MethodSource("badHandshakes")
  void handshake_missingSomething_isRefused(int status, List<String> headers) {
    WireResponse response =
        socket.request("GET /syncer/websocket", headers.toArray(new String[0])).response();

    assertThat(response.status()).isEqualTo(status);
  }

  /** W27: libraries that cannot offer a subprotocol would refuse an answer that names one. */
  @Test
  void handshake_withoutAnOffer_isAcceptedWithoutOne_W27() throws Exception {
    WireResponse response =
        socket
            .request(
                "GET /syncer/websocket",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .response();
    socket.text("hello");

    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Sec-WebSocket-Protocol")).isNull();
    assertThat(socket.frame().text()).isEqualTo("hello");
  }

  @Test
  void message_isHandedOn_andItsAnswerSent() throws Exception {
    ScriptedSessions.Session session = open();

    socket.text("hällo");

    assertThat(socket.frame()).isEqualTo(new WireFrame(0x81, "hällo", 0));
    assertThat(session.messages).containsExactly("hällo");
  }

  @Test
  void message_thatComesWithTheHandshake_isNotLost() throws Exception {
    String head =
        "GET /syncer/websocket HTTP/1.1\r\nHost: "
            + server.address().getAuthority()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: syncer.v1\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] frame = WireSocket.masked(0x81, "early".getBytes(StandardCharsets.UTF_8));
    byte[] both = new byte[start.length + frame.length];
    System.arraycopy(start, 0, both, 0, start.length);
    System.arraycopy(frame, 0, both, start.length, frame.length);

    socket.send(both);

    assertThat(socket.response().status()).isEqualTo(101);
    assertThat(socket.frame().text()).isEqualTo("early");
  }

  @Test
  void message_inFragmentsAroundAPing_isWhole() throws Exception {
    ScriptedSessions.Session session = open();

    byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
    socket.frame(0x01, new byte[] {euro[0]});
    socket.frame(0x89, "p".getBytes(StandardCharsets.UTF_8));
    socket.frame(0x00, new byte[] {euro[1]});
    socket.frame(0x80, new byte[] {euro[2]});

    assertThat(socket.frame()).isEqualTo(new WireFrame(0x8A, "p", 0));
    assertThat(socket.frame().text()).isEqualTo("€");
    assertThat(session.messages).containsExactly("€");
  }

  @Test
  void message_byteByByte_isWhole() throws Exception {
    open();

    for (byte one : WireSocket.masked(0x81, "x".repeat(300).getBytes(StandardCharsets.UTF_8))) {
      socket.send(new byte[] {one});
    }

    assertThat(socket.frame().text()).isEqualTo("x".repeat(300));
  }

  @Test
  void messages_manyAtOnce_areAnsweredInOrder() throws Exception {
    open();

    for (int i = 0; i < 2000; i++) {
      socket.text("m" + i);
    }

    for (int i = 0; i < 2000; i++) {
      assertThat(socket.frame().text()).isEqualTo("m" + i);
    }
  }

  @Test
  void message_ofTheLargestSize_isTaken() throws Exception {
    open();

    socket.text("x".repeat(MAX_MESSAGE));

    assertThat(socket.frame().text()).hasSize(MAX_MESSAGE);
  }

  static Stream<Arguments> faults() {
    byte[] x = {'x'};
    return Stream.of(
        fault("a byte too much", 1009, s -> s.frame(0x81, new byte[MAX_MESSAGE + 1])),
        fault(
            "a promise of too much",
            1009,
            s -> s.send(WireSocket.head(0x81, 1L << 40, true)).send(new byte[4])),
        fault(
            "too much in fragments",
            1009,
            s -> s.frame(0x01, new byte[MAX_MESSAGE]).frame(0x80, x)),
        fault("endless empty fragments", 1009, WebSocketTest::endless),
        fault("binary", 1003, s -> s.frame(0x82, x)),
        fault("not masked", 1002, s -> s.send(new byte[] {(byte) 0x81, 1, 'x'})),
        fault("a reserved bit", 1002, s -> s.frame(0xC1, x)),
        fault("an unknown opcode", 1002, s -> s.frame(0x83, x)),
        fault("an unknown control", 1002, s -> s.frame(0x8B, x)),
        fault("a continuation of nothing", 1002, s -> s.frame(0x80, x)),
        fault("a message in a message", 1002, s -> s.frame(0x01, x).frame(0x81, x)),
        fault("a ping in pieces", 1002, s -> s.frame(0x09, x)),
        fault("a long ping", 1002, s -> s.frame(0x89, new byte[126])),
        fault(
            "a long form of a short length",
            1002,
            s -> s.send(new byte[] {(byte) 0x81, (byte) 0xFE, 0, 1, 0, 0, 0, 0, 'x'})),
        fault(
            "a negative length",
            1002,
            s ->
                s.send(
                    new byte[] {
                      (byte) 0x81, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0
                    })),
        fault("half a close code", 1002, s -> s.frame(0x88, x)),
        fault("close code 999", 1002, s -> s.closeFrame(999)),
        fault("close code 1004", 1002, s -> s.closeFrame(1004)),
        fault("close code 1005", 1002, s -> s.closeFrame(1005)),
        fault("close code 1006", 1002, s -> s.closeFrame(1006)),
        fault("close code 1015", 1002, s -> s.closeFrame(1015)),
        fault("close code 2999", 1002, s -> s.closeFrame(2999)),
        fault("close code 5000", 1002, s -> s.closeFrame(5000)),
        fault(
            "a reason that is no text", 1007, s -> s.frame(0x88, new byte[] {3, (byte) 0xE8, -1})),
        fault("half a character", 1007, s -> s.frame(0x81, new byte[] {(byte) 0xC3})),
        fault("an over-long form", 1007, s -> s.frame(0x01, new byte[] {(byte) 0xC0, (byte) 0x80})),
        fault(
            "a surrogate",
            1007,
            s -> s.frame(0x01, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})),
        fault(
            "beyond Unicode",
            1007,
            s -> s.frame(0x01, new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80})));
  }

  private static Arguments fault(String name, int code, Consumer<WireSocket> attack) {
    return Arguments.of(Named.of(name, attack), code);
  }

  private static void endless(WireSocket socket) {
    socket.frame(0x01, NOTHING);
    for (int i = 0; i < 4096; i++) {
      socket.frame(0x00, NOTHING);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_ofAClient_endsItsConnectionWithTheCode(Consumer<WireSocket> attack, int code)
      throws Exception {
    ScriptedSessions.Session session = open();

    attack.accept(socket);

    WireFrame end = socket.frame();
    assertThat(end.start()).isEqualTo(0x88);
    assertThat(end.closeCode()).isEqualTo(code);
    assertThat(socket.isClosed()).isTrue();
    await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
    assertThat(session.messages).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1011, 1014, 3000, 4999})
  void close_ofAClient_isAnswered(int code) throws Exception {
    ScriptedSessions.Session session = open();

    socket.closeFrame(code);

    assertThat(socket.frame().closeCode()).isEqualTo(code);
    assertThat(socket.isClosed()).isTrue();
    await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
  }

  @Test
  void close_ofAClientWithoutCode_isAnsweredLikewise() throws Exception {
    open();

    socket.frame(0x88, NOTHING);

    assertThat(socket.frame().closeCode()).isEqualTo(1005);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void close_ofTheServer_comesAfterWhatWasQueued() throws Exception {
    ScriptedSessions.Session session = open();

    for (int i = 0; i < 100; i++) {
      session.outlet.send(commit("{\"i\":" + i + "}"));
    }
    session.outlet.close(CloseCode.SESSION_ENDED, "ü".repeat(100));
    session.outlet.send(commit("{\"late\":true}"));

    for (int i = 0; i < 100; i++) {
      assertThat(socket.frame().text())
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"method\":\"syncer.commit\",\"params\":{\"i\":" + i + "}}");
    }
    WireFrame end = socket.frame();
    assertThat(end.closeCode()).isEqualTo(4409);
    assertThat(end.text()).isEqualTo("ü".repeat(61));
    socket.closeFrame(4409);
    assertThat(socket.isClosed()).isTrue();
    await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
  }

  @Test
  void close_thatThePeerDoesNotAnswer_isCut() throws Exception {
    ScriptedSessions.Session session = open();

    session.outlet.close(CloseCode.NORMAL, "");

    assertThat(socket.frame().closeCode()).isEqualTo(1000);
    assertThat(socket.isClosed()).isTrue();
    await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
  }

  @Test
  void connection_thatIsNotClosed_staysOpen() throws Exception {
    // The control of the tests above: without a close nobody cuts, however long it is silent.
    open();

    assertThat(socket.isClosedWithin(800)).isFalse();
  }

  @Test
  void disconnect_ofAClient_endsItsSession() throws Exception {
    ScriptedSessions.Session session = open();

    socket.close();

    await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
    session.outlet.send(commit("{}"));
    assertThat(session.outlet.pendingBytes()).isZero();
  }

  @Test
  void session_thatFails_endsItsOwnConnectionOnly() throws Exception {
    open();
    try (WireSocket other = server.connect()) {
      other.upgrade();

      socket.text("throw");

      assertThat(socket.frame().closeCode()).isEqualTo(1011);
      assertThat(other.text("on").frame().text()).isEqualTo("on");
    }
  }

  @Test
  void frame_toManyClients_reachesEachInOrder() throws Exception {
    List<WireSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sockets.add(server.connect());
      assertThat(sockets.get(i).upgrade().status()).isEqualTo(101);
      server.sessions.next();
    }

    for (int i = 0; i < 200; i++) {
      Frame frame = commit("" + i);
      server.sessions.opened.forEach(session -> session.outlet.send(frame));
    }

    for (WireSocket each : sockets) {
      for (int i = 0; i < 200; i++) {
        assertThat(each.frame().text()).endsWith(":" + i + "}");
      }
      each.close();
    }
  }

  @Test
  void frames_ofAllSizes_arriveWhole() throws Exception {
    ScriptedSessions.Session session = open();

    int[] sizes = {1, 60, 61, 62, 70, 16_384, 65_400, 65_480, 70_000, 300_000, 3_000_000};
    for (int size : sizes) {
      session.outlet.send(commit("1".repeat(size)));
    }

    for (int size : sizes) {
      assertThat(socket.frame().text())
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"method\":\"syncer.commit\",\"params\":"
                  + "1".repeat(size)
                  + "}");
    }
  }

  @Test
  void slowReader_getsAllOfItOnceItReads_andTheSessionIsTold() throws Exception {
    try (WireSocket slow = WireSocket.connect(server.address(), 4096)) {
      slow.upgrade();
      ScriptedSessions.Session session = server.sessions.next();
      String params = "1".repeat(1000);
      // 12 MB: more than the buffers of the system hold, less than what a connection is cut for.
      int sent = 12_000;
      for (int i = 0; i < sent; i++) {
        session.outlet.send(commit(i + params));
      }
      assertThat(session.outlet.pendingBytes())
          .isGreaterThan(ScriptedServer.SYNCER.outboundShare());
      int drains = session.drains.get();

      for (int i = 0; i < sent; i++) {
        assertThat(slow.frame().text()).contains(":" + i + params);
      }

      await().untilAsserted(() -> assertThat(session.drains.get()).isGreaterThan(drains));
      await().untilAsserted(() -> assertThat(session.outlet.pendingBytes()).isZero());
    }
  }

  @Test
  void slowReader_thatAsksOn_isNotReadPastABound() throws Exception {
    try (WireSocket slow = WireSocket.connect(server.address(), 4096)) {
      slow.upgrade();
      ScriptedSessions.Session session = server.sessions.next();
      long bound = 2L * ScriptedServer.SYNCER.outboundShare() + ScriptedServer.SYNCER.frameLimit();
      String message = "e".repeat(10_000);
      int asked = 3000;
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < asked; i++) {
                  slow.text(message);
                }
              });

      await().until(() -> session.outlet.pendingBytes() > bound);

      // What one read of the socket brings is still answered.
      assertThat(session.outlet.pendingBytes()).isLessThan(bound + 128 * 1024);
      for (int i = 0; i < asked; i++) {
        assertThat(slow.frame().text()).isEqualTo(message);
      }
      assertThat(asking).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void outlet_thatIsFilledWithoutEnd_isCut() throws Exception {
    try (WireSocket slow = WireSocket.connect(server.address(), 4096)) {
      slow.upgrade();
      ScriptedSessions.Session session = server.sessions.next();
      byte[] message = new byte[100_000];

      for (int i = 0; i < 1000 && session.closings.get() == 0; i++) {
        session.outlet.sendMessage(message);
      }

      await().untilAsserted(() -> assertThat(session.closings).hasValue(1));
      assertThat(session.outlet.pendingBytes()).isZero();
    }
  }

  @Test
  void stop_closesConnectionsWithRestart() throws Exception {
    ScriptedSessions.Session session = open();

    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(() -> server.transport.stop(Duration.ofSeconds(10)));
    WireFrame end = socket.frame();
    socket.closeFrame(end.closeCode());

    assertThat(end.closeCode()).isEqualTo(1012);
    assertThat(socket.isClosed()).isTrue();
    assertThat(stopping).succeedsWithin(Duration.ofSeconds(5));
    assertThat(session.closings).hasValue(1);
  }

  @Test
  void stop_withAClientThatDoesNotAnswer_endsItsSessionTooAtTheEnd() throws Exception {
    ScriptedSessions.Session session = open();

    server.transport.stop(Duration.ofMillis(50));

    assertThat(session.closings).hasValue(1);
  }
}
