package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PlainRouteTest extends SharedRpcNodeFixture {
  private static JsonNode call(String path, String params) {
    RpcResponse response = node.call(path, params, token);
    assertThat(response.status()).isEqualTo(200);
    return RpcNode.json(response);
  }

  private static JsonNode error(String path, String params) {
    JsonNode answer = call(path, params);
    assertThat(answer.has("result")).isFalse();
    return answer.get("error");
  }

  @Test
  void success_always_hasAResultAndNoError() {
    RpcResponse response = node.call("/t/echo", "{\"value\":{\"a\":[1,\"b\",null]}}", null);

    assertThat(RpcNode.text(response))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":[1,\"b\",null]}}");
    assertThat(response.cursor()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/t/echo", "/update"})
  void success_withoutAValue_isNull(String path) {
    String params = path.equals("/update") ? "{\"numbers\":[]}" : "{}";

    assertThat(RpcNode.text(node.call(path, params, null)))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "0",
        "-7",
        "9007199254740993",
        "123456789012345678901234567890",
        "1.5",
        "\"\"",
        "\"a\\\"ä\\u0000\"",
        "null"
      })
  void id_ofEachType_comesBackAsItWas(String id) {
    RpcResponse response =
        node.post("/t/echo", "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"call\"}");

    assertThat(RpcNode.text(response))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "[1]", "{}"})
  void id_ofAnotherType_isRefused(String id) {
    RpcResponse response = node.post("/t/echo", "{\"jsonrpc\":\"2.0\",\"id\":" + id + "}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(RpcNode.json(response).get("error").get("code").asInt()).isEqualTo(-32600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"method\":7,", "\"method\":\"anything at all\","})
  void method_onAPlainRoute_isNotLookedAt(String method) {
    RpcResponse response =
        node.post("/t/echo", "{\"jsonrpc\":\"2.0\"," + method + "\"id\":1,\"params\":{}}");

    assertThat(RpcNode.json(response).has("result")).isTrue();
  }

  @Test
  void request_withoutAnId_isAnsweredOnAPlainRoute() {
    RpcResponse response = node.post("/t/echo", "{\"jsonrpc\":\"2.0\",\"method\":\"call\"}");

    assertThat(RpcNode.text(response))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "{", "7", "\"text\"", "null", "[]", "[{\"jsonrpc\":\"2.0\",\"id\":1}]"})
  void body_thatIsNoRequest_is400(String body) {
    RpcResponse response = node.post("/t/echo", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(RpcNode.json(response).get("error").get("code").asInt()).isIn(-32700, -32600);
  }

  @Test
  void unknownRoute_isCode404() {
    JsonNode error = error("/no/such/route", "{}");

    assertThat(error.get("code").asInt()).isEqualTo(404);
    assertThat(error.get("message").asString()).isEqualTo("Not Found");
    assertThat(error.get("data").get("name").asString())
        .isEqualTo("dev.syncer.rpc.NotFoundException");
    assertThat(error.get("data").get("message").asString()).contains("\"/no/such/route\"");
  }

  @Test
  void routeThatNeedsASession_withoutOne_isCode100() {
    JsonNode without = RpcNode.json(node.call("/t/user", "{}", null)).get("error");
    JsonNode wrong = RpcNode.json(node.call("/t/user", "{}", "a".repeat(43))).get("error");

    assertThat(without.get("code").asInt()).isEqualTo(100);
    assertThat(without.get("message").asString()).isEqualTo("Session Expired");
    assertThat(wrong.get("code").asInt()).isEqualTo(100);
  }

  @Test
  void userAndDatabase_areGivenToTheController() {
    String anonymous = RpcNode.text(node.call("/t/anybody", "{}", null));

    assertThat(call("/t/user", "{}").get("result").asString()).endsWith(" Ana in demo");
    assertThat(call("/t/anybody", "{}").get("result").asBoolean()).isFalse();
    assertThat(anonymous).contains("\"result\":true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\":\"a\"} | the argument \"number\" is missing",
        "{\"text\":null,\"number\":1} | the argument \"text\" is null",
        "{\"text\":\"a\",\"number\":1,\"lst\":[]} | no argument \"lst\". Did you mean \"list\"?",
        "{\"text\":5,\"number\":1} | the argument \"text\" does not fit. It takes text",
        "{\"text\":\"a\",\"number\":\"1\"} | the argument \"number\" does not fit",
        "{\"text\":\"a\",\"number\":1.0} | the argument \"number\" does not fit",
        "{\"text\":\"a\",\"number\":2147483648} | the argument \"number\" does not fit",
        "{\"text\":\"a\",\"number\":1,\"list\":[1,\"x\"]} | \"list\" does not fit at element 1",
        "{\"text\":\"a\",\"number\":1,\"list\":[null]} | \"list\" does not fit at element 0",
        "{\"text\":\"a\",\"number\":1,\"amount\":\"1e9999\"} | \"amount\" does not fit",
        "{\"text\":\"a\",\"number\":1,\"at\":\"yesterday\"} | \"at\" does not fit",
        "[\"a\",1] | named params",
      })
  void argument_thatDoesNotFit_isNamed(String params, String words) {
    int before = node.controller.calls.get();

    JsonNode error = error("/t/typed", params);

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("message").asString()).contains(words);
    assertThat(node.controller.calls).hasValue(before);
  }

  @Test
  void arguments_thatFit_arrive() {
    JsonNode answer =
        call(
            "/t/typed",
            "{\"text\":\"a\",\"number\":2,\"list\":[3],\"amount\":\"4.50\","
                + "\"at\":\"2026-11-22T10:15:30.123Z\"}");

    assertThat(answer.get("result").asString()).isEqualTo("a2[3]4.502026-11-22T10:15:30.123Z");
  }

  @Test
  void cursor_isThereWhereTheCallCommitted() {
    RpcResponse committed = node.call("/t/rename", "{\"name\":\"x\",\"fails\":false}", token);
    RpcResponse failed = node.call("/t/rename", "{\"name\":\"y\",\"fails\":true}", token);
    RpcResponse read = node.call("/t/user", "{}", token);

    assertThat(committed.cursor()).isNotEmpty();
    assertThat(failed.cursor()).isNotEmpty().isNotEqualTo(committed.cursor());
    assertThat(read.cursor()).isNull();
  }

  @Test
  void stage_thatCompletes_isTheResult() {
    node.controller.later.complete(List.of("done"));

    assertThat(call("/t/later", "{}").get("result").get(0).asString()).isEqualTo("done");
  }

  @Test
  void record_fromAController_isAsAReadHasIt() {
    long stage = node.create("test.stage", java.util.Map.of("name", "Doing"));
    long task =
        node.create(
            "test.task", java.util.Map.of("name", "T", "stage_id", stage, "planned", "12.50"));

    JsonNode result = call("/t/read", "{\"id\":" + task + "}").get("result");
    JsonNode read = node.model(token, "test.task", "read", "[" + task + "]", "{}").get("result");

    assertThat(result.get("record")).isEqualTo(read.get(0));
    assertThat(result.get("stage").toString()).isEqualTo("[3,\"Done\"]");
  }

  @Test
  void refusal_ofTheTransport_isAnError() {
    RpcResponse response =
        node.injector.getInstance(RpcEndpoint.class).refusal(413, 413, "the body is too long");

    assertThat(response.status()).isEqualTo(413);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":413,");
  }
}
