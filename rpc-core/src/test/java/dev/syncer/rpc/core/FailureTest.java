package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.call.Answers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

class FailureTest {
  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private RpcNode node;

  @BeforeEach
  void open() {
    node = new RpcNode(folder);
    Logger logger = (Logger) LoggerFactory.getLogger(Answers.class);
    logger.setAdditive(false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    Logger logger = (Logger) LoggerFactory.getLogger(Answers.class);
    logger.detachAppender(log);
    logger.setAdditive(true);
    node.close();
  }

  private JsonNode fail(String kind) {
    RpcResponse response = node.call("/t/fail", "{\"kind\":\"" + kind + "\"}", null);
    assertThat(response.status()).isEqualTo(200);
    JsonNode answer = RpcNode.json(response);
    assertThat(answer.has("result")).isFalse();
    return answer.get("error");
  }

  @ParameterizedTest
  @CsvSource({
    "user,UserException,Not now,'{}'",
    "validation,ValidationException,Too late,'{\"field\":\"due\"}'",
    "access,AccessException,Not you,'{}'",
    "missing,MissingException,Not here,'{}'",
    "conflict,ConflictException,Not any more,'{\"field\":\"due\"}'"
  })
  void expectedError_isAnsweredToTheLetter(
      String kind, String name, String message, String context) {
    RpcResponse response = node.call("/t/fail", "{\"kind\":\"" + kind + "\"}", null);

    assertThat(RpcNode.text(response).replaceFirst("\"[0-9a-f]{12}\"", "\"ID\""))
        .isEqualTo(
            ("{'jsonrpc':'2.0','id':1,'error':{'code':200,'message':'Server Error','type':'%s',"
                    + "'data':{'name':'dev.syncer.rpc.%s','message':'%s','arguments':['%s'],"
                    + "'context':%s,'debug':'ID'}}}")
                .formatted(kind, name, message, message, context)
                .replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unexpected",
        "error",
        "overflow",
        "speechless",
        "unwritable",
        "throwing value",
        "unwritable stage",
        "no json"
      })
  void unexpectedError_tellsOnlyAnId(String kind) {
    JsonNode error = fail(kind);

    assertThat(error.get("code").asInt()).isEqualTo(200);
    assertThat(error.has("type")).isFalse();
    assertThat(error.get("data").get("name").asString())
        .isEqualTo("dev.syncer.rpc.UnexpectedException");
    assertThat(error.get("data").get("context").isEmpty()).isTrue();
    assertThat(error.get("data").get("debug").asString()).matches("[0-9a-f]{12}");
    assertThat(error.toString()).doesNotContain("secret", "TestController", "IllegalState", "Loop");
  }

  @Test
  void unexpectedError_isInTheLogUnderItsId() {
    String id = fail("unexpected").get("data").get("debug").asString();

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage()).contains(id);
    assertThat(log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("jdbc:secret");
  }

  @Test
  void unexpectedError_inDevelopment_hasItsStackTrace() {
    node.close();
    node =
        new RpcNode(folder, Limits.defaults(), SyncerOptions.builder().development(true).build());

    String unexpected = fail("unexpected").get("data").get("debug").asString();
    String expected = fail("validation").get("data").get("debug").asString();

    assertThat(unexpected).matches("(?s)[0-9a-f]{12}\n.*").contains("jdbc:secret", "\tat ");
    assertThat(expected).contains("ValidationException", "\tat ");
  }

  @Test
  void stage_thatFails_isTheErrorItFailedWith() {
    assertThat(fail("stage").get("type").asString()).isEqualTo("missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/t/later", "/t/wait"})
  void call_thatTakesTooLong_isAnswered(String path) throws Exception {
    CompletableFuture<RpcResponse> answer =
        node.injector
            .getInstance(RpcEndpoint.class)
            .post(path, "{\"jsonrpc\":\"2.0\",\"id\":1}".getBytes(), new Caller(null, "a"))
            .toCompletableFuture();
    await().until(() -> node.controller.calls.get() == 1);

    node.timer.advance(Duration.ofMillis(29_999));
    boolean isEarly = answer.isDone();
    node.timer.advance(Duration.ofMillis(1));

    assertThat(isEarly).isFalse();
    JsonNode error = RpcNode.json(answer.get()).get("error");
    assertThat(error.get("code").asInt()).isEqualTo(-32603);
    assertThat(error.get("data").get("name").asString())
        .isEqualTo("dev.syncer.rpc.TimeOverException");
  }

  @Test
  void calls_overTheLimitOfTheNode_areSentAway() {
    node.close();
    node = new RpcNode(folder, Limits.builder().callsOfNode(1).build(), SyncerOptions.defaults());
    CompletableFuture<RpcResponse> first =
        node.injector
            .getInstance(RpcEndpoint.class)
            .post("/t/wait", "{\"jsonrpc\":\"2.0\",\"id\":1}".getBytes(), new Caller(null, "a"))
            .toCompletableFuture();
    await().until(() -> node.controller.calls.get() == 1);

    JsonNode second = RpcNode.json(node.call("/t/echo", "{}", null));
    node.controller.latch.countDown();

    assertThat(second.get("error").get("code").asInt()).isEqualTo(503);
    assertThat(RpcNode.text(first.join())).contains("\"waited\"");
    await().until(() -> RpcNode.json(node.call("/t/echo", "{}", null)).has("result"));
  }

  @Test
  void call_ofANodeThatStops_is503() {
    node.sessions().stop(Duration.ofSeconds(1));

    RpcResponse response = node.call("/t/echo", "{}", null);

    assertThat(response.status()).isEqualTo(503);
    assertThat(RpcNode.json(response).get("error").get("code").asInt()).isEqualTo(503);
    assertThat(node.controller.calls).hasValue(0);
  }
}
