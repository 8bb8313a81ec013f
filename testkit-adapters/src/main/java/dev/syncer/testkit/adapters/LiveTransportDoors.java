package dev.syncer.testkit.adapters;

import static dev.syncer.testkit.base.OwnThreads.OWN_THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Who gets in over each transport, how many, and how it ends. A transport's test extends it as it
 * does {@link TransportContract}.
 */
public abstract class LiveTransportDoors extends TransportFixture {
  private static final Map<String, Object> TASKS = Map.of("channel", "demo:test.task");
  private static final String CREATE =
      "{\"model\":\"test.task\",\"method\":\"create\","
          + "\"args\":[{\"name\":\"from a page that is left\"}],\"kwargs\":{}}";
  private static final int CONNECTIONS = 32;
  private static final int SUBSCRIPTIONS = 128;
  private static final int SUBSCRIPTIONS_OF_A_USER = 512;

  /** Made by the test that extends it. */
  protected LiveTransportDoors() {}

  @Override
  protected SyncerOptions.Builder options() {
    return super.options().heartbeat(Duration.ofSeconds(1));
  }

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  private WireOrder order(@Nullable String token) {
    return WireOrder.of(server, token, List.of(TASKS));
  }

  private static int refusal(WireTransport transport, WireOrder order) {
    try {
      transport.open(order).close();
      return 0;
    } catch (WireRefusal e) {
      return e.status() == 200 ? e.code() : e.status();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void page_ofAForeignOrigin_isRefused(WireTransport transport) {
    WireOrder order = order(WireClient.login(server, ANA));

    assertThat(refusal(transport, order.with("Origin: https://evil.example"))).isEqualTo(403);
    assertThat(refusal(transport, order.with("Origin: null"))).isEqualTo(403);
    assertThat(refusal(transport, order.with("Origin: " + server))).isZero();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void cookie_countsForAPageOfOurs_andNotWithoutOne(WireTransport transport) {
    String cookie = "Cookie: syncer_session=" + WireClient.login(server, ANA);
    WireOrder order = order(null).with(cookie);

    assertThat(refusal(transport, order.with("Origin: " + server))).isZero();
    assertThat(refusal(transport, order)).isIn(100, 401);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void caller_withoutASession_isRefused(WireTransport transport) {
    assertThat(refusal(transport, order(null))).isIn(100, 401);
    assertThat(refusal(transport, order("a".repeat(43)))).isIn(100, 401);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void end_ofTheSession_endsTheConnection(WireTransport transport) {
    String token = WireClient.login(server, ANA);
    try (WireFeed feed = transport.open(order(token));
        WireFeed other = transport.open(order(WireClient.login(server, ANA)))) {
      WireClient.post(server, "/web/session/destroy", WireClient.body(Map.of()), token);

      assertThat(end(feed)).isIn(4409, 100);
      createTask("still here");
      assertThat(other.next("commit").params().get("changes")).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void session_thatExpires_endsTheConnection(WireTransport transport) {
    String token = WireClient.login(server, ANA);
    system(
        unit -> {
          Records sessions = unit.model("syncer.session");
          sessions.write(
              sessions.search(Query.all()),
              Values.values().with("expires_at", Instant.now().plusSeconds(2)));
          return true;
        });
    try (WireFeed feed = transport.open(order(token));
        WireFeed other = transport.open(order(WireClient.login(server, BEN)))) {
      assertThat(end(feed)).isIn(4409, 100);
      createTask("still here");
      assertThat(other.next("commit").params().get("changes")).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void user_whoMayNotActAnyMore_isSentAway(WireTransport transport) {
    try (WireFeed inactive = transport.open(order(WireClient.login(server, ANA)));
        WireFeed unlinked = transport.open(order(WireClient.login(server, BEN)))) {
      system(
          unit -> {
            unit.model("test.user").write(1, Values.values().with("active", false));
            unit.model("test.user").unlink(2);
            return true;
          });

      assertThat(end(inactive)).isIn(4409, 100);
      assertThat(end(unlinked)).isIn(4409, 100);
    }
  }

  /** The code with which a connection ends, past all that comes before. */
  private static int end(WireFeed feed) {
    WireEvent event = feed.next();
    while (!event.kind().equals("close")) {
      event = feed.next();
    }
    return event.params().get("code").asInt();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void stop_tellsClientsToComeBack(WireTransport transport) {
    CompletableFuture<Void> stopping;
    try (WireFeed feed = transport.open(order(WireClient.login(server, ANA)))) {
      stopping = CompletableFuture.runAsync(() -> syncer.close(), OWN_THREADS);

      assertThat(end(feed)).isIn(1012, 1006, 503);
    }
    assertThat(stopping).succeedsWithin(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connections_ofAUser_atTheLimitAndPastIt(WireTransport transport) {
    String token = WireClient.login(server, ANA);
    List<WireFeed> open = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        open.add(transport.open(order(token)));
      }
      assertThat(open)
          .allMatch(
              feed ->
                  feed.next(Duration.ofMillis(1)).stream()
                      .noneMatch(event -> event.kind().equals("close")));

      assertThat(onePast(transport, token, open)).isEqualTo(429);
      assertThat(refusal(transport, order(WireClient.login(server, BEN)))).isZero();
    } finally {
      open.forEach(WireFeed::close);
    }
    // Those who have gone leave their places, though they said nothing.
    await().until(() -> refusal(transport, order(token)) == 0);
  }

  /** Between two polls a client holds no place: then it is one of the others that is refused. */
  private int onePast(WireTransport transport, String token, List<WireFeed> open) {
    try {
      open.add(transport.open(order(token)));
    } catch (WireRefusal e) {
      return e.code();
    }
    return await()
        .until(
            () ->
                open.stream()
                    .flatMap(feed -> feed.next(Duration.ofMillis(1)).stream())
                    .filter(event -> event.kind().equals("close"))
                    .map(event -> event.params().get("code").asInt())
                    .findFirst()
                    .orElse(0),
            code -> code != 0);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void subscriptions_atTheLimitAndPastIt(WireTransport transport) {
    String token = WireClient.login(server, ANA);
    List<Map<String, Object>> most = several(SUBSCRIPTIONS);
    List<Map<String, Object>> more = several(SUBSCRIPTIONS + 1);

    try (WireFeed feed = transport.open(WireOrder.of(server, token, most))) {
      assertThat(feed.answers()).hasSize(SUBSCRIPTIONS);
      createTask("seen by all");
      List<JsonNode> changes = new ArrayList<>();
      while (changes.size() < SUBSCRIPTIONS) {
        feed.next("commit").params().get("changes").forEach(changes::add);
      }
      assertThat(changes.stream().map(change -> change.get(0)).distinct()).hasSize(SUBSCRIPTIONS);
    }
    assertThatThrownBy(() -> transport.open(WireOrder.of(server, token, more)).close())
        .isInstanceOfSatisfying(
            WireRefusal.class, refusal -> assertThat(refusal.code()).isEqualTo(429));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void subscriptionsOfAUser_onAllConnections_atTheLimitAndPastIt(WireTransport transport) {
    String token = WireClient.login(server, ANA);
    WireTransport webSocket = WireTransport.all().get(0); // holds what it has
    List<WireFeed> open = new ArrayList<>();
    try {
      for (int i = 0; i < SUBSCRIPTIONS_OF_A_USER / SUBSCRIPTIONS; i++) {
        open.add(webSocket.open(WireOrder.of(server, token, several(SUBSCRIPTIONS))));
      }

      assertThat(refusal(transport, order(token))).isEqualTo(429);
      assertThat(refusal(transport, order(WireClient.login(server, BEN)))).isZero();
    } finally {
      open.forEach(WireFeed::close);
    }
    await().until(() -> refusal(transport, order(token)) == 0);
  }

  /** W22: {@code ws.send(write); ws.close()} is what a page does that is left. */
  @Test
  void writes_sentBeforeAClose_areAllCarriedOutAndAnswered_W22() {
    for (int i = 0; i < 20; i++) {
      try (WireClient ana = WireClient.connect(server, ANA)) {
        ana.socket()
            .send(
                joined(
                    List.of(
                        WireSocket.masked(0x81, call(1, "/web/dataset/call_kw", CREATE)),
                        WireSocket.masked(0x88, new byte[] {0x03, (byte) 0xE8}))));

        assertThat(answers(ana.socket(), 1).get(0)).contains("\"result\":");
        WireFrame end = ana.socket().nextFrame();
        while (end.start() == 0x81) {
          end = ana.socket().nextFrame(); // a heartbeat
        }
        assertThat(end.closeCode()).isEqualTo(1000);
      }
    }
    assertThat(count("from a page that is left")).isEqualTo(20);
  }

  /** W24: who asks fast waits. */
  @Test
  void pings_sentWithoutWaiting_areAllAnswered_W24() {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      ana.socket()
          .send(
              joined(
                  IntStream.rangeClosed(1, 2_000)
                      .mapToObj(id -> WireSocket.masked(0x81, call(id, "syncer.ping", "{}")))
                      .toList()));

      assertThat(answers(ana.socket(), 2_000)).allMatch(answer -> answer.contains("\"time\""));
    }
  }

  /**
   * W1: a ping was answered before the subscribe in front of it, and an unsubscribe overtook it.
   */
  @Test
  void messages_takeEffectInTheOrderInWhichTheyCame_W1() {
    try (WireClient ana = WireClient.connect(server, ANA)) {
      String channel = "{\"channel\":\"demo:test.room\"}";
      String name =
          ana.result("syncer.subscribe", Map.of("channel", "demo:test.room"))
              .path("subscription")
              .asString();
      List<byte[]> messages = new ArrayList<>();
      for (int id = 100; id < 280; id += 3) {
        messages.add(WireSocket.masked(0x81, call(id, "syncer.subscribe", channel)));
        messages.add(WireSocket.masked(0x81, call(id + 1, "syncer.ping", "{}")));
        messages.add(
            WireSocket.masked(
                0x81, call(id + 2, "syncer.unsubscribe", "{\"subscription\":\"" + name + "\"}")));
      }

      ana.socket().send(joined(messages));

      List<String> answers = answers(ana.socket(), messages.size());
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i)).contains("\"id\":" + (100 + i) + ",");
      }
      JsonNode before = ana.result("syncer.ping", Map.of()).path("cursor");
      ana.model("test.room", "create", Map.of("name", "nobody hears of it"));
      await().until(() -> !ana.result("syncer.ping", Map.of()).path("cursor").equals(before));
      assertThat(ana.pending("syncer.commit")).as("the last word was unsubscribe").isFalse();
    }
  }

  private static byte[] call(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** The next answers, without notifications between them. */
  private static List<String> answers(WireSocket socket, int count) {
    List<String> answers = new ArrayList<>();
    while (answers.size() < count) {
      WireFrame frame = socket.nextFrame();
      assertThat(frame.start()).as("%s", frame).isEqualTo(0x81);
      if (!frame.text().contains("\"method\":")) {
        answers.add(frame.text());
      }
    }
    return answers;
  }

  private int count(String name) {
    return system(unit -> unit.model("test.task").search(Query.where("name", "=", name)).size());
  }

  /** Different ones, since equal ones of a connection are one. */
  private static List<Map<String, Object>> several(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> with("filter", List.of(List.of("sequence", "!=", i + 1))))
        .toList();
  }

  private static Map<String, Object> with(String name, Object value) {
    return Map.of("channel", "demo:test.task", name, value);
  }
}
