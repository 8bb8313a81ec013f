package dev.syncer.rpc.core;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.core.SyncerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Presence as clients ask for it: what is refused, how much of it, and what they are told. */
class PresenceTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(25);
  private static final ModelModule PAGES =
      models -> {
        models
            .model("wiki.page")
            .fields(text("name"), bool("secret"))
            .implementsSyncer()
            .access(group("user").all(), group("boss").all())
            .rule(group("user"), where("secret", "=", false));
        models
            .model("wiki.secret")
            .fields(text("name"))
            .implementsSyncer()
            .access(group("boss").all());
      };

  @TempDir Path folder;
  private RpcNode node;
  private String anaToken;
  private LiveClient ana;
  private LiveClient ben;
  private long page;

  @BeforeEach
  void open() {
    open(Limits.defaults(), SyncerOptions.defaults());
  }

  private void open(Limits limits, SyncerOptions options) {
    node = new RpcNode(folder, limits, options, PAGES);
    anaToken = node.login("Ana");
    ana = node.connect(anaToken);
    ben = node.connect(node.login("Ben"));
    page = node.create("wiki.page", Map.of("name", "a"));
  }

  private void reopen(Limits limits, SyncerOptions options) {
    node.close();
    open(limits, options);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static String params(String model, long id, String state) {
    return "{\"channel\":\"demo:"
        + model
        + "\""
        + (id == 0 ? "" : ",\"id\":" + id)
        + ",\"state\":\""
        + state
        + "\"}";
  }

  private JsonNode say(LiveClient client, String state) {
    return client.call("syncer.presence", params("wiki.page", page, state));
  }

  private static String last(LiveClient client) {
    List<JsonNode> lists = client.frames("presence");
    StringBuilder last = new StringBuilder();
    if (!lists.isEmpty()) {
      lists
          .get(lists.size() - 1)
          .get("users")
          .forEach(
              user ->
                  last.append(user.get("name").asString())
                      .append(' ')
                      .append(user.get("state").asString())
                      .append(". "));
    }
    return last.toString().strip();
  }

  private static void awaitList(LiveClient client, String list) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(last(client)).isEqualTo(list));
  }

  private static JsonNode error(JsonNode answer) {
    assertThat(answer.has("result")).isFalse();
    String text = answer.get("error").toString();
    return RpcNode.JSON.readTree(text.replaceFirst("\"debug\":\"[0-9a-f]+\"", "\"debug\":\"\""));
  }

  @Test
  void presence_isAnsweredFirst_andThenTold() {
    int before = ana.received().size();

    say(ana, "viewing");
    awaitList(ana, "Ana viewing.");
    say(ben, "editing");
    awaitList(ana, "Ana viewing. Ben editing.");
    say(ben, "away");
    awaitList(ana, "Ana viewing.");

    assertThat(ana.received().get(before).get("result").asBoolean()).isTrue();
    assertThat(ana.received().get(before + 1).get("method").asString())
        .isEqualTo("syncer.presence");
  }

  @Test
  void presence_hasTheFormOfTheFixtures() {
    FixturesTest.assertLive(say(ana, "editing"), "presence answer");
    say(ben, "viewing");
    awaitList(ben, "Ana editing. Ben viewing.");
    FixturesTest.assertLive(frame(ben), "presence, who is on a record");
    LiveClient other = node.connect(anaToken);
    other.call("syncer.presence", params("wiki.page", 0, "viewing"));
    awaitList(other, "Ana viewing.");
    FixturesTest.assertLive(frame(other), "presence, who is on a channel");
    FixturesTest.assertLive(
        ana.call("syncer.presence", params("wiki.page", page + 1, "viewing")),
        "presence refused, the record is not there or may not be read");
    node.database().write(User.SYSTEM, unit -> unit.model("wiki.page").unlink(page));
    awaitList(ben, "");
    FixturesTest.assertLive(frame(ben), "presence, not there any more");
  }

  private static JsonNode frame(LiveClient client) {
    List<JsonNode> lists =
        client.received().stream()
            .filter(each -> each.path("method").asString("").equals("syncer.presence"))
            .toList();
    return lists.get(lists.size() - 1);
  }

  @Test
  void record_thatOneMayNotRead_isAnsweredLikeOneThatThereIsNot() {
    long secret = node.create("wiki.page", Map.of("name", "b", "secret", true));

    JsonNode hidden = error(ana.call("syncer.presence", params("wiki.page", secret, "viewing")));
    JsonNode absent =
        error(ana.call("syncer.presence", params("wiki.page", secret + 1, "viewing")));

    assertThat(hidden.get("type").asString()).isEqualTo("missing");
    assertThat(hidden.toString())
        .isEqualTo(
            absent
                .toString()
                .replace("page," + (secret + 1), "page," + secret)
                .replace("\"id\":" + (secret + 1), "\"id\":" + secret));
  }

  @Test
  void channel_thatOneMayNotRead_isAnsweredLikeOneThatThereIsNot() {
    JsonNode unknown = error(ana.call("syncer.presence", params("no.such", 1, "viewing")));

    assertThat(unknown.get("code").asInt()).isEqualTo(404);
    assertThat(error(ana.call("syncer.presence", params("wiki.secret", 1, "viewing"))))
        .isEqualTo(unknown);
    assertThat(error(ana.call("syncer.presence", params("wiki.secret", 0, "away"))))
        .isEqualTo(unknown);
    assertThat(error(ana.call("syncer.presence", params("test.quiet", 0, "viewing"))))
        .isEqualTo(unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"channel\":\"demo:wiki.page\"}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"asleep\"}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"viewing\",\"id\":0}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"viewing\",\"id\":-1}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"viewing\",\"id\":9007199254740992}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"viewing\",\"id\":\"1\"}",
        "{\"channel\":\"demo:wiki.page\",\"state\":\"viewing\",\"who\":1}"
      })
  void params_thatDoNotFit_areRefused(String params) {
    assertThat(error(ana.call("syncer.presence", params)).get("code").asInt()).isEqualTo(-32602);
  }

  @Test
  void away_whereOneNeverWas_isFine() {
    assertThat(say(ana, "away").get("result").asBoolean()).isTrue();
    assertThat(
            ana.call("syncer.presence", params("wiki.page", 999, "away")).get("result").asBoolean())
        .isTrue();
    assertThat(ana.frames("presence")).isEmpty();
  }

  @Test
  void placesOfAConnection_atTheLimit_andOneMore() {
    reopen(Limits.builder().topics(2).build(), SyncerOptions.defaults());
    long other = node.create("wiki.page", Map.of("name", "b"));
    say(ana, "viewing");
    ana.call("syncer.presence", params("wiki.page", other, "viewing"));

    JsonNode refused = error(ana.call("syncer.presence", params("wiki.page", 0, "viewing")));
    JsonNode known = say(ana, "editing");
    ana.call("syncer.presence", params("wiki.page", other, "away"));
    JsonNode afterwards = ana.call("syncer.presence", params("wiki.page", 0, "viewing"));

    assertThat(refused.get("code").asInt()).isEqualTo(429);
    assertThat(known.has("result")).isTrue();
    assertThat(afterwards.has("result")).isTrue();
  }

  @Test
  void usersAtAPlace_overTheLimit_areRefused() {
    reopen(Limits.defaults(), SyncerOptions.builder().presenceUsers(1).build());
    say(ana, "viewing");
    awaitList(ana, "Ana viewing.");

    JsonNode refused = error(say(ben, "viewing"));

    assertThat(refused.get("code").asInt()).isEqualTo(429);
    assertThat(last(ana)).isEqualTo("Ana viewing.");
  }

  @Test
  void connection_thatCloses_isGone() {
    say(ana, "viewing");
    say(ben, "viewing");
    awaitList(ben, "Ana viewing. Ben viewing.");

    ana.closed();

    awaitList(ben, "Ben viewing.");
  }

  /** Half open: nothing is heard, and nothing says that it is over. */
  @Test
  void connection_thatIsSilent_isGoneAfter55Seconds_andBackWhenItIsHeard() {
    node.timer.advance(Duration.ofSeconds(1));
    say(ana, "viewing");
    say(ben, "viewing");
    awaitList(ben, "Ana viewing. Ben viewing.");

    node.timer.advance(Duration.ofSeconds(24)); // the first beat that comes after they spoke
    ben.call("syncer.ping", "{}");
    node.timer.advance(HEARTBEAT);
    ben.call("syncer.ping", "{}");
    node.timer.advance(Duration.ofMillis(4_999));
    ben.call("syncer.ping", "{}");
    String before = last(ben);
    node.timer.advance(Duration.ofMillis(1)); // 54 s after Ana spoke last

    awaitList(ben, "Ben viewing.");
    assertThat(before).isEqualTo("Ana viewing. Ben viewing.");
    assertThat(ana.closes()).isEmpty();
    ana.call("syncer.ping", "{}");
    awaitList(ben, "Ana viewing. Ben viewing.");
    awaitList(ana, "Ana viewing. Ben viewing.");
  }

  @Test
  void client_thatPingsOnceInEachHeartbeat_staysShown() {
    say(ana, "viewing");
    awaitList(ana, "Ana viewing.");

    for (int i = 0; i < 10; i++) {
      node.timer.advance(HEARTBEAT.plusSeconds(4)); // as late as it may be
      ana.call("syncer.ping", "{}");
    }

    assertThat(ana.frames("presence")).hasSize(1);
    assertThat(ana.closes()).isEmpty();
  }

  @Test
  void presenceInABatch_isAnsweredBeforeTheList() {
    int before = ana.received().size();
    String each = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"syncer.presence\",\"params\":%s}";

    JsonNode answers =
        ana.ask(
            "["
                + each.formatted(1, params("wiki.page", page, "viewing"))
                + ","
                + each.formatted(2, params("wiki.page", page, "away"))
                + ","
                + each.formatted(3, params("wiki.page", page, "editing"))
                + "]");
    awaitList(ana, "Ana editing.");

    assertThat(answers).hasSize(3).allMatch(answer -> answer.has("result"));
    assertThat(ana.received().get(before).isArray()).isTrue();
  }
}
