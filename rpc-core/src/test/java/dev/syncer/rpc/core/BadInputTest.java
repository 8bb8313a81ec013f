package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What strangers send: each gets exactly one clear error, and no controller is reached. */
class BadInputTest extends SharedRpcNodeFixture {
  private static final int PARSE = -32700;
  private static final int REQUEST = -32600;
  private static final int METHOD = -32601;

  private static Arguments bad(String name, int code, String json) {
    return Arguments.of(name, code, json.getBytes(StandardCharsets.UTF_8));
  }

  /** A request whose one argument is this JSON. */
  private static String echo(String value) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"/t/echo\",\"params\":{\"value\":"
        + value
        + "}}";
  }

  private static String method(String name) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + name + "\"}";
  }

  static Stream<Arguments> bad() {
    // Two levels are the request's own.
    return Stream.of(
        bad("63 levels in two", PARSE, echo("[".repeat(63) + "]".repeat(63))),
        bad("depth without end", PARSE, "[".repeat(500_000)),
        bad("a number of 101 digits", PARSE, echo("1".repeat(101))),
        bad("a number of a million digits", PARSE, echo("1".repeat(1_000_000))),
        bad("an exponent of a gigabyte", PARSE, echo("1e999999999")),
        bad("a small exponent of a gigabyte", PARSE, echo("1e-999999999")),
        bad("an exponent past an int", PARSE, echo("1e99999999999999")),
        bad("no number", PARSE, echo("NaN")),
        bad("a leading zero", PARSE, echo("007")),
        bad("a key twice", PARSE, echo("{\"a\":1,\"a\":2}")),
        bad("a key twice, escaped", PARSE, echo("{\"a\":1,\"\\u0061\":2}")),
        bad("two ids", PARSE, "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"/t/echo\"}"),
        bad("half a character", PARSE, echo("\"\\ud83d\"")),
        bad("the other half", PARSE, echo("\"\\ude00\"")),
        bad("halves in the wrong order", PARSE, echo("\"\\ude00\\ud83d\"")),
        bad("half a character in a key", PARSE, echo("{\"\\ud83d\":1}")),
        bad("a raw NUL", PARSE, echo("\"\0\"")),
        bad("NUL behind", PARSE, echo("1") + "\0"),
        bad("a byte order mark", PARSE, "\ufeff" + echo("1")),
        bad("trailing garbage", PARSE, echo("1") + "x"),
        bad("two values", PARSE, echo("1") + echo("2")),
        bad("a comment", PARSE, echo("1/**/")),
        bad("single quotes", PARSE, echo("'a'")),
        bad("a trailing comma", PARSE, echo("[1,]")),
        bad("a long key", PARSE, echo("{\"" + "k".repeat(10_001) + "\":1}")),
        bad("nothing", PARSE, ""),
        bad("white space", PARSE, " \n"),
        bytes("bytes that are not UTF-8", 0xC3, 0x28),
        bytes("an overlong form", 0xC0, 0xAF),
        bytes("half a character in UTF-8", 0xED, 0xA0, 0x80),
        bytes("bytes past Unicode", 0xF4, 0x90, 0x80, 0x80),
        bad("another version", REQUEST, "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"/t/echo\"}"),
        bad("a version as a number", REQUEST, "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"/t/echo\"}"),
        bad("no version", REQUEST, "{\"id\":1,\"method\":\"/t/echo\"}"),
        bad("params of text", REQUEST, method("/t/echo").replace("}", ",\"params\":\"x\"}")),
        bad("params of null", REQUEST, method("/t/echo").replace("}", ",\"params\":null}")),
        bad("an answer", REQUEST, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":7}"),
        bad("an error", REQUEST, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1}}"),
        bad("no method", REQUEST, "{\"jsonrpc\":\"2.0\",\"id\":1}"),
        bad("a batch in a batch", REQUEST, "[[" + method("/t/echo") + "]]"),
        bad("51 in a batch", REQUEST, batch(51)),
        bad("a reserved name", METHOD, method("rpc.anything")),
        bad("a prototype", METHOD, method("__proto__")),
        bad("a constructor", METHOD, method("constructor")),
        bad("a method of every object", METHOD, method("toString")),
        bad("no name", METHOD, method("")),
        bad("a path upwards", METHOD, method("/t/../t/echo")),
        bad("a name of a megabyte", METHOD, method("m".repeat(1_000_000))));
  }

  private static Arguments bytes(String name, int... bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"/t/echo\",\"a\":\"".getBytes());
    IntStream.of(bytes).forEach(body::write);
    body.writeBytes("\"}".getBytes());
    return Arguments.of(name, PARSE, body.toByteArray());
  }

  private static String batch(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> method("/t/echo"))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void badInput_overHttp_isOneError(String name, int code, byte[] json) {
    int before = node.controller.calls.get();

    RpcResponse response = node.post("/jsonrpc", json, token);

    assertError(RpcNode.json(response), code);
    assertThat(response.cursor()).isNull();
    assertThat(RpcNode.text(response).length()).isLessThan(1_000);
    assertThat(node.controller.calls).hasValue(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void badInput_overAConnection_isOneError(String name, int code, byte[] json) {
    LiveClient client = node.connect(token);
    int before = node.controller.calls.get();
    int answers = client.answers().size();

    client.send(json);
    client.call("syncer.ping", "{}");
    org.awaitility.Awaitility.await().until(() -> client.answers().size() == answers + 2);

    JsonNode answer =
        client.answers().stream()
            .skip(answers)
            .filter(each -> !each.has("result"))
            .findFirst()
            .orElseThrow();
    assertError(answer, code);
    assertThat(node.controller.calls).hasValue(before);
    assertThat(client.closes()).isEmpty();
    client.closed();
  }

  private static void assertError(JsonNode answer, int code) {
    JsonNode one = answer.isArray() ? answer.get(0) : answer;
    assertThat(answer.isArray() ? answer.size() : 1).isEqualTo(1);
    assertThat(one.has("result")).isFalse();
    assertThat(one.get("error").get("code").asInt()).isEqualTo(code);
    assertThat(one.get("error").get("data").get("message").asString()).isNotEmpty();
    assertThat(one.get("id").isNull()).isEqualTo(code == PARSE || answer.isArray() || isBatch(one));
  }

  private static boolean isBatch(JsonNode one) {
    return one.get("error").get("data").get("message").asString().contains("batch");
  }

  static Stream<Arguments> good() {
    return Stream.of(
        bad("62 levels in two", 0, echo("[".repeat(62) + "]".repeat(62))),
        bad("a number of 100 digits", 0, echo("1".repeat(100))),
        bad("an escaped NUL", 0, echo("\"\\u0000\"")),
        bad("a whole character", 0, echo("\"\\ud83d\\ude00\"")),
        bad("a long text", 0, echo("\"" + "x".repeat(900_000) + "\"")),
        bad("many keys", 0, echo(keys(50_000))),
        bad("a prototype as a key", 0, echo("{\"__proto__\":{\"a\":1}}")),
        bad("50 in a batch", 0, batch(50)));
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"key" + i + "\":" + i)
        .collect(Collectors.joining(",", "{", "}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void strangeButGoodInput_isTaken(String name, int none, byte[] json) {
    RpcResponse response = node.post("/jsonrpc", json, null);

    JsonNode answer = RpcNode.json(response);
    assertThat((answer.isArray() ? answer.get(0) : answer).has("result")).isTrue();
  }

  @Test
  void message_ofAnError_doesNotQuoteTheInput() {
    RpcResponse response = node.post("/jsonrpc", "{\"password\": secret}");

    assertThat(RpcNode.text(response)).doesNotContain("secret", "password");
  }
}
