package dev.syncer.rpc.core.dataset;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Inputs;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.rpc.core.RpcNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** P6: a read computes what it asks for, and a field that cannot be computed costs nobody else. */
class FieldsAskedForTest {
  private static final AtomicInteger COMPUTED = new AtomicInteger();
  private static volatile boolean fails;

  @TempDir Path folder;
  private RpcNode node;
  private String token;
  private long id;

  private static final class Parts implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model("p.part")
          .fields(
              text("name"),
              integer("number"),
              integer("half").computed(dependsOn("number"), Parts::half),
              integer("quarter").computed(dependsOn("half"), Parts::half),
              integer("hidden")
                  .computed(dependsOn("number"), Parts::half)
                  .readableBy(group("boss")))
          .implementsSyncer()
          .access(everyone().all());
    }

    private static Long half(Inputs inputs) {
      COMPUTED.incrementAndGet();
      if (fails) {
        throw new IllegalStateException("jdbc:secret");
      }
      return 1L;
    }
  }

  @BeforeEach
  void open() {
    fails = false;
    node = new RpcNode(folder, new Parts());
    token = node.login("Ana");
    id = node.create("p.part", Map.of("name", "Wheel", "number", 8));
    COMPUTED.set(0);
    fails = true;
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode call(String method, String args) {
    return node.model(token, "p.part", method, args, "{}");
  }

  @Test
  void reads_thatAskForOtherFields_computeNothing() {
    List<JsonNode> answers =
        List.of(
            call("read", "[" + id + ",[\"name\",\"number\",\"display_name\"]]"),
            call("search_read", "[[],[\"name\"]]"),
            call("name_search", "[\"W\"]"),
            call("search", "[[]]"),
            call("search_count", "[[]]"));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.has("result")).isTrue());
    assertThat(answers.get(0).get("result").get(0).get("display_name").asString())
        .isEqualTo("Wheel");
    assertThat(answers.get(2).get("result").get(0).get(1).asString()).isEqualTo("Wheel");
    assertThat(COMPUTED).hasValue(0);
  }

  @Test
  void read_thatAsksForAFieldThatThrows_isRefusedByItsName() {
    JsonNode half = call("read", "[" + id + ",[\"name\",\"half\"]]").get("error");
    JsonNode quarter = call("search_read", "[[],[\"quarter\"]]").get("error");
    JsonNode whole = call("read", "[" + id + "]").get("error");

    assertThat(half.get("data").get("name").asString())
        .isEqualTo("dev.syncer.rpc.UnexpectedException");
    assertThat(half.get("data").get("context"))
        .isEqualTo(JsonMapper.shared().readTree("{\"model\":\"p.part\",\"field\":\"half\"}"));
    assertThat(half.get("data").get("message").asString())
        .startsWith("The field half of p.part cannot be computed");
    assertThat(quarter.get("data").get("context").get("field").asString()).isEqualTo("quarter");
    assertThat(whole.get("data").get("context").get("field").asString()).isEqualTo("half");
    assertThat(half.toString() + quarter + whole).doesNotContain("secret", "Exception:", "at dev.");
  }

  /** What is hidden is not computed, so nobody learns from a refusal that it is there. */
  @Test
  void entireRecord_ofSomebodyWhoMayNotReadAField_doesNotComputeIt() {
    fails = false;

    JsonNode whole = call("read", "[" + id + "]").get("result").get(0);

    assertThat(whole.has("hidden")).isFalse();
    assertThat(whole.get("quarter").asInt()).isEqualTo(1);
    assertThat(COMPUTED).hasValue(3); // half, and for quarter half once more
  }

  /** What a commit shows of a record is computed before it is written: see ADR 0031. */
  @Test
  void write_ofARecordWhoseFieldThrows_isRefusedByTheName_andNothingIsWritten() {
    JsonNode refused = call("write", "[" + id + ",{\"name\":\"other\"}]").get("error");
    JsonNode name = call("read", "[" + id + ",[\"name\",\"version\"]]").get("result").get(0);
    fails = false;
    JsonNode again = call("write", "[" + id + ",{\"name\":\"other\"}]");

    assertThat(refused.get("data").get("context"))
        .isEqualTo(JsonMapper.shared().readTree("{\"model\":\"p.part\",\"field\":\"half\"}"));
    assertThat(name.get("name").asString()).isEqualTo("Wheel");
    assertThat(name.get("version").asInt()).isEqualTo(1);
    assertThat(again.has("result")).isTrue();
  }

  @Test
  void write_thatDependsOnAVersion_readsNothingElse() {
    fails = false;
    JsonNode conflict =
        node.model(token, "p.part", "write", "[" + id + ",{\"name\":\"x\"}]", "{\"if_version\":7}");
    COMPUTED.set(0);
    node.model(token, "p.part", "unlink", "[" + id + "]", "{\"if_version\":1}");

    assertThat(conflict.get("error").get("data").get("context").get("record").get("half").asInt())
        .isEqualTo(1);
    assertThat(node.model(token, "p.part", "search_count", "[[]]", "{}").get("result").asInt())
        .isZero();
  }
}
