package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.PollAnswer;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What streams and polls look like on the wire, and what becomes of their connections. */
class EventStreamTest {
  private static final String EVENTS = "GET /syncer/events?channel=demo:a";

  private ScriptedServer server;
  private WireSocket socket;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            HttpOptions.builder()
                .port(0)
                .allowOrigin("https://app.example.com")
                .closeTimeout(Duration.ofMillis(300)));
    socket = server.connect();
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Frame commit(String cursor, String params) {
    return Frame.commit(cursor, List.of(), true, bytes(params));
  }

  private ScriptedSessions.Stream open(String... headers) throws InterruptedException {
    socket.request(EVENTS, headers);
    return server.sessions.nextStream();
  }

  /** The next so many lines of the body. */
  private List<String> lines(WireResponse head, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(socket.bodyLine(head));
    }
    return lines;
  }

  @Test
  void stream_tellsEventsWithTheirIds() throws Exception {
    ScriptedSessions.Stream stream = open();
    stream.outlet.begin(bytes("{\"a\":1}"), "c1");
    stream.outlet.event(commit("c2", "{\"b\":2}"), "c2");
    stream.outlet.event(commit("c3", "{\"c\":3}"), "");
    stream.outlet.event(commit("c3", "{\"d\":4}"), "c3,c1");

    WireResponse head = socket.head();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(head.header("Cache-Control")).isEqualTo("no-store");
    assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(lines(head, 1).get(0)).matches("retry: \\d+");
    assertThat(lines(head, 4))
        .containsExactly("event: subscribed", "id: c1", "data: {\"a\":1}", "");
    assertThat(lines(head, 4)).containsExactly("event: commit", "id: c2", "data: {\"b\":2}", "");
    assertThat(lines(head, 3)).containsExactly("event: commit", "data: {\"c\":3}", "");
    assertThat(lines(head, 4)).containsExactly("event: commit", "id: c3,c1", "data: {\"d\":4}", "");
  }

  @Test
  void frame_thatManyGet_isEncodedOnceForAll() {
    ServerSentEvents one = new ServerSentEvents();
    ServerSentEvents other = new ServerSentEvents();
    Frame frame = commit("c2", "{}");

    java.nio.ByteBuffer first = one.event(frame, "c2").get(0);
    java.nio.ByteBuffer second = other.event(frame, "c2").get(0);

    // A byte that is changed through one is seen through the other: they are the same memory.
    first.put(0, (byte) 'X');
    assertThat(second.get(0)).isEqualTo((byte) 'X');
    assertThat(new ServerSentEvents().event(frame, "").get(0).get(0)).isEqualTo((byte) 'e');
  }

  @Test
  void silence_isFilledWithComments() throws Exception {
    ScriptedSessions.Stream stream = open();
    stream.outlet.begin(bytes("{}"), "");
    WireResponse head = socket.head();
    lines(head, 4);
    await().until(() -> stream.outlet.pendingBytes() == 0);

    stream.outlet.beat();

    assertThat(lines(head, 2)).containsExactly(":", "");
  }

  @Test
  void request_isHandedOn() throws Exception {
    socket.request(
        "GET /syncer/events?channel=demo:a&channel=demo:b&filter=%5B%5D&filter=&snapshot=1",
        "Last-Event-ID: c1,c2", "Authorization: Bearer t");

    ScriptedSessions.Stream stream = server.sessions.nextStream();

    assertThat(stream.query.get("channel")).containsExactly("demo:a", "demo:b");
    assertThat(stream.query.get("filter")).containsExactly("[]", "");
    assertThat(stream.query.get("snapshot")).containsExactly("1");
    assertThat(stream.lastPlace).isEqualTo("c1,c2");
    assertThat(stream.caller.sessionToken()).isEqualTo("t");
  }

  @ParameterizedTest
  @CsvSource({
    "'Origin: {own}', true",
    "'Sec-Fetch-Site: same-origin', true",
    "'Sec-Fetch-Site: same-site', false",
    "'Sec-Fetch-Site: cross-site', false",
    "'Sec-Fetch-Site: none', false",
    "'Referer: {own}/board', true",
    "'Referer: {own}.evil.example/', false",
    "'Referer: https://evil.example/', false",
    "'Accept: */*', false"
  })
  void cookie_countsWhereAPageOfOursSendsIt(String header, boolean counts) throws Exception {
    String own = "http://" + server.address().getAuthority();

    ScriptedSessions.Stream stream = open("Cookie: syncer_session=t", header.replace("{own}", own));

    assertThat(stream.caller.sessionToken()).isEqualTo(counts ? "t" : null);
  }

  @Test
  void page_ofAnAllowedOrigin_mayReadTheAnswer() throws Exception {
    ScriptedSessions.Stream stream = open("Origin: https://app.example.com");
    stream.outlet.begin(bytes("{}"), "");

    WireResponse head = socket.head();

    assertThat(head.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
    assertThat(head.header("Access-Control-Allow-Credentials")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST"})
  void stream_isAskedForWithGet(String method) throws Exception {
    socket.request(
        method + " /syncer/events?channel=demo:a",
        "Content-Type: application/json",
        "Content-Length: 0");

    int status = method.equals("HEAD") ? socket.head().status() : socket.response().status();

    assertThat(status).isIn(405, 200);
    assertThat(server.sessions.streams()).isZero();
  }

  @Test
  void stream_thatIsRefused_isAnsweredInJson() throws Exception {
    ScriptedSessions.Stream stream = open();
    stream.outlet.refuse(
        new RpcResponse(401, bytes("{\"no\":1}"), null, SessionChange.UNCHANGED, null));

    WireResponse response = socket.response();

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"no\":1}");
    await().until(() -> stream.closings.get() == 1);
  }

  @Test
  void end_saysWhy_andEndsTheConnection() throws Exception {
    ScriptedSessions.Stream stream = open();
    stream.outlet.begin(bytes("{}"), "");
    stream.outlet.close(CloseCode.RESTART, "this node is stopping");
    stream.outlet.event(commit("c2", "{}"), "c2");

    WireResponse head = socket.head();
    lines(head, 4);

    assertThat(lines(head, 1).get(0)).matches("retry: \\d+");
    assertThat(lines(head, 3))
        .containsExactly(
            "event: close", "data: {\"code\":1012,\"reason\":\"this node is stopping\"}", "");
    assertThat(socket.isClosed()).isTrue();
    await().until(() -> stream.closings.get() > 0);
  }

  @Test
  void peer_thatGoes_isNoticedAtOnce() throws Exception {
    ScriptedSessions.Stream before = open();
    socket.close();
    await().until(() -> before.closings.get() == 1);

    socket = server.connect();
    ScriptedSessions.Stream during = open();
    during.outlet.begin(bytes("{}"), "");
    socket.head();
    socket.close();

    await().until(() -> during.closings.get() == 1);
  }

  @Test
  void peer_thatDoesNotRead_isServedAgainWhenItDoes() throws Exception {
    socket.close();
    socket = WireSocket.connect(server.address(), 4096);
    ScriptedSessions.Stream stream = open();
    stream.outlet.begin(bytes("{}"), "");
    String large = "{\"x\":\"" + "x".repeat(100_000) + "\"}";
    int count = 0;
    for (; stream.outlet.pendingBytes() < 1_000_000; count++) {
      stream.outlet.event(commit("c" + count, large), "c" + count);
    }

    int before = stream.drains.get();
    WireResponse head = socket.head();
    List<String> lines = lines(head, 4 + 4 * count);

    assertThat(lines.get(lines.size() - 3)).isEqualTo("id: c" + (count - 1));
    await().until(() -> stream.drains.get() > before);
  }

  @Test
  void peer_thatNeverReads_isCutInTheEnd() throws Exception {
    socket.close();
    socket = WireSocket.connect(server.address(), 4096);
    ScriptedSessions.Stream stream = open();
    stream.outlet.begin(bytes("{}"), "");
    String large = "{\"x\":\"" + "x".repeat(100_000) + "\"}";

    // As much as the buffers on the way take, and more.
    await()
        .until(
            () -> {
              while (stream.outlet.pendingBytes() < 1_000_000 && stream.closings.get() == 0) {
                stream.outlet.event(commit("c", large), "c");
              }
              stream.outlet.pass();
              return stream.closings.get() > 0;
            });
  }

  @Test
  void poll_isOneAnswer_andTheConnectionStays() throws Exception {
    socket.post("/syncer/poll", "{\"p\":1}");
    ScriptedSessions.Stream stream = server.sessions.nextStream();
    assertThat(stream.body).isEqualTo("{\"p\":1}");
    stream.outlet.begin(bytes("{\"result\":{\"events\":["), "c1");
    stream.outlet.event(commit("c2", "{\"b\":2}"), "c2");
    stream.outlet.event(commit("c3", "{\"c\":3}"), "c3");
    stream.outlet.close(CloseCode.NORMAL, "");

    assertThat(socket.response().body())
        .isEqualTo(
            "{\"result\":{\"events\":[{\"event\":\"commit\",\"data\":{\"b\":2}},"
                + "{\"event\":\"commit\",\"data\":{\"c\":3}}],\"cursor\":\"c3\"}}");
    assertThat(socket.request("GET /syncer/health").response().status()).isEqualTo(200);
    await().until(() -> stream.closings.get() > 0);
  }

  @Test
  void poll_thatCannotEndWell_isCut() throws Exception {
    socket.post("/syncer/poll", "{}");
    ScriptedSessions.Stream stream = server.sessions.nextStream();
    stream.outlet.begin(bytes("{\"result\":{\"events\":["), "c1");
    stream.outlet.close(CloseCode.RESTART, "in the middle of a snapshot");

    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void request_behindAPollThatWaits_isAnsweredAfterIt() throws Exception {
    socket.post("/longpolling/poll", "{}");
    ScriptedSessions.Stream poll = server.sessions.nextStream();
    socket.request("GET /syncer/health");

    poll.answer.accept(
        new PollAnswer(
            new RpcResponse(200, bytes("[]"), "c7", SessionChange.UNCHANGED, null), "ahead"));

    WireResponse response = socket.response();
    assertThat(response.body()).isEqualTo("[]");
    assertThat(response.header("Syncer-Cursor")).isEqualTo("c7");
    assertThat(response.header("Syncer-Reset")).isEqualTo("ahead");
    assertThat(socket.response().body()).contains("ok");
  }

  @Test
  void poll_ofOneWhoGoes_isEnded() throws Exception {
    socket.post("/longpolling/poll", "{}");
    ScriptedSessions.Stream poll = server.sessions.nextStream();

    socket.close();

    await().until(() -> poll.closings.get() > 0);
  }
}
