package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The limits of a connection, at the limit and one past it, and how a node stops. */
class LiveLimitsTest extends RpcNodeFixture {
  @Test
  void subscriptions_overTheLimit_areRefused() {
    node.close();
    node = new RpcNode(folder, Limits.builder().subscriptions(4).build(), SyncerOptions.defaults());
    LiveClient client = node.connect(token);
    client.subscribe("test.user");
    client.subscribe("test.stage");

    JsonNode batch =
        client.ask(
            "[" + subscribe("task") + "," + subscribe("note") + "," + subscribe("wide") + "]");
    JsonNode one = client.subscribe("test.wide");
    String id = batch.get(0).get("result").get("subscription").asString();
    client.call("syncer.unsubscribe", "{\"subscription\":\"" + id + "\"}");
    JsonNode afterwards = client.subscribe("test.wide");

    assertThat(batch.get(1).has("result")).isTrue();
    assertThat(batch.get(2).get("error").get("code").asInt()).isEqualTo(429);
    assertThat(one.get("error").get("code").asInt()).isEqualTo(429);
    assertThat(afterwards.has("result")).isTrue();
    assertThat(client.closes()).isEmpty();
  }

  @Test
  void subscriptionsOfAUser_overTheLimit_areRefusedOnEachConnection() {
    node.close();
    Limits limits = Limits.builder().subscriptionsPerUser(3).build();
    node = new RpcNode(folder, limits, SyncerOptions.defaults());
    LiveClient first = node.connect(token);
    LiveClient second = node.connect(token);
    first.subscribe("test.user");
    first.subscribe("test.stage");

    JsonNode atTheLimit = second.subscribe("test.task");
    JsonNode over = second.subscribe("test.note");
    JsonNode ofAnother = node.connect(node.login("Ben")).subscribe("test.task");
    first.closed();
    JsonNode afterwards = second.subscribe("test.note");

    assertThat(atTheLimit.has("result")).isTrue();
    assertThat(over.at("/error/code").asInt()).isEqualTo(429);
    assertThat(over.at("/error/data/message").asString())
        .contains("a user has at most 3 subscriptions");
    assertThat(ofAnother.has("result")).isTrue();
    assertThat(afterwards.has("result")).isTrue();
  }

