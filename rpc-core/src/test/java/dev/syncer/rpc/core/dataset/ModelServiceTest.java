package dev.syncer.rpc.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcNodeFixture;
import dev.syncer.rpc.core.RpcResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

class ModelServiceTest extends RpcNodeFixture {
  private JsonNode task(String method, String args, String kwargs) {
    return node.model(token, "test.task", method, args, kwargs);
  }

  private JsonNode result(String method, String args, String kwargs) {
    JsonNode answer = task(method, args, kwargs);
    assertThat(answer.has("result")).as("%s", answer).isTrue();
    return answer.get("result");
  }

  private JsonNode error(String method, String args, String kwargs) {
    JsonNode answer = task(method, args, kwargs);
    assertThat(answer.has("error")).as("%s", answer).isTrue();
    return answer.get("error");
  }

  @Test
  void record_isCreatedWrittenReadAndUnlinked_byPosition() {
    long id = result("create", "[{\"name\":\"One\"}]", "{}").asLong();
    JsonNode written = result("write", "[[" + id + "],{\"name\":\"Two\"}]", "{}");
    JsonNode read = result("read", "[[" + id + "],[\"name\",\"version\"]]", "{}");
    JsonNode unlinked = result("unlink", "[" + id + "]", "{}");
    JsonNode gone = result("read", "[[" + id + "]]", "{}");

    assertThat(written.asBoolean()).isTrue();
    assertThat(read.toString()).isEqualTo("[{\"id\":" + id + ",\"name\":\"Two\",\"version\":2}]");
    assertThat(unlinked.asBoolean()).isTrue();
    assertThat(gone).isEmpty();
  }

  @Test
  void record_isCreatedWrittenReadAndUnlinked_byName() {
    JsonNode ids = result("create", "[]", "{\"values\":[{\"name\":\"One\"},{\"name\":\"Two\"}]}");
    JsonNode written = result("write", "[]", "{\"ids\":" + ids + ",\"values\":{\"sequence\":5}}");
    JsonNode read = result("read", "[]", "{\"ids\":" + ids + ",\"fields\":[\"sequence\"]}");
    result("unlink", "[" + ids + "]", "{}");

    assertThat(ids).hasSize(2);
    assertThat(written.asBoolean()).isTrue();
    assertThat(read.get(1).get("sequence").asInt()).isEqualTo(5);
    assertThat(result("search_count", "[]", "{}").asInt()).isZero();
  }

  @Test
  void records_areSearched() {
    for (String name : List.of("Apple", "Banana", "Cherry", "Apricot")) {
      node.create("test.task", Map.of("name", name, "sequence", name.length()));
    }

    JsonNode ids = result("search", "[[[\"name\",\"ilike\",\"ap\"]]]", "{\"order\":\"name desc\"}");
    JsonNode page =
        result(
            "search_read",
            "[]",
            "{\"domain\":[],\"fields\":[\"display_name\"],\"order\":\"sequence, name\","
                + "\"offset\":1,\"limit\":2}");
    JsonNode count = result("search_count", "[[[\"sequence\",\">\",5]]]", "{}");
    JsonNode names = result("name_search", "[\"an\"]", "{}");

    assertThat(ids).hasSize(2);
    assertThat(page.get(0).get("display_name").asString()).isEqualTo("Banana");
    assertThat(page).hasSize(2);
    assertThat(count.asInt()).isEqualTo(3);
    assertThat(names).hasSize(1);
    assertThat(names.get(0).get(1).asString()).isEqualTo("Banana");
  }

  @Test
  void read_ofSomeFields_hasLinksAsAnEntireRecordHasThem() {
    long stage = node.create("test.stage", Map.of("name", "Doing"));
    long id = node.create("test.task", Map.of("name", "T", "stage_id", stage));

    JsonNode some = result("read", "[" + id + ",[\"stage_id\",\"create_date\"]]", "{}").get(0);
    JsonNode entire = result("read", "[" + id + "]", "{}").get(0);

    assertThat(some.get("stage_id").toString()).isEqualTo("[" + stage + ",\"Doing\"]");
    assertThat(some.get("stage_id")).isEqualTo(entire.get("stage_id"));
    assertThat(some.get("create_date")).isEqualTo(entire.get("create_date"));
  }

  @Test
  void fieldsGet_describesTheFields() {
    JsonNode all = result("fields_get", "[]", "{}");
    JsonNode one = result("fields_get", "[[\"stage_id\"]]", "{}");

    assertThat(all.get("name").get("required").asBoolean()).isTrue();
    assertThat(all.get("priority").get("selection").get(0).get(0).asString()).isEqualTo("low");
    assertThat(all.get("id").get("readonly").asBoolean()).isTrue();
    assertThat(one).hasSize(1);
    assertThat(one.get("stage_id").get("relation").asString()).isEqualTo("test.stage");
  }

