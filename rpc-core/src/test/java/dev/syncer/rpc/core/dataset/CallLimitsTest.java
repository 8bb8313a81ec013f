package dev.syncer.rpc.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.suite.RelationModule;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.LiveClient;
import dev.syncer.rpc.core.RpcNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a call may ask for at most, and that each refusal says what does not fit. */
class CallLimitsTest {
  @TempDir Path folder;
  private RpcNode node;
  private String token;
  private long id;

  @BeforeEach
  void open() {
    Limits limits = Limits.builder().records(20).build();
    node = new RpcNode(folder, limits, SyncerOptions.defaults(), new RelationModule());
    token = node.login("Ana");
    id = node.create("r.task", Map.of("name", "T"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode task(String method, String args, String kwargs) {
    return node.model(token, "r.task", method, args, kwargs);
  }

  private static JsonNode refusal(JsonNode answer) {
    assertThat(answer.at("/error/data/name").asString())
        .as("%s", answer)
        .isEqualTo("dev.syncer.rpc.ValidationException");
    return answer.at("/error/data");
  }

  private static String numbers(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String empties(int count) {
    return "[" + "{\"name\":\"x\"},".repeat(count - 1) + "{\"name\":\"x\"}]";
  }

  /** P15, P17: with one more than the limit nothing is read or written. */
  @Test
  void call_ofMoreRecordsThanTheLimit_isRefusedAndSaysToSplit() {
    List<JsonNode> refused =
        List.of(
            task("create", "[" + empties(21) + "]", "{}"),
            task("create", "[{\"name\":\"x\",\"tag_ids\":" + numbers(20) + "}]", "{}"),
            task("create", "[{\"name\":\"x\",\"child_ids\":[" + creates(20) + "]}]", "{}"),
            task("write", "[" + id + ",{\"tag_ids\":[[\"set\"," + numbers(20) + "]]}]", "{}"),
            task("write", "[" + numbers(11) + ",{\"tag_ids\":[[\"link\",1]]}]", "{}"),
            task("write", "[" + numbers(21) + ",{\"name\":\"x\"}]", "{}"),
            task("unlink", "[" + numbers(21) + "]", "{}"),
            task("read", "[" + numbers(21) + "]", "{}"));

    assertThat(refused)
        .allSatisfy(
            answer -> {
              JsonNode refusal = refusal(answer);
              assertThat(refusal.get("context").get("rule").asString()).isEqualTo("records");
              assertThat(refusal.get("message").asString()).contains("at most 20", "Split it");
            });
    assertThat(task("search_count", "[]", "{}").get("result").asInt()).isEqualTo(1);
    assertThat(task("create", "[" + empties(20) + "]", "{}").get("result")).hasSize(20);
    assertThat(task("read", "[" + numbers(20) + "]", "{}").get("result")).hasSize(20);
  }

  private static String creates(int count) {
    String one = "[\"create\",{\"name\":\"c\"}]";
    return (one + ",").repeat(count - 1) + one;
  }

  /** W7, P5, W12: over HTTP and WebSocket alike. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "name\\u0000",
        "name\\u001f",
        "name,name",
        "name desc,name",
        "",
        "name,,id",
        " , "
      })
  void order_thatIsNone_isRefusedOnBothTransports(String order) {
    LiveClient client = node.connect(token);

    JsonNode search = task("search", "[[]]", "{\"order\":\"" + order + ",spent\"}");
    JsonNode subscribe = subscribe(client, order + ",spent");

    refusal(search);
    refusal(subscribe);
  }

  @Test
  void order_ofMoreThan16Fields_isRefusedOnBothTransports() {
    LiveClient client = node.connect(token);
    String terms = IntStream.range(0, 2_001).mapToObj(i -> "name").collect(Collectors.joining(","));

    assertThat(refusal(task("search", "[[]]", "{\"order\":\"" + terms + "\"}")).toString())
        .contains("at most 16");
    assertThat(refusal(subscribe(client, terms)).toString()).contains("at most 16");
    assertThat(task("search", "[[]]", "{\"order\":\"name , spent desc\"}").has("result")).isTrue();
  }

  private static JsonNode subscribe(LiveClient client, String order) {
    return client.call(
        "syncer.subscribe",
        "{\"channel\":\"demo:r.task\",\"limit\":5,\"order\":\"" + order + "\"}");
  }

  /** W9: whatever a command is like, what does not fit is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"link\",null]",
        "[\"unlink\",null]",
        "[\"delete\",null]",
        "[\"update\",null,{}]",
        "[\"update\",1,null]",
        "[\"create\",null]",
        "[\"set\",null]",
        "[\"set\",[null]]",
        "[\"set\",[1,\"2\"]]",
        "[\"link\",0]",
        "[\"link\",-1]",
        "[\"link\",1.5]",
        "[\"link\",\"1\"]",
        "[\"link\",[1]]",
        "[\"link\",true]",
        "[\"link\"]",
        "[\"link\",1,2]",
        "[]",
        "[null]",
        "[null,1]",
        "[[\"link\"],1]",
        "[\"LINK\",1]",
        "[\"add\",1]",
        "[4,1]",
        "[\"create\",[]]",
        "[\"create\",7]",
        "[\"update\",1]",
        "[\"set\",7]",
        "[\"link\",{}]",
        "[\"delete\",9e99]"
      })
  void command_thatDoesNotFit_isRefused(String command) {
    for (String list : List.of("tag_ids", "child_ids")) {
      JsonNode write = task("write", "[" + id + ",{\"" + list + "\":[" + command + "]}]", "{}");
      JsonNode create =
          task(
              "create", "[{\"name\":\"x\",\"" + list + "\":[[\"set\",[]]," + command + "]}]", "{}");

      assertThat(refusal(write).get("message").asString()).contains("command 1: ");
      assertThat(refusal(create).get("message").asString()).contains("command 2: ");
      assertThat(refusal(create).get("context").get("field").asString()).isEqualTo(list);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"x\"", "{}", "[null]", "[1,null]", "[1,[\"link\",1]]", "true"})
  void list_thatIsNone_isRefused(String value) {
    refusal(task("write", "[" + id + ",{\"tag_ids\":" + value + "}]", "{}"));
  }

  /** W19: one form of digits, and none that only some programs read. */
  @ParameterizedTest
  @ValueSource(strings = {"١٢.٥", "1.", ".5", "+1", "１", " 1", "1 ", "0x1", "1d", "", "-", "1e"})
  void decimal_inOtherDigitsThanThoseOfJson_isRefused(String text) {
    JsonNode answer =
        node.model(
            token, "test.task", "create", "[{\"name\":\"x\",\"planned\":\"" + text + "\"}]", "{}");

    refusal(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12.50", "-0.5", "7", "1e2", "007"})
  void decimal_inDigitsOfJson_isTaken(String text) {
    JsonNode answer =
        node.model(
            token, "test.task", "create", "[{\"name\":\"x\",\"planned\":\"" + text + "\"}]", "{}");

    assertThat(answer.has("result")).as("%s", answer).isTrue();
  }

  /** P11. */
  @Test
  void pattern_thatIsTooLong_isRefusedEverywhere() {
    String pattern = "a".repeat(1_001);
    String filter = "[[\"name\",\"like\",\"" + pattern + "\"]]";

    refusal(task("search_count", "[" + filter + "]", "{}"));
    refusal(task("name_search", "[\"" + pattern + "\"]", "{}"));
    refusal(
        node.connect(token)
            .call("syncer.subscribe", "{\"channel\":\"demo:r.task\",\"filter\":" + filter + "}"));
  }
}
