package dev.syncer.transport.undertow;

import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is sent has the form of the literal examples. */
class StreamFixturesTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;

  private static List<JsonNode> cases() throws Exception {
    String file = Files.readString(Path.of("..", "protocol", "fixtures", "streams.json"));
    return JSON.readTree(file).get("cases").valueStream().toList();
  }

  private static JsonNode message(String name) throws Exception {
    return cases().stream()
        .filter(each -> each.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .get("message");
  }

  static Stream<JsonNode> events() throws Exception {
    return cases().stream().filter(each -> each.has("lines"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void event_isWrittenAsInTheFixture(JsonNode example) {
    List<String> lines = new ArrayList<>();
    example.get("lines").forEach(line -> lines.add(line.asString()));
    lines.add("data: " + example.get("message"));

    String written = written(example, lines);

    assertThat(written.lines().filter(line -> !line.startsWith("retry: ") && !line.isEmpty()))
        .containsExactlyElementsOf(lines);
    assertThat(written).endsWith("\n\n");
  }

  private static String written(JsonNode example, List<String> lines) {
    ServerSentEvents format = new ServerSentEvents();
    JsonNode message = example.get("message");
    byte[] params = message.toString().getBytes(StandardCharsets.UTF_8);
    String kind = lines.get(0).substring("event: ".length());
    String place = lines.get(1).startsWith("id: ") ? lines.get(1).substring("id: ".length()) : "";
    return switch (kind) {
      case "subscribed" -> text(format.begin(params, place));
      case "close" -> text(format.end(CloseCode.RESTART, message.get("reason").asString()));
      default -> text(format.event(frame(kind, message, params), place));
    };
  }

  private static Frame frame(String kind, JsonNode message, byte[] params) {
    String cursor = message.path("cursor").asString("");
    String subscription = message.path("subscription").asString("");
    return switch (FrameKind.valueOf(kind.toUpperCase(Locale.ROOT))) {
      case COMMIT -> Frame.commit(cursor, List.of(), true, params);
      case SNAPSHOT -> Frame.snapshot(subscription, cursor, params);
      case RESET -> Frame.reset(subscription, message.path("reason").asString(""), cursor, params);
      case ENDED -> Frame.ended(subscription, params);
      case HEARTBEAT -> Frame.heartbeat(cursor, params);
      case MESSAGE -> Frame.message(new Frame.Part("", "", 0, params.length), params);
      case PRESENCE -> Frame.presence(params);
    };
  }

  private static String text(List<ByteBuffer> buffers) {
    StringBuilder text = new StringBuilder();
    buffers.forEach(buffer -> text.append(StandardCharsets.UTF_8.decode(buffer)));
    return text.toString();
  }

  @Test
  void answersToPolls_haveTheFormOfTheFixtures() throws Exception {
    try (Syncer syncer =
        UndertowNode.in(
                folder, SyncerOptions.defaults(), Limits.defaults(), new TestModule(group("user")))
            .start()) {
      create(syncer, "test.user");
      String token = WireClient.login(syncer.address(), Map.of("uid", 1));
      Map<String, String> tasks = Map.of("channel", "demo:test.task");
      String cursor =
          post(syncer, token, "/syncer/poll", Map.of("subscriptions", List.of(tasks)))
              .at("/result/cursor")
              .asString();
      create(syncer, "test.task");

      JsonNode poll =
          post(
              syncer,
              token,
              "/syncer/poll",
              Map.of("subscriptions", List.of(tasks), "cursor", cursor));
      JsonNode original =
          post(
              syncer,
              token,
              "/longpolling/poll",
              Map.of("channels", List.of("demo:test.task"), "last", 0, "options", Map.of()));

      assertThat(form(poll)).isEqualTo(form(message("poll answer")));
      assertThat(form(original)).isEqualTo(form(message("longpolling, answer")));
    }
  }

  private static void create(Syncer syncer, String model) {
    syncer
        .database()
        .write(User.SYSTEM, unit -> unit.model(model).create(Values.values().with("name", "Ana")));
  }

  private static JsonNode post(Syncer syncer, String token, String path, Map<String, ?> params) {
    String body = WireClient.body(params);
    return JSON.readTree(WireClient.post(syncer.address(), path, body, token).body());
  }

  /** The names and types of what is in there, each array by its first element, without payloads. */
  private static String form(JsonNode node) {
    if (node.isArray()) {
      return node.isEmpty() ? "[]" : "[" + form(node.get(0)) + "]";
    }
    if (node.isObject() && !node.has("record_name")) {
      StringBuilder form = new StringBuilder("{");
      node.forEachEntry((name, value) -> form.append(name).append(form(value)));
      return form.append("}").toString();
    }
    return node.getNodeType().toString();
  }
}
