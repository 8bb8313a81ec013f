package dev.syncer.rpc.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.SyncerOptions;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** P23: a read answers so much at most, and nothing is left out without a word. */
class PagesTest {
  private static final int PAGE = 5;
  private static final int LARGEST = 10;
  private static final int ANSWER = 64 * 1024;

  @TempDir Path folder;
  private RpcNode node;
  private String token;

  @BeforeEach
  void open() {
    Limits limits = Limits.builder().page(PAGE).largestPage(LARGEST).answer(ANSWER).build();
    SyncerOptions options = SyncerOptions.builder().memoryBudget(8 * 1024 * 1024).build();
    node = new RpcNode(folder, limits, options);
    token = node.login("Ana");
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void notes(int count, int length) {
    for (int i = 0; i < count; i++) {
      node.create("test.note", Map.of("body", "x".repeat(length)));
    }
  }

  private JsonNode note(String method, String kwargs) {
    return node.model(token, "test.note", method, "[]", kwargs);
  }

  private static JsonNode refusal(JsonNode answer, String rule) {
    JsonNode data = answer.at("/error/data");
    assertThat(data.path("name").asString())
        .as("%s", answer)
        .isEqualTo("dev.syncer.rpc.ValidationException");
    assertThat(data.at("/context/rule").asString()).isEqualTo(rule);
    return data;
  }

  @Test
  void searchRead_ofMoreThanAPage_isRefusedWithoutALimit_andSaysHowToGetTheRest() {
    notes(PAGE, 1);
    assertThat(note("search_read", "{}").get("result")).hasSize(PAGE);

    notes(1, 1);
    JsonNode refusal = refusal(note("search_read", "{}"), "page");

    assertThat(refusal.get("message").asString())
        .contains("More than 5 records match", "in parts, with limit (up to 10) and offset")
        .contains("search_count");
    assertThat(refusal.at("/context/argument").asString()).isEqualTo("limit");
    assertThat(refusal.at("/context/usual").asInt()).isEqualTo(PAGE);
    assertThat(note("search_read", "{\"limit\":6}").get("result")).hasSize(6);
    assertThat(note("search_read", "{\"limit\":5,\"offset\":5}").get("result")).hasSize(1);
    assertThat(note("search_read", "{\"offset\":1}").get("result")).hasSize(PAGE);
  }

  @Test
  void search_withoutALimit_findsAsManyAsTheLargestPageHas_andNotOneMore() {
    notes(LARGEST, 1);
    assertThat(note("search", "{}").get("result")).hasSize(LARGEST);

    notes(1, 1);

    refusal(note("search", "{}"), "page");
    assertThat(note("search", "{\"limit\":10}").get("result")).hasSize(LARGEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "search_read"})
  void limit_aboveTheLargestPage_isRefused(String method) {
    notes(1, 1);

    JsonNode refusal = refusal(note(method, "{\"limit\":11}"), "range");

    assertThat(refusal.get("message").asString()).contains("11", "1 to 10");
    assertThat(refusal.at("/context/most").asInt()).isEqualTo(LARGEST);
    refusal(note(method, "{\"limit\":0}"), "range");
    assertThat(note(method, "{\"limit\":10}").get("result")).hasSize(1);
  }

  /** Three answers of 150 MB were too much for the heap. */
  @Test
  void answer_ofTooManyBytes_isRefused_andSaysHowToAskForLess() {
    notes(4, 20_000);

    JsonNode refusal = refusal(note("search_read", "{}"), "answer_limit");
    JsonNode read = node.model(token, "test.note", "read", "[[1,2,3,4]]", "{}");

    assertThat(refusal.get("message").asString())
        .contains("more than 65536 bytes", "limit and offset", "with fields");
    assertThat(refusal.at("/context/limit").asInt()).isEqualTo(ANSWER);
    refusal(read, "answer_limit");
    assertThat(note("search_read", "{\"limit\":3}").get("result")).hasSize(3);
    assertThat(note("search_read", "{\"fields\":[\"task_id\"]}").get("result")).hasSize(4);
    awaitThatCallsHoldNothing();
  }

  /** What is small in memory may be large on the wire: six bytes for a character. */
  @Test
  void answer_thatIsLargeOnTheWireOnly_isRefusedToo() {
    notes(2, 1);
    node.create("test.note", Map.of("body", "\u0001".repeat(20_000)));

    RpcResponse response =
        node.call(
            "/web/dataset/call_kw/test.note/search_read", "{\"args\":[],\"kwargs\":{}}", token);

    refusal(RpcNode.json(response), "answer_limit");
    assertThat(response.body().length).isLessThan(2_000);
    assertThat(note("search_read", "{\"limit\":2}").get("result")).hasSize(2);
    awaitThatCallsHoldNothing();
  }

  private static String batch() {
    String call = "/web/dataset/call_kw/test.note/";
    StringBuilder all = new StringBuilder("[");
    for (int i = 1; i <= 5; i++) {
      String method = i == 5 ? "search_count" : "read";
      String args = i == 5 ? "" : String.valueOf(i);
      all.append(
          "%s{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s%s\",\"params\":{\"args\":[%s],\"kwargs\":{}}}"
              .formatted(i == 1 ? "" : ",", i, call, method, args));
    }
    return all.append(']').toString();
  }

  private static void isBounded(JsonNode answers) {
    int read = 0;
    for (int i = 0; i < 4; i++) {
      JsonNode answer = answers.get(i);
      if (answer.has("result")) {
        read++;
      } else {
        assertThat(refusal(answer, "answer_limit").get("message").asString())
            .contains("answers to this batch", "more than 65536 bytes", "smaller batch");
      }
    }
    assertThat(read).isBetween(2, 3);
    assertThat(answers.get(4).get("result").asInt()).isEqualTo(4);
    assertThat(answers.toString()).hasSizeLessThanOrEqualTo(ANSWER);
  }

  /** Fifty answers at their limit were four hundred megabytes. */
  @Test
  void batch_whoseAnswersHaveTooManyBytes_refusesThoseThatDoNotFit() {
    notes(4, 20_000);

    RpcResponse http = node.post("/jsonrpc", batch().getBytes(StandardCharsets.UTF_8), token);
    JsonNode live = node.connect(token).ask(batch());

    isBounded(RpcNode.json(http));
    isBounded(live);
    awaitThatCallsHoldNothing();
  }

  /** A call gives back what it holds just after its answer. */
  private void awaitThatCallsHoldNothing() {
    MemoryBudget memory = node.injector.getInstance(MemoryBudget.class);
    await().until(() -> memory.use().of(MemoryKind.CALLS) == 0);
  }

  @Test
  void callThatFindsNoMemory_isRefusedForTheMoment_andDoneWhenThereIsSome() {
    notes(3, 20_000);
    MemoryBudget memory = node.injector.getInstance(MemoryBudget.class);
    memory.add(MemoryKind.OUTBOUND, memory.limit());

    JsonNode refused = note("search_read", "{}");
    memory.add(MemoryKind.OUTBOUND, -memory.limit());

    assertThat(refused.at("/error/code").asInt()).as("%s", refused).isEqualTo(503);
    assertThat(refused.toString()).contains("SyncerOptions.memoryBudget", "again in a moment");
    assertThat(note("search_read", "{}").get("result")).hasSize(3);
    awaitThatCallsHoldNothing();
  }
}
