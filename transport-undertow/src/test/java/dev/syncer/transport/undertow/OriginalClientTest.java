package dev.syncer.transport.undertow;

import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Long poll, for clients that know nothing of {@code syncer.v1}. */
class OriginalClientTest {
  private static final String TASKS = "demo:test.task";
  private static final int CONNECTIONS = 3;
  private static final Executor OWN = task -> new Thread(task, "poll").start();
  private static final ModelModule ROOMS =
      models ->
          models
              .model("test.room")
              .fields(text("name"))
              .implementsSyncer()
              .access(group("user").all())
              .messages(group("user"));

  @TempDir Path folder;
  private Syncer syncer;
  private URI server;
  private OriginalClient client;

  @BeforeEach
  void start() {
    open(Duration.ofSeconds(50));
    system("test.user", "Ana");
    client = client();
  }

  private void open(Duration pollTime) {
    open(pollTime, SyncerOptions.defaults());
  }

  private void open(Duration pollTime, SyncerOptions options) {
    Limits limits = Limits.builder().pollTime(pollTime).connectionsPerUser(CONNECTIONS).build();
    syncer = UndertowNode.in(folder, options, limits, new TestModule(group("user")), ROOMS).start();
    server = syncer.address();
  }

  private OriginalClient client() {
    OriginalClient made = new OriginalClient(server, OriginalClient.login(server));
    made.addChannel(TASKS);
    return made;
  }

  @AfterEach
  void stop() {
    client.close();
    syncer.close();
  }

  private void restart(Duration pollTime) {
    client.close();
    syncer.close();
    open(pollTime);
  }

