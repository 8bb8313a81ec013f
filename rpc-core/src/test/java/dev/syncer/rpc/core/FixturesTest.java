package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the server says has the keys and types of the fixtures that clients are tested with. */
class FixturesTest extends RpcNodeFixture {
  /** Their keys are the fields of a model, or there in some cases only. */
  private static final Set<String> FREE = Set.of("mutation", "context");

  /** Differences of keys and types, told by their path. */
  private static List<String> differences(String path, JsonNode actual, JsonNode fixture) {
    List<String> all = new ArrayList<>();
    if (!actual.getNodeType().equals(fixture.getNodeType())) {
      all.add(path + " is " + actual.getNodeType() + ", not " + fixture.getNodeType());
    } else if (actual.isObject()) {
      Set<String> names = new TreeSet<>(actual.propertyNames());
      names.addAll(fixture.propertyNames());
      for (String name : names) {
        if (FREE.contains(name)) {
          continue;
        }
        if (!actual.has(name) || !fixture.has(name)) {
          all.add(path + "." + name + " is only in " + (actual.has(name) ? "one" : "the fixture"));
        } else if (!(name.equals("data") && fixture.get(name).path("name").isMissingNode())) {
          all.addAll(differences(path + "." + name, actual.get(name), fixture.get(name)));
        }
      }
    } else if (actual.isArray()) {
      for (int i = 0; i < Math.min(actual.size(), fixture.size()); i++) {
        all.addAll(differences(path + "[" + i + "]", actual.get(i), fixture.get(i)));
      }
    }
    return all;
  }

  private static void assertHttp(RpcResponse response, String name) {
    JsonNode fixture = null;
    for (JsonNode each : Fixtures.read("rpc-http").get("cases")) {
      fixture = each.get("name").asString().equals(name) ? each : fixture;
    }
    assertThat(response.status()).isEqualTo(fixture.get("status").asInt());
    assertThat(response.cursor() != null).isEqualTo(fixture.get("headers").has("Syncer-Cursor"));
    JsonNode actual = RpcNode.json(response);
    assertThat(essential(actual)).isEqualTo(essential(fixture.get("message")));
    assertThat(differences("", actual, fixture.get("message"))).isEmpty();
    assertThat(actual.at("/error/data").has("context")).isEqualTo(actual.has("error"));
  }

  /** What may not differ at all. */
  private static String essential(JsonNode answer) {
    JsonNode error = answer.path("error");
    return error.path("code")
        + " "
        + error.path("message")
        + " "
        + error.path("type")
        + " "
        + error.path("data").path("name");
  }

  static void assertLive(JsonNode actual, String name) {
    JsonNode fixture = Fixtures.message("websocket", name);
    assertThat(essential(actual)).isEqualTo(essential(fixture));
    assertThat(differences("", actual, fixture)).isEmpty();
  }

  @Test
  void answersOverHttp_areThoseOfTheFixtures() {
    assertHttp(node.call("/t/echo", "{\"value\":{\"answer\":42}}", null), "success");
    assertHttp(node.call("/t/echo", "{}", null), "success without a value");
    assertHttp(
        node.call(
            "/web/dataset/call_kw/test.stage/write",
            "{\"args\":[" + node.create("test.stage", Map.of("name", "a")) + ",{\"name\":\"b\"}]}",
            token),
        "success of a call that committed");
    assertHttp(
        node.call("/web/dataset/call_kw/test.stage/implements_syncer", "{}", token),
        "a model that syncs");
    assertHttp(node.call("/t/fail", "{\"kind\":\"validation\"}", null), "error");
    assertHttp(
        node.call("/t/fail", "{\"kind\":\"unexpected\"}", null), "unexpected error, without type");
    assertHttp(node.call("/some/route", "{}", null), "unknown route");
    assertHttp(node.call("/t/user", "{}", null), "no session");
    node.sessions().stop(Duration.ofSeconds(1));
    assertHttp(node.call("/t/user", "{}", null), "stopping");
  }

  @Test
  void answersOverAConnection_areThoseOfTheFixtures() {
    assertLive(node.connect().call("syncer.hello", "{\"token\":\"x\"}"), "hello refused");
    LiveClient client = node.connect();
    assertLive(
        client.call("syncer.hello", "{\"client\":\"a\",\"token\":\"" + token + "\"}"),
        "hello answer");
    JsonNode live = client.subscribe("test.user");
    assertLive(live, "subscribe answer, live");
    assertLive(client.subscribe("no.such"), "subscribe refused");
    assertLive(client.call("syncer.ping", "{}"), "ping answer");
    String cursor = live.get("result").get("cursor").asString();
    assertLive(
        client.call(
            "syncer.subscribe", "{\"channel\":\"demo:test.note\",\"cursor\":\"" + cursor + "\"}"),
        "subscribe answer, resumed");
    assertLive(
        client.call(
            "syncer.subscribe", "{\"channel\":\"demo:test.stage\",\"cursor\":\"nonsense\"}"),
        "subscribe answer, reset");
    assertLive(
        client.call("syncer.subscribe", "{\"channel\":\"demo:test.wide\",\"snapshot\":true}"),
        "subscribe answer, snapshot");
    assertLive(
        client.call("syncer.unsubscribe", "{\"subscription\":\"s1\"}"), "unsubscribe answer");
  }

  @Test
  void framesOverAConnection_areThoseOfTheFixtures() {
    long stage = node.create("test.stage", Map.of("name", "a"));
    LiveClient client = node.connect(token);
    client.call("syncer.subscribe", "{\"channel\":\"demo:test.stage\",\"cursor\":\"nonsense\"}");
    client.call("syncer.subscribe", "{\"channel\":\"demo:test.wide\",\"snapshot\":true}");
    node.model(token, "test.stage", "write", "[" + stage + ",{\"name\":\"b\"}]", "{}");
    await().until(() -> !client.frames("commit").isEmpty());
    node.timer.advance(Duration.ofSeconds(25));
    await().until(() -> !client.frames("heartbeat").isEmpty());

    assertLive(frame(client, "commit"), "commit");
    assertLive(frame(client, "reset"), "reset");
    assertLive(frame(client, "heartbeat"), "heartbeat");
    JsonNode snapshot = frame(client, "snapshot").get("params");
    JsonNode fixture = Fixtures.message("websocket", "snapshot, the last chunk").get("params");
    assertThat(snapshot.propertyNames()).containsAll(fixture.propertyNames());
    assertThat(snapshot.get("records").get(0).propertyNames())
        .containsAll(
            Set.of(
                "id",
                "display_name",
                "version",
                "create_date",
                "create_uid",
                "write_date",
                "write_uid"));
  }

  private static JsonNode frame(LiveClient client, String method) {
    return client.received().stream()
        .filter(each -> each.path("method").asString("").equals("syncer." + method))
        .findFirst()
        .orElseThrow();
  }
}