  private static String subscribe(String model) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"syncer.subscribe\","
        + "\"params\":{\"channel\":\"demo:test."
        + model
        + "\"}}";
  }

  @Test
  void filters_overALimit_areRefusedInSubscriptionsAndInSearches() {
    node.close();
    FilterLimits limits = new FilterLimits(2, 1, 3, 10);
    node = new RpcNode(folder, Limits.builder().filter(limits).build(), SyncerOptions.defaults());
    LiveClient client = node.connect(token);
    String term = "[\"name\",\"=\",\"a\"]";
    String in = "[[\"id\",\"in\",[1,2,3";

    for (String right :
        List.of("[" + term + "," + term + "]", "[\"!\"," + term + "]", in + "]]]")) {
      assertThat(subscribe(client, right).has("result")).as(right).isTrue();
      assertThat(search(client, right).has("result")).as(right).isTrue();
    }
    for (String wrong :
        List.of(
            "[" + term + "," + term + "," + term + "]",
            "[\"!\",\"!\"," + term + "]",
            in + ",4]]]")) {
      assertThat(subscribe(client, wrong).at("/error/data/message").asString())
          .as(wrong)
          .contains("at most")
          .isEqualTo(search(client, wrong).at("/error/data/message").asString());
    }
  }

  private static JsonNode subscribe(LiveClient client, String filter) {
    return client.call(
        "syncer.subscribe", "{\"channel\":\"demo:test.task\",\"filter\":" + filter + "}");
  }

  private static JsonNode search(LiveClient client, String filter) {
    return client.call(
        "/web/dataset/call_kw/test.task/search",
        "{\"model\":\"test.task\",\"method\":\"search\",\"args\":[" + filter + "],\"kwargs\":{}}");
  }

  @Test
  void callsInFlight_overTheLimit_areRefused() {
    LiveClient client = node.connect(token);
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      ids.add(client.send("/t/wait", "{}"));
    }
    await().until(() -> node.controller.calls.get() == 4); // the others wait for their turn

    JsonNode refused = client.call("/t/wait", "{}");
    node.controller.latch.countDown();
    await().until(() -> ids.stream().allMatch(client::hasAnswer));
    await().until(() -> client.call("/get_data", "{}").has("result"));

    assertThat(refused.get("error").get("code").asInt()).isEqualTo(429);
    assertThat(ids).allMatch(id -> client.answer(id).get("result").asString().equals("waited"));
    assertThat(node.controller.calls).hasValue(32);
  }

  @Test
  void client_thatSendsWithoutReading_isEnded() {
    LiveClient client = node.connect(token);
    client.pending(Limits.defaults().messages().unread());
    client.call("syncer.ping", "{}");
    assertThat(client.closes()).isEmpty();

    client.pending(Limits.defaults().messages().unread() + 1);
    client.send("syncer.ping", "{}");

    assertThat(client.awaitClose()).containsExactly(CloseCode.LIMIT);
  }

  @Test
  void connectionsOfAUser_overTheLimit_areEnded() {
    List<LiveClient> clients = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      clients.add(node.connect(token));
    }

    LiveClient refused = node.connect();
    JsonNode answer = refused.call("syncer.hello", "{\"token\":\"" + token + "\"}");
    LiveClient other = node.connect(node.login("Ben"));
    clients.get(0).closed();
    LiveClient next = node.connect(token);

    assertThat(answer.get("error").get("code").asInt()).isEqualTo(429);
    assertThat(refused.awaitClose()).containsExactly(CloseCode.LIMIT);
    assertThat(other.closes()).isEmpty();
    assertThat(next.closes()).isEmpty();
  }

  @Test
  void batch_overTheLimit_isRefusedAsAWhole() {
    LiveClient client = node.connect(token);
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"/sum\",\"params\":[1]}";

    JsonNode answer = client.ask("[" + (call + ",").repeat(50) + call + "]");

    assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32600);
    assertThat(node.controller.calls).hasValue(0);
  }

  @Test
  void stop_letsARunningCallFinish_andTakesNoOther() {
    LiveClient busy = node.connect(token);
    LiveClient idle = node.connect(token);
    int running = busy.send("/t/wait", "{}");
    await().until(() -> node.controller.calls.get() == 1);

    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> node.sessions().stop(Duration.ofMinutes(1)));
    idle.awaitClose();
    JsonNode refused = busy.call("/t/echo", "{}");
    JsonNode subscription = busy.subscribe("test.task");
    List<CloseCode> before = busy.closes();
    node.controller.latch.countDown();
    stopped.join();

    assertThat(idle.closes()).containsExactly(CloseCode.RESTART);
    assertThat(refused.get("error").get("code").asInt()).isEqualTo(503);
    assertThat(subscription.get("error").get("code").asInt()).isEqualTo(503);
    assertThat(before).isEmpty();
    assertThat(busy.answer(running).get("result").asString()).isEqualTo("waited");
    assertThat(busy.closes()).containsExactly(CloseCode.RESTART);
    assertThat(node.sessions().count()).isZero();
  }

  @Test
  void stop_afterItsGrace_endsWhatStillRuns() {
    LiveClient busy = node.connect(token);
    busy.send("/t/wait", "{}");
    await().until(() -> node.controller.calls.get() == 1);

    node.sessions().stop(Duration.ofMillis(1));

    assertThat(busy.closes()).containsExactly(CloseCode.RESTART);
    assertThat(node.sessions().count()).isZero();
  }

  @Test
  void connection_toANodeThatStopped_isSentAway() {
    node.sessions().stop(Duration.ofSeconds(1));

    LiveClient client = node.connect();

    assertThat(client.closes()).containsExactly(CloseCode.RESTART);
    assertThat(node.sessions().count()).isZero();
  }
}
