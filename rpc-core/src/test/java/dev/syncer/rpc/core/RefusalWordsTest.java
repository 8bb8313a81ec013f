package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What does not fit is refused by name, with the right code, in few words; ids come back. */
class RefusalWordsTest extends RpcNodeFixture {
  private static final int LONG = 60_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "syncer.ping|[1]|named params",
        "syncer.ping|{\"x\":1}|\"x\"",
        "syncer.send|{\"channel\":\"demo:test.stage\"}|\"message\" is missing",
        "syncer.send|{\"channel\":1,\"message\":1}|\"channel\" does not fit",
        "syncer.send|{\"channel\":\"demo:test.stage\",\"message\":1,\"x\":1}|\"x\"",
        "syncer.unsubscribe|{}|\"subscription\" is missing",
        "syncer.unsubscribe|{\"subscription\":1}|\"subscription\" does not fit",
        "syncer.subscribe|{}|\"channel\" is missing",
        "syncer.subscribe|{\"channel\":\"demo:test.stage\",\"limit\":1.5}|\"limit\" does not fit",
        "syncer.subscribe|{\"channel\":\"demo:test.stage\",\"fields\":\"name\"}|\"fields\" does not fit",
        "syncer.presence|{\"channel\":\"demo:test.stage\"}|\"state\" is missing",
        "syncer.presence|{\"channel\":\"demo:test.stage\",\"id\":0,\"state\":\"away\"}|\"id\" does not fit"
      })
  void liveMethod_withArgumentsThatDoNotFit_saysWhich_W8(
      String method, String params, String words) {
    JsonNode error = node.connect(token).call(method, params).get("error");

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("message").asString()).contains(words);
  }

  @Test
  void request_withoutAVersion_isToldWhichOneToSend_N14() {
    String missing = words("{\"id\":1,\"method\":\"call\",\"params\":{}}");
    String other = words("{\"jsonrpc\":2.0,\"id\":1,\"method\":\"call\",\"params\":{}}");

    assertThat(missing).contains("\"jsonrpc\" is missing. Send \"jsonrpc\": \"2.0\"");
    assertThat(other).contains("\"jsonrpc\" has another value than \"2.0\". Send");
  }

  private String words(String request) {
    return RpcNode.json(node.post("/jsonrpc", request)).at("/error/data/message").asString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]"})
  void ping_withoutArguments_isAnswered_W8(String params) {
    assertThat(node.connect(token).call("syncer.ping", params).has("result")).isTrue();
  }

  @Test
  void hello_withAnArgumentThatThereIsNot_isRefused_W8() {
    LiveClient client = node.connect();

    JsonNode answer =
        client.call("syncer.hello", "{\"token\":\"" + token + "\",\"colour\":\"red\"}");

    assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32602);
    assertThat(answer.get("error").get("message").asString()).contains("\"colour\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/longpolling/send|{\"channel\":\"demo:test.stage\"}|\"message\" is missing",
        "/web/session/destroy|{\"x\":1}|\"x\"",
        "/web/session/get_session_info|{\"x\":1}|\"x\""
      })
  void route_withArgumentsThatDoNotFit_saysWhich_W8(String path, String params, String words) {
    JsonNode error = RpcNode.json(node.call(path, params, token)).get("error");

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("message").asString()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"channels\":\"x\",\"last\":0}|\"channels\" does not fit",
        "{\"last\":0}|\"channels\" is missing",
        "{\"channels\":[],\"last\":0.5}|\"last\" does not fit",
        "{\"channels\":[],\"last\":\"1\"}|\"last\" does not fit",
        "{\"channels\":[],\"last\":true}|\"last\" does not fit",
        "{\"channels\":[],\"colour\":1}|\"colour\""
      })
  void legacyPoll_withArgumentsThatDoNotFit_saysWhich_W8_W12(String params, String words)
      throws Exception {
    JsonNode error = RpcNode.json(poll(params)).get("error");

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("message").asString()).contains(words);
  }

  /** A number that no position has is past the end of the log, not somewhere in it. */
  @Test
  void legacyPoll_fromAHugePlace_isAhead_W12() throws Exception {
    CompletableFuture<PollAnswer> answer =
        start("{\"channels\":[\"demo:test.stage\"],\"last\":18446744073709551617}");

    await()
        .until(
            () -> {
              node.timer.advance(Limits.defaults().connections().pollTime().plusSeconds(2));
              return answer.isDone();
            });

    assertThat(answer.get().resetReason()).isEqualTo("ahead");
  }

  private RpcResponse poll(String params) throws Exception {
    return start(params).get(10, TimeUnit.SECONDS).response();
  }

  private CompletableFuture<PollAnswer> start(String params) {
    CompletableFuture<PollAnswer> answer = new CompletableFuture<>();
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":" + params + "}";
    node.sessions()
        .poll(
            body.getBytes(StandardCharsets.UTF_8),
            new Caller(token, RpcNode.ADDRESS),
            answer::complete);
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0",
        "1e3",
        "1E+3",
        "1e400",
        "1.0",
        "10e-1",
        "-0.0",
        "0",
        "7",
        "9007199254740993",
        "123456789012345678901234567890"
      })
  void id_thatIsANumber_comesBackToTheLetter_W10(String id) {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"/get_data\",\"params\":{}}";
    LiveClient client = node.connect(token);

    String single =
        RpcNode.text(node.post("/jsonrpc", request.getBytes(StandardCharsets.UTF_8), token));
    String batch =
        RpcNode.text(
            node.post("/jsonrpc", ("[" + request + "]").getBytes(StandardCharsets.UTF_8), token));
    String failed = RpcNode.text(node.post("/jsonrpc", request.replace("/get_data", "/nowhere")));
    client.ask(request);

    assertThat(single).startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\"");
    assertThat(batch).startsWith("[{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\"");
    assertThat(failed).startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\"");
    assertThat(client.texts())
        .last()
        .asString()
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",");
  }

  /** The control: a member of that name elsewhere is a number as any other. */
  @Test
  void id_amongTheParams_isANumber_W10() {
    long stage = node.create("test.stage", Map.of("name", "x"));

    JsonNode read =
        node.model(token, "test.stage", "read", "[" + stage + "]", "{\"fields\":[\"name\"]}");

    assertThat(read.get("result").get(0).get("id").asLong()).isEqualTo(stage);
  }

  @Test
  void name_thatIsVeryLong_isCutInMessages_W21() {
    String name = "n".repeat(LONG);
    String quoted = "\"" + name + "\"";
    List<String> answers =
        List.of(
            node.model(token, "test.stage", "search", "[[[" + quoted + ",\"=\",1]]]", "{}")
                .toString(),
            node.model(
                    token,
                    "test.stage",
                    "create",
                    "[{" + quoted.replace(name, name.substring(0, 9_000)) + ":1}]",
                    "{}")
                .toString(),
            node.model(token, "test.stage", "search", "[]", "{\"order\":" + quoted + "}")
                .toString(),
            node.model(token, "test.stage", "read", "[[1]]", "{\"fields\":[" + quoted + "]}")
                .toString(),
            RpcNode.text(
                node.call(
                    "/web/dataset/call_kw",
                    "{\"model\":" + quoted + ",\"method\":\"read\"}",
                    token)),
            RpcNode.text(
                node.call(
                    "/web/dataset/call_kw",
                    "{\"model\":\"test.stage\",\"method\":" + quoted + "}",
                    token)),
            RpcNode.text(node.call("/" + name, "{}", token)),
            RpcNode.text(node.call("/get_data", "{\"" + name.substring(0, 9_000) + "\":1}", token)),
            node.connect(token).call("syncer." + name, "{}").toString(),
            node.connect(token).call("syncer.subscribe", "{\"channel\":" + quoted + "}").toString(),
            node.connect(token)
                .call("syncer.ping", "{\"" + name.substring(0, 9_000) + "\":1}")
                .toString(),
            node.connect(token)
                .call(
                    "syncer.subscribe",
                    "{\"channel\":\"demo:test.stage\",\"fields\":[" + quoted + "]}")
                .toString());

    assertThat(answers).allMatch(answer -> answer.contains("\"error\""));
    assertThat(answers).allMatch(answer -> answer.length() < 1_500, "is short");
  }

  @Test
  void name_withControlCharacters_isShownWithout_W21() {
    String answer =
        node.model(token, "test.stage", "search", "[[[\"a\\n\\u001b[2Jb\",\"=\",1]]]", "{}")
            .get("error")
            .get("data")
            .get("message")
            .asString();

    assertThat(answer)
        .contains("a\\u000a\\u001b[2Jb")
        .doesNotContain("\n")
        .doesNotContain("\u001b");
  }
}