  @Test
  void a1_client_asksWhetherAModelSyncs() {
    JsonNode syncs = node.model(token, "test.stage", "implements_syncer", "[]", "{}");
    JsonNode quiet = node.model(token, "test.quiet", "implements_syncer", "[]", "{}");
    JsonNode hidden = node.model(token, "syncer.session", "implements_syncer", "[]", "{}");
    JsonNode missing = node.model(token, "no.such", "implements_syncer", "[]", "{}");

    assertThat(syncs.get("result")).isEqualTo(BooleanNode.TRUE);
    assertThat(quiet.get("result")).isEqualTo(BooleanNode.FALSE);
    assertThat(hidden.at("/error/code").asInt()).isEqualTo(404);
    assertThat(hidden.at("/error/data/message")).isEqualTo(missing.at("/error/data/message"));
    assertThat(node.connect(token).subscribe("test.stage").has("result")).isTrue();
    assertThat(node.connect(token).subscribe("test.quiet").at("/error/code").asInt())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create | [{\"nam\":\"x\"}] | {} | Did you mean \"name\"?",
        "read | [[1],[\"nam\"]] | {} | Did you mean \"name\"?",
        "search | [[[\"sequenc\",\"=\",1]]] | {} | Did you mean \"sequence\"?",
        "search_read | [] | {\"order\":\"nam\"} | Did you mean \"name\"?",
        "fields_get | [[\"nam\"]] | {} | Did you mean \"name\"?",
        "create | [{}] | {} | name",
        "create | [{\"name\":7}] | {} | name",
        "create | [{\"name\":\"x\",\"id\":7}] | {} | id",
        "create | [{\"name\":\"x\",\"version\":7}] | {} | version",
        "create | [{\"name\":\"x\",\"origin\":\"me\"}] | {} | origin",
        "create | [{\"name\":\"x\",\"stage_id\":999}] | {} | stage_id",
        "create | [7] | {} | object",
        "create | [{\"name; drop table test_task\":1}] | {} | no field",
        "read | [0] | {} | An id is a whole number",
        "read | [[\"1\"]] | {} | An id is a whole number",
        "search | [] | {\"limit\":0} | limit is 0",
        "search | [] | {\"offset\":-1} | offset is -1",
      })
  void value_thatDoesNotFit_isNamed(String method, String args, String kwargs, String words) {
    JsonNode error = error(method, args, kwargs);

    assertThat(error.get("type").asString()).isEqualTo("validation");
    assertThat(error.get("data").get("message").asString()).contains(words);
    assertThat(result("search_count", "[]", "{}").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "write | [1] | {} | \"values\" is missing",
        "write | [1,{},1,2] | {} | 4 positional arguments",
        "read | [1] | {\"ids\":1} | \"ids\" is there twice",
        "read | [1] | {\"felds\":[]} | Did you mean \"fields\"?",
        "search | [\"x\"] | {} | \"domain\" does not fit",
      })
  void argument_thatDoesNotFit_isNamed(String method, String args, String kwargs, String words) {
    JsonNode error = error(method, args, kwargs);

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("message").asString()).contains(words);
  }

  @Test
  void models_thatAreNotForClients_allAnswerTheSame() {
    List<String> errors = new ArrayList<>();
    for (String model : List.of("no.such", "test.secret", "syncer.session", "__proto__")) {
      JsonNode answer = node.model(token, model, "search", "[]", "{}");
      errors.add(answer.toString().replaceFirst("[0-9a-f]{12}", "ID"));
    }

    assertThat(errors).containsOnly(errors.get(0));
    assertThat(errors.get(0)).contains("\"code\":404");
    assertThat(node.model(token, "test.quiet", "search", "[]", "{}").has("result")).isTrue();
  }

  @Test
  void method_thatTheModelsDoNotHave_is404() {
    assertThat(error("toString", "[]", "{}").get("code").asInt()).isEqualTo(404);
    assertThat(error("searchRead", "[]", "{}").get("code").asInt()).isEqualTo(404);
  }

  @Test
  void params_thatContradictThePath_areRefused() {
    RpcResponse response =
        node.call("/web/dataset/call_kw/test.task/search", "{\"model\":\"test.stage\"}", token);

    assertThat(RpcNode.json(response).get("error").get("code").asInt()).isEqualTo(-32602);
  }

  @Test
  void callWithoutASession_isCode100() {
    JsonNode answer = node.model(null, "test.task", "search", "[]", "{}");

    assertThat(answer.get("error").get("code").asInt()).isEqualTo(100);
  }

  @Test
  void write_ofAnotherVersion_isAConflictWithTheCurrentRecord() {
    long id = node.create("test.task", Map.of("name", "One"));
    result("write", "[" + id + ",{\"name\":\"Two\"}]", "{\"if_version\":1}");

    JsonNode conflict = error("write", "[" + id + ",{\"name\":\"x\"}]", "{\"if_version\":1}");
    JsonNode unlink = error("unlink", "[" + id + "]", "{\"if_version\":1}");

    JsonNode current = result("read", "[" + id + "]", "{}").get(0);
    assertThat(conflict.get("type").asString()).isEqualTo("conflict");
    assertThat(conflict.get("data").get("context").get("record")).isEqualTo(current);
    assertThat(current.get("name").asString()).isEqualTo("Two");
    assertThat(unlink.get("type").asString()).isEqualTo("conflict");
  }

  @Test
  void write_ofARecordThatIsNotThere_isMissing() {
    assertThat(error("write", "[999,{\"name\":\"x\"}]", "{}").get("type").asString())
        .isEqualTo("missing");
  }
}
