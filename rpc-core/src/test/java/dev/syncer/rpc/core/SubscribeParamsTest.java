package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Filter, fields, order and limit, as they come from a client. */
class SubscribeParamsTest {
  @TempDir Path folder;
  private RpcNode node;
  private LiveClient client;

  @BeforeEach
  void start() {
    node = new RpcNode(folder);
    client = node.connect(node.login("Ana"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JsonNode subscribe(String more) {
    return client.call("syncer.subscribe", "{\"channel\":\"demo:test.task\"" + more + "}");
  }

  private List<JsonNode> snapshot(String more) {
    assertThat(subscribe(",\"snapshot\":true" + more).has("result")).isTrue();
    await().until(() -> !client.frames("snapshot").isEmpty());
    return client.frames("snapshot").get(0).get("records").valueStream().toList();
  }

  private void createTasks() {
    node.create("test.task", Map.of("name", "one", "sequence", 1L));
    node.create("test.task", Map.of("name", "two", "sequence", 2L));
    node.create("test.task", Map.of("name", "three", "sequence", 3L));
  }

  @Test
  void filter_decidesWhichRecordsAreSeen() {
    createTasks();

    List<JsonNode> records = snapshot(",\"filter\":[[\"sequence\",\">=\",2]]");

    assertThat(records)
        .extracting(each -> each.get("name").asString())
        .containsExactly("two", "three");
  }

  @Test
  void fields_decideWhatIsSeenOfThem() {
    createTasks();

    List<JsonNode> records = snapshot(",\"fields\":[\"name\"]");

    assertThat(records).allMatch(each -> each.has("name") && !each.has("sequence"));
  }

  @Test
  void orderAndLimit_showTheFirst() {
    createTasks();

    List<JsonNode> records = snapshot(",\"order\":\"sequence desc, id\",\"limit\":2");

    assertThat(records)
        .extracting(each -> each.get("name").asString())
        .containsExactly("three", "two");
  }

  @Test
  void limitOfTheWindow_isTestedAtItsEnds() {
    assertThat(subscribe(",\"limit\":1").has("result")).isTrue();
    assertThat(subscribe(",\"limit\":1000").has("result")).isTrue();
    assertThat(subscribe(",\"limit\":0").has("error")).isTrue();
    assertThat(subscribe(",\"limit\":1001").has("error")).isTrue();
    assertThat(subscribe(",\"limit\":99999999999999999999").has("error")).isTrue();
  }

  @Test
  void oneOfABatchThatDoesNotFit_isNotTheEndOfTheOthers() {
    String one = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"syncer.subscribe\",\"params\":%s}";
    String first = one.formatted(1, "{\"channel\":\"demo:test.task\"}");
    String wrong =
        one.formatted(2, "{\"channel\":\"demo:test.task\",\"filter\":[[\"nonsense\",\"=\",1]]}");
    String last = one.formatted(3, "{\"channel\":\"demo:test.stage\",\"snapshot\":true}");

    JsonNode answers = client.ask("[" + first + "," + wrong + "," + last + "]");

    assertThat(answers.get(0).has("result")).isTrue();
    assertThat(answers.get(1).get("error").get("type").asString()).isEqualTo("validation");
    assertThat(answers.get(2).has("result")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"filter\":7; validation",
        "\"filter\":[[\"name\",\"~\",\"x\"]]; validation",
        "\"filter\":[[\"nothing\",\"=\",1]]; validation",
        "\"fields\":[\"nothing\"]; validation",
        "\"order\":\"nothing desc\",\"limit\":3; validation",
        "\"fields\":\"name\"; -32602",
        "\"fields\":[7]; -32602",
        "\"order\":[\"name\"]; -32602",
        "\"limit\":\"3\"; -32602",
        "\"limit\":1.5; -32602",
        "\"filters\":[]; -32602"
      })
  void param_thatDoesNotFit_isRefused(String param, String error) {
    JsonNode answer = subscribe("," + param);

    JsonNode told = answer.path("error");
    assertThat(List.of(told.path("code").asString(""), told.path("type").asString("")))
        .contains(error);
  }
}
