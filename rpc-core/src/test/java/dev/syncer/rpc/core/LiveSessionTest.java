package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.broker.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LiveSessionTest extends RpcNodeFixture {
  private static int code(JsonNode answer) {
    assertThat(answer.has("result")).isFalse();
    return answer.get("error").get("code").asInt();
  }

  private static String subscribe(int id, String channel, String more) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"syncer.subscribe\",\"params\":{\"channel\":\"%s\"%s}}"
        .formatted(id, channel, more);
  }

  @Test
  void hello_withAToken_isGreeted() {
    LiveClient client = node.connect();

    JsonNode result = client.call("syncer.hello", "{\"token\":\"" + token + "\"}").get("result");

    assertThat(result.get("user").get("name").asString()).isEqualTo("Ana");
    assertThat(result.get("heartbeat_ms").asInt()).isEqualTo(25_000);
    assertThat(result.get("limits").get("subscriptions").asInt()).isEqualTo(128);
    assertThat(client.closes()).isEmpty();
    assertThat(node.sessions().count()).isOne();
  }

  @Test
  void hello_thatDoesNotCome_endsTheConnection() {
    LiveClient silent = node.connect();
    LiveClient greeted = node.connect(token);

    node.timer.advance(Duration.ofMillis(9_999));
    List<CloseCode> early = silent.closes();
    node.timer.advance(Duration.ofMillis(1));

    assertThat(early).isEmpty();
    assertThat(silent.closes()).containsExactly(CloseCode.NOT_AUTHENTICATED);
    assertThat(greeted.closes()).isEmpty();
    assertThat(node.sessions().count()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"
      })
  void hello_withoutASession_isCode100AndTheEnd(String params) {
    LiveClient client = node.connect();

    JsonNode answer = client.call("syncer.hello", params);

    assertThat(code(answer)).isEqualTo(100);
    assertThat(client.awaitClose()).containsExactly(CloseCode.NOT_AUTHENTICATED);
  }

  @Test
  void firstMessage_thatIsNotHello_isRefused() {
    LiveClient client = node.connect();

    JsonNode answer = client.call("syncer.ping", "{}");

    assertThat(code(answer)).isEqualTo(100);
    assertThat(client.awaitClose()).containsExactly(CloseCode.NOT_AUTHENTICATED);
  }

  @Test
  void batch_thatBeginsWithHello_isRefusedWithAnAnswerForEach() {
    LiveClient client = node.connect();

    JsonNode answer =
        client.ask(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"syncer.hello\",\"params\":{\"token\":\""
                + token
                + "\"}},"
                + subscribe(2, "demo:test.task", "")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"/update\"},7]");

    assertThat(answer).hasSize(3);
    answer.forEach(each -> assertThat(code(each)).isEqualTo(100));
    assertThat(client.awaitClose()).containsExactly(CloseCode.NOT_AUTHENTICATED);
    assertThat(node.controller.calls).hasValue(0);
  }

  @Test
  void hello_saidTwice_isAnError() {
    LiveClient client = node.connect(token);

    JsonNode answer = client.call("syncer.hello", "{\"token\":\"" + token + "\"}");

    assertThat(code(answer)).isEqualTo(-32600);
    assertThat(client.closes()).isEmpty();
  }

  @Test
  void subscription_isAnsweredBeforeItsFirstFrame() {
    node.create("test.stage", Map.of("name", "Doing"));
    LiveClient client = node.connect(token);

    client.send(subscribe(7, "demo:test.stage", ",\"snapshot\":true"));
    await().until(() -> !client.frames("snapshot").isEmpty());

    JsonNode answer = client.received().get(1);
    assertThat(answer.get("id").asInt()).isEqualTo(7);
    assertThat(answer.get("result").get("state").asString()).isEqualTo("snapshot");
    assertThat(client.received().get(2).get("method").asString()).isEqualTo("syncer.snapshot");
  }

  @Test
  void notification_ofACreate_hasTheSameDataAsARead() {
    long stage = node.create("test.stage", Map.of("name", "Doing"));
    LiveClient client = node.connect(token);
    client.subscribe("test.task");

    JsonNode id =
        node.model(
                token,
                "test.task",
                "create",
                "[{\"name\":\"Täsk\",\"stage_id\":"
                    + stage
                    + ",\"planned\":\"12.50\",\"due\":\"2026-11-22\","
                    + "\"started\":\"2026-11-22T10:15:30.100Z\",\"done\":true}]",
                "{}")
            .get("result");
    await().until(() -> !client.frames("commit").isEmpty());

    JsonNode data = client.frames("commit").get(0).get("changes").get(0).get(1).get(1).get("data");
    JsonNode read = node.model(token, "test.task", "read", "[" + id + "]", "{}").get("result");
    assertThat(data.toString()).isEqualTo(read.get(0).toString());
  }

  @Test
  void batchOfSubscriptions_isReplayedInCommitOrder() {
    LiveClient first = node.connect(token);
    String cursor = first.subscribe("test.stage").get("result").get("cursor").asString();
    for (int i = 0; i < 3; i++) {
      node.create("test.stage", Map.of("name", "s" + i));
      node.create("test.task", Map.of("name", "t" + i));
    }
    LiveClient second = node.connect(token);
    String more = ",\"cursor\":\"" + cursor + "\"";

    JsonNode answers =
        second.ask(
            "["
                + subscribe(1, "demo:test.task", more)
                + ",{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"/get_data\"},"
                + subscribe(3, "demo:test.stage", more)
                + "]");
    await().until(() -> second.frames("commit").size() == 6);

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0).get("result").get("state").asString()).isEqualTo("resumed");
    assertThat(answers.get(2).get("result").get("state").asString()).isEqualTo("resumed");
    List<String> names = new ArrayList<>();
    for (JsonNode commit : second.frames("commit")) {
      names.add(commit.get("changes").get(0).get(1).get(1).get("record_name").asString());
    }
    assertThat(names).containsExactly("s0", "t0", "s1", "t1", "s2", "t2");
  }

  @Test
  void channels_thatAreNotForClients_allAnswerTheSame() {
    LiveClient client = node.connect(token);
    List<String> channels =
        List.of(
            "demo:no.such",
            "demo:test.secret",
            "demo:test.quiet",
            "demo:syncer.session",
            "other:test.task",
            "test.task",
            "");

    List<String> errors = new ArrayList<>();
    for (String channel : channels) {
      JsonNode error =
          client.call("syncer.subscribe", "{\"channel\":\"" + channel + "\"}").get("error");
      errors.add(error.toString().replaceFirst("[0-9a-f]{12}", "ID"));
    }

    assertThat(errors).hasSameSizeAs(channels).containsOnly(errors.get(0));
    assertThat(errors.get(0)).contains("\"code\":404");
    assertThat(client.subscribe("test.task").has("result")).isTrue();
  }

  @Test
  void params_thatDoNotFit_areRefused() {
    LiveClient client = node.connect(token);

    assertThat(code(client.call("syncer.subscribe", "{}"))).isEqualTo(-32602);
    assertThat(code(client.call("syncer.subscribe", "{\"channel\":7}"))).isEqualTo(-32602);
    assertThat(code(client.call("syncer.subscribe", "[\"demo:test.task\"]"))).isEqualTo(-32602);
    assertThat(code(client.call("syncer.unsubscribe", "{}"))).isEqualTo(-32602);
    assertThat(code(client.call("syncer.nothing", "{}"))).isEqualTo(-32601);
  }

  @Test
  void unsubscribe_endsTheFrames() {
    LiveClient client = node.connect(token);
    String stage = client.subscribe("test.stage").get("result").get("subscription").asString();
    client.subscribe("test.task");

    JsonNode answer = client.call("syncer.unsubscribe", "{\"subscription\":\"" + stage + "\"}");
    node.create("test.stage", Map.of("name", "unseen"));
    node.create("test.task", Map.of("name", "seen"));
    await().until(() -> client.frames("commit").toString().contains("seen"));

    assertThat(answer.get("result").asBoolean()).isTrue();
    assertThat(client.frames("commit").toString()).doesNotContain("unseen");
  }

  @Test
  void ping_answersTheCursorAndTheTime() {
    LiveClient client = node.connect(token);
    client.subscribe("test.stage");
    String before = client.call("syncer.ping", "{}").get("result").get("cursor").asString();

    node.create("test.stage", Map.of("name", "Doing"));
    await().until(() -> !client.frames("commit").isEmpty());
    JsonNode after = client.call("syncer.ping", "{}").get("result");

    assertThat(after.get("cursor").asString())
        .isNotEqualTo(before)
        .isEqualTo(client.frames("commit").get(0).get("cursor").asString());
    assertThat(after.get("time").asString()).isEqualTo("2026-11-22T10:15:30.123Z");
  }

  @Test
  void route_isCalledOverTheConnection_byItsUser() {
    LiveClient client = node.connect(token);

    JsonNode named = client.call("/t/user", "{}");
    JsonNode without = client.call("t/user", "{}");
    JsonNode read =
        client.call("/web/dataset/call_kw/test.user/search_count", "{\"args\":[],\"kwargs\":{}}");

    assertThat(named.get("result").asString()).endsWith("Ana in demo");
    assertThat(without.get("result")).isEqualTo(named.get("result"));
    assertThat(read.get("result").asInt()).isEqualTo(1);
  }

  @Test
  void login_overAConnection_isRefused() {
    LiveClient client = node.connect(token);

    JsonNode answer =
        client.call("/web/session/authenticate", "{\"uid\":1,\"password\":\"right\"}");

    assertThat(answer.get("error").get("type").asString()).isEqualTo("user");
  }

  @Test
  void malformedMessages_areAnsweredAndTheTenthInARowEndsIt() {
    LiveClient client = node.connect(token);
    for (int i = 0; i < 9; i++) {
      JsonNode answer = client.ask("{");
      assertThat(code(answer)).isEqualTo(-32700);
      assertThat(answer.get("id").isNull()).isTrue();
    }
    client.call("syncer.ping", "{}");
    for (int i = 0; i < 9; i++) {
      client.ask("{");
    }

    List<CloseCode> before = client.closes();
    client.send("{");

    assertThat(before).isEmpty();
    assertThat(client.closes()).containsExactly(CloseCode.PROTOCOL_ERROR);
  }

  @Test
  void logout_endsTheConnectionsOfTheSession() {
    LiveClient first = node.connect(token);
    LiveClient second = node.connect(token);
    LiveClient other = node.connect(node.login("Ben"));
    first.subscribe("test.stage");

    node.call("/web/session/destroy", "{}", token);

    assertThat(first.closes()).containsExactly(CloseCode.SESSION_ENDED);
    assertThat(second.closes()).containsExactly(CloseCode.SESSION_ENDED);
    assertThat(other.closes()).isEmpty();
    assertThat(node.sessions().count()).isOne();
    assertThat(code(node.connect().call("syncer.hello", "{\"token\":\"" + token + "\"}")))
        .isEqualTo(100);
  }

  @Test
  void session_thatExpires_endsItsConnections_whenTheClockSaysSo() {
    node.clock.advance(Duration.ofDays(14).minusSeconds(10));
    LiveClient client = node.connect(token);
    LiveClient other = node.connect(node.login("Ben"));

    node.clock.advance(Duration.ofMillis(9_999));
    node.timer.advance(Duration.ofSeconds(10)); // a timer that is a little fast
    List<CloseCode> before = client.closes();
    node.clock.advance(Duration.ofMillis(1));
    node.timer.advance(Duration.ofMillis(1));

    assertThat(before).isEmpty();
    assertThat(client.closes()).containsExactly(CloseCode.SESSION_ENDED);
    assertThat(other.closes()).isEmpty();
    assertThat(node.sessions().count()).isOne();
  }

  @Test
  void session_thatExpiresMuchLater_isLookedAtNowAndThen() {
    node.clock.advance(Duration.ofDays(14).minusMinutes(25));
    LiveClient client = node.connect(token);
    Duration beat = Duration.ofSeconds(25);

    for (int i = 0; i < 59; i++) {
      client.call("syncer.ping", "{}");
      node.clock.advance(beat);
      node.timer.advance(beat);
    }
    List<CloseCode> before = client.closes();
    client.call("syncer.ping", "{}");
    node.clock.advance(beat);
    node.timer.advance(beat);

    assertThat(before).isEmpty();
    assertThat(client.closes()).containsExactly(CloseCode.SESSION_ENDED);
  }

  @Test
  void endedConnection_getsNothingMore() {
    LiveClient client = node.connect(token);
    LiveClient control = node.connect(node.login("Ben"));
    client.subscribe("test.stage");
    control.subscribe("test.stage");

    node.injector.getInstance(Sessions.class).end(token);
    node.database()
        .write(
            User.SYSTEM, unit -> unit.model("test.stage").create(Values.of(Map.of("name", "x"))));
    await().until(() -> !control.frames("commit").isEmpty());

    assertThat(client.frames("commit")).isEmpty();
  }
}