  private void system(String model, String... names) {
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> {
              for (String name : names) {
                unit.model(model).create(Values.values().with("name", name));
              }
            });
  }

  private static List<String> names(List<JsonNode> shown) {
    return shown.stream().map(each -> each.at("/1/1/record_name").asString()).toList();
  }

  @Test
  void firstPoll_getsWhatHappenedLately() {
    system("test.task", "one", "two");

    List<JsonNode> shown = client.poll();

    assertThat(names(shown)).containsExactly("one", "two");
    assertThat(shown.get(0).get(0).asString()).isEqualTo(TASKS);
    assertThat(shown.get(0).at("/1/0").toString()).isEqualTo("[\"demo\",\"test.task\",1]");
    assertThat(shown.get(0).at("/1/1/method").asString()).isEqualTo("create");
  }

  @Test
  void poll_thatWaits_isAnsweredByTheNextCommit() {
    system("test.task", "one");
    client.poll();
    client.begin();

    system("test.stage", "of no interest");
    system("test.task", "two", "three");

    JsonNode answer = JsonMapper.shared().readTree(client.answer().body());
    assertThat(answer.get("result")).hasSize(2);
    assertThat(answer.get("id").asInt()).isEqualTo(2 * 7_919);
    assertThat(answer.at("/result/0/id")).isEqualTo(answer.at("/result/1/id"));
  }

  @Test
  void polls_oneAfterTheOther_loseAndDoubleNothing() {
    List<String> names = IntStream.range(0, 60).mapToObj(i -> "task " + i).toList();
    system("test.task", "first");
    assertThat(names(client.poll())).containsExactly("first");
    Thread writer = new Thread(() -> names.forEach(name -> system("test.task", name)));
    writer.start();

    List<String> seen = new java.util.ArrayList<>();
    while (seen.size() < names.size()) {
      seen.addAll(names(client.poll()));
    }

    assertThat(seen).isEqualTo(names);
  }

  @Test
  void poll_withoutNews_isAnsweredEmptyInTheEnd() {
    restart(Duration.ofMillis(200));
    client = client();
    client.last(1);

    assertThat(client.poll()).isEmpty();
    assertThat(client.poll()).isEmpty();
  }

  @Test
  void ids_neverFall_overARestart() {
    system("test.task", "before");
    client.poll();
    long before = client.last();

    restart(Duration.ofSeconds(50));
    system("test.task", "after");
    client = client();
    client.last(before);

    assertThat(names(client.poll())).containsExactly("after");
    assertThat(client.last()).isGreaterThan(before);
  }

  @Test
  void channels_thatNobodyCanSee_areLeftOut() {
    system("test.task", "one");
    List.of("demo:test.secret", "demo:test.quiet", "demo:test.nothing", "bus.presence", "")
        .forEach(client::addChannel);

    assertThat(names(client.poll())).containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "-9007199254740993", "null", "false"})
  void last_thatIsNoId_meansLately(String last) {
    system("test.task", "one");

    JsonNode answer = post("{\"channels\":[\"" + TASKS + "\"],\"last\":" + last + "}");

    assertThat(answer.get("result")).hasSize(1);
  }

  private JsonNode post(String params) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":" + params + "}";
    HttpResponse<String> response =
        WireClient.post(server, "/longpolling/poll", body, OriginalClient.login(server));
    assertThat(response.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"channels\":\"demo:test.task\",\"last\":0}",
        "{\"channels\":[7],\"last\":0}",
        "{\"last\":0}",
        "{\"channels\":[],\"last\":\"5\"}",
        "{\"channels\":[],\"lost\":5}"
      })
  void params_thatDoNotFit_areRefused(String params) {
    assertThat(post(params).at("/error/code").asInt()).isEqualTo(-32602);
  }

  @Test
  void last_aheadOfTheLog_waitsForWhatComes_andIsTold() throws InterruptedException {
    system("test.task", "one");
    client.last(1_000_000);
    client.begin();

    // A poll that begins behind a commit waits for another one.
    Thread writer =
        new Thread(() -> IntStream.range(0, 200).forEach(i -> system("test.task", "next")));
    writer.start();
    WireResponse response = client.answer();

    assertThat(response.body()).contains("\"next\"").doesNotContain("\"one\"");
    assertThat(response.header("Syncer-Reset")).isEqualTo("ahead");
    assertThat(response.header("Syncer-Cursor")).isNotEmpty();
    writer.join();
  }

  @Test
  void last_beforeTheLog_getsWhatThereIs_andIsTold() {
    system("test.task", "one");
    client.poll();
    for (int i = 0; i < 5; i++) {
      system("test.task", "more " + i);
    }
    long last = client.last();
    client.close();
    syncer.close();
    open(Duration.ofSeconds(50), SyncerOptions.builder().retentionCount(2).build());

    await()
        .untilAsserted(
            () -> {
              client = client();
              client.last(last);
              client.begin();
              WireResponse response = client.answer();
              client.close();
              assertThat(response.header("Syncer-Reset")).isEqualTo("retention");
              assertThat(response.body()).contains("more 3", "more 4").doesNotContain("more 2");
            });
  }

  @Test
  void polls_thatWereAborted_leaveTheirPlaces() {
    client.last(1);
    for (int i = 0; i < 5 * CONNECTIONS; i++) {
      await().until(this::hasRoom);
      client.begin();
      client.abort();
    }

    system("test.task", "one");
    assertThat(names(client.poll())).containsExactly("one");
  }

  private boolean hasRoom() {
    return !post("{\"channels\":[\"demo:test.user\"],\"last\":0}").has("error");
  }

  @Test
  void polls_ofAUser_atTheLimitAndPastIt() {
    List<OriginalClient> waiting = IntStream.range(0, CONNECTIONS).mapToObj(i -> client()).toList();
    try {
      for (OriginalClient each : waiting) {
        each.last(1);
        each.begin();
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(post("{\"channels\":[],\"last\":1}").at("/error/code").asInt())
                      .isEqualTo(429));
    } finally {
      waiting.forEach(OriginalClient::close);
    }
  }

  @Test
  void poll_withoutASession_isRefused() {
    HttpResponse<String> response =
        WireClient.post(
            server,
            "/longpolling/poll",
            WireClient.body(Map.of("channels", List.of(TASKS), "last", 0)),
            null);

    assertThat(JsonMapper.shared().readTree(response.body()).at("/error/code").asInt())
        .isEqualTo(100);
  }

  @Test
  void poll_withGet_isNotAllowed() {
    try (WireSocket socket = WireSocket.connect(server)) {
      assertThat(socket.request("GET /longpolling/poll").response().status()).isEqualTo(405);
    }
  }

  @Test
  void stop_answersAPollThatWaits() {
    client.last(1);
    client.begin();
    await().until(() -> post("{\"channels\":[\"demo:test.user\"],\"last\":0}").has("result"));

    syncer.close();

    JsonNode answer = JsonMapper.shared().readTree(client.answer().body());
    assertThat(answer.get("result")).isEmpty();
  }

  @Test
  void message_onAnOpenChannel_isAnsweredToAPollThatWaits() throws Exception {
    system("test.task", "one");
    client.addChannel("demo:test.room");
    client.poll();
    long before = client.last();
    Object message = List.of("hello", Map.of("a", 1.5), "\u00e9");
    CompletableFuture<List<JsonNode>> shown = CompletableFuture.supplyAsync(client::poll, OWN);

    await()
        .until(
            () -> {
              send(message);
              return shown.isDone();
            });

    assertThat(shown.get()).isNotEmpty();
    assertThat(shown.get().get(0).get(0).asString()).isEqualTo("demo:test.room");
    assertThat(shown.get().get(0).get(1))
        .isEqualTo(JsonMapper.shared().valueToTree(Map.of("message", message)));
    assertThat(client.last()).isEqualTo(before);
    system("test.task", "two");
    assertThat(names(client.poll())).containsExactly("two");
  }

  /** As somebody else. */
  private void send(Object message) {
    HttpResponse<String> response =
        WireClient.post(
            server,
            "/longpolling/send",
            WireClient.body(Map.of("channel", "demo:test.room", "message", message)),
            OriginalClient.login(server));
    assertThat(JsonMapper.shared().readTree(response.body()).get("result").asBoolean()).isTrue();
  }

  @Test
  void message_toAChannelThatIsNotOpen_isRefused() {
    HttpResponse<String> response =
        WireClient.post(
            server,
            "/longpolling/send",
            WireClient.body(Map.of("channel", "demo:test.task", "message", "hello")),
            OriginalClient.login(server));

    JsonNode answer = JsonMapper.shared().readTree(response.body());
    assertThat(answer.at("/error/type").asString()).isEqualTo("access");
  }
}
