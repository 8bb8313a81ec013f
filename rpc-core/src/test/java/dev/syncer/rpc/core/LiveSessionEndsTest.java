package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.broker.CloseCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections whose peers are gone, in haste, or at their end. */
class LiveSessionEndsTest extends RpcNodeFixture {
  /** P21: at the worst moment, just behind a part of a heartbeat, 60 s pass; at the best 55 s. */
  @ParameterizedTest
  @CsvSource({"1, 59999", "4999, 55001"})
  void client_thatIsSilent_isGivenUpWithin60Seconds(int spokeAt, int silence) {
    LiveClient client = node.connect(token);
    LiveClient pinging = node.connect(token);
    node.timer.advance(Duration.ofMillis(spokeAt));
    client.call("syncer.ping", "{}");

    for (int i = 0; i < 50; i++) {
      node.timer.advance(Duration.ofSeconds(1));
      pinging.call("syncer.ping", "{}");
    }
    node.timer.advance(Duration.ofMillis(silence - 50_000 - 1));
    List<CloseCode> before = client.closes();
    node.timer.advance(Duration.ofMillis(1));

    assertThat(before).isEmpty();
    assertThat(client.closes()).containsExactly(CloseCode.NO_HEARTBEAT);
    assertThat(client.frames("heartbeat")).hasSize(2);
    assertThat(pinging.closes()).isEmpty();
  }

  /** P21: a page in the background may be too slow for its pings; its browser is not. */
  @Test
  void client_thatAnswersWhenItIsAsked_stays() {
    LiveClient client = node.connect(token);
    LiveClient mute = node.connect(token);
    client.call("syncer.ping", "{}"); // behind the hello, so both are watched from here on
    mute.call("syncer.ping", "{}");

    for (int i = 0; i < 24; i++) {
      int before = client.pings();
      node.timer.advance(Duration.ofSeconds(5));
      if (client.pings() > before) {
        client.heard();
      }
    }

    assertThat(client.closes()).isEmpty();
    assertThat(client.pings()).isEqualTo(4); // after 30 s each
    assertThat(mute.closes()).containsExactly(CloseCode.NO_HEARTBEAT);
  }

  /** P22: a machine that wakes up, or whose clock is set. */
  @Test
  void session_whoseEndTheClockJumpsOver_endsItsConnectionsInSeconds() {
    LiveClient client = node.connect(token);

    node.clock.advance(Duration.ofDays(15));
    node.timer.advance(Duration.ofSeconds(3));

    assertThat(client.closes()).containsExactly(CloseCode.SESSION_ENDED);
    assertThat(node.sessions().count()).isZero();
  }

  /** P22: streams and polls end alike; a poll that is whole says so with its answer. */
  @Test
  void session_whoseEndTheClockJumpsOver_endsItsPollsInSeconds() {
    CompletableFuture<PollAnswer> answer = new CompletableFuture<>();
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":"
            + "{\"channels\":[\"demo:test.stage\"],\"last\":0}}";
    node.sessions()
        .poll(
            body.getBytes(StandardCharsets.UTF_8),
            new Caller(token, RpcNode.ADDRESS),
            answer::complete);
    int waiting = node.sessions().count();

    node.clock.advance(Duration.ofDays(15));
    await()
        .until(
            () -> {
              node.timer.advance(Duration.ofSeconds(3)); // it may not have begun before
              return answer.isDone();
            });

    assertThat(waiting).isOne();
    assertThat(node.sessions().count()).isZero();
  }

  /** W24: who asks fast waits, and gets every answer. */
  @Test
  void client_thatAsksFast_isNotRead_untilSomeIsDone_W24() {
    LiveClient client = node.connect(token);
    List<Integer> ids = new ArrayList<>();

    for (int i = 0; i < 2_000; i++) {
      ids.add(client.send("syncer.ping", "{}"));
      client.awaitRead();
    }
    await().until(() -> client.hasAnswer(ids.get(ids.size() - 1)));

    assertThat(client.holds()).isPositive();
    assertThat(client.closes()).isEmpty();
    assertThat(ids).allMatch(client::hasAnswer);
  }

  /** W22: whatever came before it, the last one too. */
  @Test
  void peer_thatEnds_hasBeenAnsweredBefore_W22() {
    LiveClient client = node.connect(token);
    int waiting = client.send("/t/wait", "{}");
    int subscribed = client.send("syncer.subscribe", "{\"channel\":\"demo:test.stage\"}");
    client.ending();
    await().until(() -> node.controller.calls.get() == 1);
    List<CloseCode> before = client.closes();

    node.controller.latch.countDown();

    assertThat(client.awaitClose()).containsExactly(CloseCode.NORMAL);
    assertThat(before).isEmpty();
    assertThat(client.answer(waiting).get("result").asString()).isEqualTo("waited");
    assertThat(client.answer(subscribed).has("result")).isTrue();
    assertThat(node.sessions().count()).isZero();
  }
}
