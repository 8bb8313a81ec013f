package dev.syncer.rpc.core;

import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.log.ChangeLog;
import dev.syncer.rpc.core.json.WireJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Messages as clients send them: what is refused, how much of it, and what arrives. */
class MessagesTest {
  private static final ModelModule ROOMS =
      models -> {
        models
            .model("talk.room")
            .fields(text("name"))
            .implementsSyncer()
            .access(group("user").all())
            .messages(group("user"));
        models
            .model("talk.board")
            .fields(text("name"))
            .implementsSyncer()
            .access(group("user").all())
            .messages(group("boss"));
        models
            .model("talk.secret")
            .fields(text("name"))
            .implementsSyncer()
            .access(group("boss").all())
            .messages(Group.everyone());
      };

  @TempDir Path folder;
  private RpcNode node;
  private String ana;
  private LiveClient ben;

  @BeforeEach
  void open() {
    open(Limits.defaults());
  }

  private void open(Limits limits) {
    node = new RpcNode(folder, limits, SyncerOptions.defaults(), ROOMS);
    ana = node.login("Ana");
    ben = node.connect(node.login("Ben"));
    ben.subscribe("talk.room");
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static String params(String model, String message) {
    return "{\"channel\":\"demo:" + model + "\",\"message\":" + message + "}";
  }

  private JsonNode post(String model, String message) {
    return RpcNode.json(node.call("/longpolling/send", params(model, message), ana));
  }

  private List<JsonNode> heard(int count) {
    await().until(() -> ben.frames("message").size() >= count);
    return ben.frames("message").stream().map(params -> params.get("message")).toList();
  }

  @Test
  void send_overAConnection_isAnsweredAndHeard() {
    LiveClient client = node.connect(ana);
    client.subscribe("talk.room");

    JsonNode answer = client.call("syncer.send", params("talk.room", "{\"text\":\"hello\"}"));

    assertThat(answer.get("result").asBoolean()).isTrue();
    assertThat(heard(1).get(0).toString()).isEqualTo("{\"text\":\"hello\"}");
    JsonNode params = ben.frames("message").get(0);
    assertThat(params.propertyNames()).containsExactly("channel", "message", "user_id");
    assertThat(params.at("/user_id/name").asString()).isEqualTo("Ana");
    assertThat(client.frames("message")).isEmpty();
  }

  @Test
  void messages_areThoseOfTheFixtures() {
    LiveClient client = node.connect(ana);

    FixturesTest.assertLive(
        client.call("syncer.send", params("talk.room", "{\"text\":\"hello\"}")), "send answer");
    FixturesTest.assertLive(
        client.call("syncer.send", params("test.task", "1")),
        "send refused, the channel is closed, or not open for this user");
    FixturesTest.assertLive(
        client.call("syncer.send", params("no.such", "1")),
        "send refused, no such channel, or one that the user may not read");
    heard(1);
    FixturesTest.assertLive(
        ben.received().stream()
            .filter(each -> each.path("method").asString("").equals("syncer.message"))
            .findFirst()
            .orElseThrow(),
        "message");
  }

  @Test
  void send_overHttp_isHeardByConnectionsOfTheSessionToo() {
    LiveClient client = node.connect(ana);
    client.subscribe("talk.room");

    JsonNode answer = post("talk.room", "1");

    assertThat(answer.get("result").asBoolean()).isTrue();
    assertThat(heard(1)).hasSize(1);
    await().until(() -> client.frames("message").size() == 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"text\"",
        "1.50",
        "9007199254740993",
        "123456789012345678901234567890",
        "{\"b\":1,\"a\":{\"c\":[1.0,[],{},null]}}",
        "\"</script>\\u2028\\u0001\\\"\\\\ \uD83D\uDE00 é\""
      })
  void message_ofAnyKind_arrivesAsItWas(String json) {
    node.connect(ana).call("syncer.send", params("talk.room", json));

    JsonNode heard = heard(1).get(0);

    assertThat(heard).isEqualTo(RpcNode.JSON.readTree(json));
  }

  @Test
  void numbers_keepTheirForm() {
    byte[] again =
        node.injector.getInstance(WireJson.class).again(Map.of("price", new BigDecimal("1.50")));

    assertThat(new String(again, StandardCharsets.UTF_8)).isEqualTo("{\"price\":1.50}");
  }

  @Test
  void messages_ofAConnection_keepTheirOrder() {
    LiveClient client = node.connect(ana);

    for (int i = 0; i < 100; i++) {
      client.send("syncer.send", params("talk.room", String.valueOf(i)));
    }

    assertThat(heard(100))
        .extracting(JsonNode::asInt)
        .isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  private static JsonNode error(JsonNode answer) {
    assertThat(answer.has("result")).isFalse();
    String text = answer.get("error").toString();
    return RpcNode.JSON.readTree(text.replaceFirst("\"debug\":\"[0-9a-f]+\"", "\"debug\":\"\""));
  }

  /** What one may not see is answered like what there is not: over both ways, word for word. */
  @Test
  void channel_thatThereIsNot_orThatOneMayNotRead_isAnsweredAlike() {
    LiveClient client = node.connect(ana);

    JsonNode unknown = error(client.call("syncer.send", params("no.such", "1")));

    assertThat(unknown.get("code").asInt()).isEqualTo(404);
    for (String other : List.of("talk.secret", "test.secret", "test.quiet", "x")) {
      assertThat(error(client.call("syncer.send", params(other, "1")))).isEqualTo(unknown);
      assertThat(error(post(other, "1"))).isEqualTo(unknown);
    }
    assertThat(error(client.subscribe("talk.secret"))).isEqualTo(unknown);
  }

  @Test
  void channel_thatIsClosed_orNotOpenForTheCaller_saysSo() {
    LiveClient client = node.connect(ana);

    JsonNode closed = error(client.call("syncer.send", params("test.task", "1")));
    JsonNode forOthers = error(client.call("syncer.send", params("talk.board", "1")));

    assertThat(closed.get("type").asString()).isEqualTo("access");
    assertThat(forOthers.toString().replace("talk.board", "test.task"))
        .isEqualTo(closed.toString());
    assertThat(error(post("test.task", "1"))).isEqualTo(closed);
  }

  @Test
  void params_thatDoNotFit_areRefused() {
    LiveClient client = node.connect(ana);

    for (String params : List.of("{}", "[1]", "{\"channel\":1}", "{\"channel\":\"a\",\"to\":1}")) {
      assertThat(error(client.call("syncer.send", params)).get("code").asInt())
          .as(params)
          .isEqualTo(-32602);
    }
    JsonNode nobody = RpcNode.json(node.call("/longpolling/send", params("talk.room", "1"), null));
    assertThat(error(nobody).get("code").asInt()).isEqualTo(100);
  }

  @Test
  void message_atTheLimitOfItsSize_andOneByteMore() {
    int limit = Limits.defaults().messages().size();
    String most = '"' + "x".repeat(limit - 2) + '"';

    JsonNode taken = post("talk.room", most);
    JsonNode refused = post("talk.room", '"' + "x".repeat(limit - 1) + '"');
    post("talk.room", "\"afterwards\"");

    assertThat(taken.get("result").asBoolean()).isTrue();
    assertThat(error(refused).at("/data/message").asString())
        .contains((limit + 1) + " bytes, but at most " + limit);
    assertThat(heard(2))
        .extracting(each -> each.asString().length())
        .containsExactly(limit - 2, 10);
  }

  @Test
  void messagesOfAUser_atTheLimitOfTenSeconds_andOneMore() {
    node.close();
    open(Limits.builder().sends(3).build());
    LiveClient client = node.connect(ana);

    List<JsonNode> taken =
        List.of(
            client.call("syncer.send", params("talk.room", "1")),
            post("talk.room", "2"),
            node.connect(ana).call("syncer.send", params("talk.room", "3")));
    JsonNode refused = client.call("syncer.send", params("talk.room", "4"));
    JsonNode ofAnother = ben.call("syncer.send", params("talk.room", "5"));
    node.clock.advance(Duration.ofMillis(9_999));
    JsonNode early = client.call("syncer.send", params("talk.room", "6"));
    node.clock.advance(Duration.ofMillis(1));
    JsonNode later = client.call("syncer.send", params("talk.room", "7"));

    assertThat(taken).allMatch(answer -> answer.has("result"));
    assertThat(error(refused).get("code").asInt()).isEqualTo(429);
    assertThat(ofAnother.has("result")).isTrue();
    assertThat(error(early).get("code").asInt()).isEqualTo(429);
    assertThat(later.has("result")).isTrue();
    assertThat(heard(4)).extracting(JsonNode::asInt).containsExactly(1, 2, 3, 7);
  }

  @Test
  void send_asANotification_getsNoAnswer_andIsHeard() {
    LiveClient client = node.connect(ana);
    int before = client.answers().size();

    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"syncer.send\",\"params\":"
            + params("talk.room", "1")
            + "}");

    assertThat(heard(1)).hasSize(1);
    assertThat(client.answers()).hasSize(before);
  }

  @Test
  void message_leavesNothingInTheDatabase() {
    long before = head();

    post("talk.room", "\"unique words\"");
    heard(1);
    long after = head();
    node.database()
        .write(User.SYSTEM, unit -> unit.model("talk.room").create(Values.of(Map.of("name", "x"))));

    assertThat(after).isEqualTo(before);
    assertThat(head()).isEqualTo(before + 1); // the control
  }

  private long head() {
    return node.injector.getInstance(ChangeLog.class).head();
  }
}
