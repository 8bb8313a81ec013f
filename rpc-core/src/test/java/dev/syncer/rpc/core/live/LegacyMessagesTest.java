package dev.syncer.rpc.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.broker.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyMessagesTest {
  private final LegacyMessages messages = new LegacyMessages(cursor -> OptionalLong.of(7));

  private static Frame sent(String json) {
    String head = "{\"channel\":\"demo:a.b\",\"message\":";
    byte[] params = (head + json + ",\"user_id\":{\"id\":1}}").getBytes(StandardCharsets.UTF_8);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return Frame.message(new Frame.Part("", "demo:a.b", head.length(), length), params);
  }

  private static Frame commit(boolean isLast) {
    String head = "{\"cursor\":\"c\",\"changes\":[[\"s1\",";
    String change = "[[\"demo\",\"a.b\",3],{\"x\":1.50}]";
    List<Frame.Part> parts =
        List.of(new Frame.Part("s1", "demo:a.b", head.length(), change.length()));
    byte[] params = (head + change + "]]}").getBytes(StandardCharsets.UTF_8);
    return Frame.commit("c", parts, isLast, params);
  }

  private String written() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    messages.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "12",
        "1.50",
        "-1E+5",
        "\"\"",
        "\"te\\\"xt, \u00e9\"",
        "[]",
        "{\"a\":[{}],\"00\":[[1]]}"
      })
  void sentMessage_ofAnyKind_isCopiedAsItIs(String json) {
    messages.addSent(sent(json));
    messages.addSent(sent("1"));

    assertThat(written())
        .isEqualTo(
            "{\"id\":-1,\"channel\":\"demo:a.b\",\"message\":"
                + json
                + "},{\"id\":-1,\"channel\":\"demo:a.b\",\"message\":1}");
  }

  /** L14: a change stands in a legacy poll just where a message does, so it could be made up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[\"demo\",\"a.b\",1],{\"method\":\"unlink\"}]",
        "[1]",
        "[null,2]",
        "[\"ab1\",{\"method\":\"unlink\"}]",
        "{\"1\":{\"method\":\"unlink\"},\"0\":{\"0\":\"demo\",\"1\":\"a.b\",\"2\":1}}"
      })
  void sentMessage_thatCouldBeTakenForAChange_isWrapped(String json) {
    messages.addSent(sent(json));
    messages.addSent(sent("{\"message\":" + json + "}"));

    String wrapped = "{\"id\":-1,\"channel\":\"demo:a.b\",\"message\":{\"message\":" + json + "}}";
    assertThat(written()).isEqualTo(wrapped + "," + wrapped);
  }

  @Test
  void sentMessage_betweenThePartsOfACommit_splitsNoCommit() {
    messages.add(commit(false));
    messages.addSent(sent("\"between\""));
    String half = written();
    messages.add(commit(true));

    assertThat(half).isEmpty();
    assertThat(written())
        .isEqualTo(
            "{\"id\":7,\"channel\":\"demo:a.b\",\"message\":[[\"demo\",\"a.b\",3],{\"x\":1.50}]},"
                + "{\"id\":-1,\"channel\":\"demo:a.b\",\"message\":\"between\"},"
                + "{\"id\":7,\"channel\":\"demo:a.b\",\"message\":[[\"demo\",\"a.b\",3],{\"x\":1.50}]}");
  }
}
