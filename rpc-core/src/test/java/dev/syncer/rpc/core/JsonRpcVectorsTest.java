package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The examples of the JSON-RPC 2.0 specification, over HTTP and over a connection. */
class JsonRpcVectorsTest extends SharedRpcNodeFixture {
  static Stream<Arguments> vectors() {
    List<Arguments> all = new ArrayList<>();
    for (JsonNode each : Fixtures.read("jsonrpc").get("vectors")) {
      all.add(Arguments.of(each.get("name").asString(), each));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void request_overHttp_isAnsweredAsSpecified(String name, JsonNode vector) {
    RpcResponse response = node.post("/jsonrpc", vector.get("request").asString());

    if (vector.get("response").isNull()) {
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.body()).isNull();
    } else {
      assertSame(RpcNode.json(response), vector.get("response"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void request_overAConnection_isAnsweredAsSpecified(String name, JsonNode vector) {
    LiveClient client = node.connect(token);
    int before = client.answers().size();

    client.send(vector.get("request").asString());
    JsonNode last = client.call("syncer.ping", "{}");

    if (vector.get("response").isNull()) {
      assertThat(client.answers()).hasSize(before + 1).last().isEqualTo(last);
    } else {
      await().until(() -> client.answers().size() == before + 2);
      JsonNode answer =
          client.answers().stream()
              .skip(before)
              .filter(each -> !each.equals(last))
              .findFirst()
              .orElseThrow();
      assertSame(answer, vector.get("response"));
    }
    client.closed();
  }

  private static void assertSame(JsonNode answer, JsonNode expected) {
    assertThat(answer.isArray()).isEqualTo(expected.isArray());
    if (expected.isArray()) {
      assertThat(essence(answer)).containsExactlyInAnyOrderElementsOf(essence(expected));
    } else {
      assertThat(essence(answer)).isEqualTo(essence(expected));
    }
  }

  /** What the specification says: the message of an error may be longer. */
  private static List<String> essence(JsonNode answer) {
    List<String> all = new ArrayList<>();
    for (JsonNode each : answer.isArray() ? answer : List.of(answer)) {
      String error = each.has("error") ? each.get("error").get("code").toString() : "none";
      all.add(each.get("jsonrpc") + " " + each.get("id") + " " + each.get("result") + " " + error);
    }
    return all;
  }
}
