package dev.syncer.rpc.core.dataset;

import static dev.syncer.api.Fields.binary;
import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.core.RpcNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a client can tell apart of what is not for it: nothing. */
class RightsOverRpcTest {
  private RpcNode node;
  private long user;
  private String token;
  private String boss;

  /** Memos that one reads of one's own, a secret field, a wall for everyone, and a closed model. */
  private static final class Memos implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model("memo.memo")
          .fields(
              text("name"),
              manyToOne("owner_id", "test.user"),
              text("secret").readableBy(group("boss")),
              integer("rank").writableBy(group("boss")),
              binary("scan", 100))
          .access(group("user").reads().writes().unlinks(), group("boss").all())
          .rule(group("user"), where("owner_id", "=", USER))
          .implementsSyncer();
      models
          .model("memo.wall")
          .fields(text("name"), bool("draft"))
          .access(everyone().reads().creates())
          .rule(where("draft", "=", false));
      models.model("memo.name").fields(text("name").readableBy()).access(group("user").reads());
      models.model("memo.box").fields(text("name")).access(group("user").creates());
      models.model("memo.closed").fields(text("name")).access(group("boss").all());
    }
  }

  @BeforeEach
  void open(@TempDir Path folder) {
    node = new RpcNode(folder, new Memos());
    token = node.login("Ana");
    boss = node.login("Bo");
    user = id(token);
    node.database()
        .write(
            User.SYSTEM,
            unit ->
                unit.model("test.user")
                    .write(id(boss), Values.values().with("groups", List.of("boss"))));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private long id(String session) {
    return RpcNode.json(node.call("/web/session/get_session_info", "{}", session))
        .get("result")
        .get("uid")
        .asLong();
  }

  /** An answer without the id that leads into the log. */
  private String answer(String session, String model, String method, String args, String kwargs) {
    return node.model(session, model, method, args, kwargs)
        .toString()
        .replaceAll("\"debug\":\"[^\"]*\"", "");
  }

  private JsonNode result(String session, String model, String method, String args, String kwargs) {
    JsonNode answer = node.model(session, model, method, args, kwargs);
    assertThat(answer.has("result")).as("%s", answer).isTrue();
    return answer.get("result");
  }

  private long memo(long owner) {
    return node.create(
        "memo.memo", Map.of("name", "m", "owner_id", owner, "secret", "s3cret", "scan", "AAAA"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read|[[1]]|{}",
        "search_read|[]|{}",
        "search_count|[]|{}",
        "name_search|[]|{}",
        "fields_get|[]|{}",
        "implements_syncer|[]|{}",
        "read_binary|[1,\"name\"]|{}",
        "create|[{\"name\":\"x\"}]|{}",
        "create|[{\"nonsense\":1}]|{}",
        "write|[1,{\"name\":\"x\"}]|{}",
        "unlink|[1]|{}",
        "unlink|[\"x\",1,2,3]|{\"no\":1}",
        "no_such_method|[]|{}"
      })
  void model_withoutAnyRight_answersLikeOneThatIsNotThere(
      String method, String args, String kwargs) {
    String closed = answer(token, "memo.closed", method, args, kwargs);
    String absent = answer(token, "memo.absent", method, args, kwargs);
    String system = answer(token, "syncer.session", method, args, kwargs);

    assertThat(closed).isEqualTo(absent).isEqualTo(system).contains("\"code\":404");
    assertThat(answer(boss, "memo.closed", method, args, kwargs)).isNotEqualTo(closed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read|[[ID]]",
        "search_read|[[[\"id\",\"=\",ID]]]",
        "search|[[[\"id\",\"=\",ID]]]",
        "search_count|[[[\"id\",\"in\",[ID]]]]",
        "name_search|[\"m\",[[\"id\",\"=\",ID]]]",
        "read_binary|[ID,\"scan\"]",
        "write|[ID,{\"name\":\"x\"}]",
        "write|[ID,{\"name\":\"x\"},1]",
        "write|[ID,{\"owner_id\":null}]",
        "unlink|[ID]",
        "unlink|[[ID,ID],7]"
      })
  void record_outOfReach_answersLikeOneThatIsNotThere(String method, String args) {
    long foreign = memo(id(boss));
    String call = args.replace("ID", String.valueOf(foreign));

    String hidden = answer(token, "memo.memo", method, call, "{}");
    node.database().write(User.SYSTEM, unit -> unit.model("memo.memo").unlink(foreign));
    String absent = answer(token, "memo.memo", method, call, "{}");

    assertThat(hidden).isEqualTo(absent);
    assertThat(answer(token, "memo.memo", method, args.replace("ID", "" + memo(user)), "{}"))
        .isNotEqualTo(hidden);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read|[[ID],[\"FIELD\"]]|{}",
        "search_read|[[],[\"name\",\"FIELD\"]]|{}",
        "search_read|[[[\"FIELD\",\"=\",\"s3cret\"]]]|{}",
        "search_count|[[\"!\",[\"FIELD\",\"like\",\"s\"]]]|{}",
        "search|[]|{\"order\":\"FIELD desc\"}",
        "name_search|[\"m\",[[\"FIELD\",\"=\",null]]]|{}",
        "fields_get|[[\"FIELD\"]]|{}",
        "read_binary|[ID,\"FIELD\"]|{}",
        "write|[ID,{\"FIELD\":\"x\"}]|{}",
        "write|[ID,{\"FIELD\":7}]|{}"
      })
  void field_thatIsHidden_answersLikeOneThatIsNotThere(String method, String args, String kwargs) {
    String id = String.valueOf(memo(user));
    UnaryOperator<String> named = field -> args.replace("ID", id).replace("FIELD", field);

    String hidden =
        answer(
            token, "memo.memo", method, named.apply("secret"), kwargs.replace("FIELD", "secret"));
    String absent =
        answer(
            token, "memo.memo", method, named.apply("nowhere"), kwargs.replace("FIELD", "nowhere"));

    assertThat(hidden).isEqualTo(absent.replace("nowhere", "secret")).contains("has no field");
  }

  @Test
  void read_leavesOutHiddenFields_andIdsOfOthers() {
    long own = memo(user);
    memo(id(boss));

    JsonNode seen = result(token, "memo.memo", "search_read", "[]", "{}");

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).get("id").asLong()).isEqualTo(own);
    assertThat(seen.get(0).has("secret")).isFalse();
    assertThat(result(boss, "memo.memo", "search_read", "[]", "{}")).hasSize(2);
    assertThat(result(boss, "memo.memo", "search_read", "[]", "{}").get(0).get("secret").asString())
        .isEqualTo("s3cret");
    assertThat(result(token, "memo.memo", "search_count", "[]", "{}").asInt()).isEqualTo(1);
  }

  @Test
  void fieldsGet_tellsWhatTheCallerMay() {
    JsonNode fields = result(token, "memo.memo", "fields_get", "[]", "{}");
    JsonNode all = result(boss, "memo.memo", "fields_get", "[]", "{}");
    JsonNode onlyRead = result(token, "memo.name", "fields_get", "[]", "{}");

    assertThat(fields.has("secret")).isFalse();
    assertThat(fields.get("name").get("readonly").asBoolean()).isFalse();
    assertThat(fields.get("rank").get("readonly").asBoolean()).isTrue();
    assertThat(all.get("secret").get("readonly").asBoolean()).isFalse();
    assertThat(all.get("rank").get("readonly").asBoolean()).isFalse();
    assertThat(onlyRead.has("name")).isFalse();
    assertThat(onlyRead.get("id").get("readonly").asBoolean()).isTrue();
  }

  @Test
  void name_thatIsHidden_isNeitherToldNorSearched() {
    long id = node.create("memo.name", Map.of("name", "s3cret"));

    JsonNode found = result(token, "memo.name", "name_search", "[\"nothing like it\"]", "{}");

    assertThat(found.toString()).isEqualTo("[[" + id + ",\"memo.name," + id + "\"]]");
    assertThat(result(token, "memo.name", "read", "[" + id + "]", "{}").toString())
        .doesNotContain("s3cret");
  }

  @Test
  void operationWithoutAGrant_isRefusedByItsName() {
    JsonNode refused = node.model(token, "memo.memo", "create", "[{\"name\":\"x\"}]", "{}");

    assertThat(refused.get("error").get("type").asString()).isEqualTo("access");
    assertThat(refused.get("error").get("data").get("context").get("operation").asString())
        .isEqualTo("create");
    assertThat(result(token, "memo.box", "implements_syncer", "[]", "{}").asBoolean()).isFalse();
    assertThat(result(token, "memo.memo", "implements_syncer", "[]", "{}").asBoolean()).isTrue();
  }

  @Test
  void conflict_hidesFieldsToo() {
    long own = memo(user);

    String conflict = answer(token, "memo.memo", "write", "[" + own + ",{\"name\":\"x\"},9]", "{}");

    assertThat(conflict).contains("\"type\":\"conflict\"").doesNotContain("s3cret");
  }

  @Test
  void anonymous_callsWhatEveryoneMay() {
    JsonNode created = result(null, "memo.wall", "create", "[{\"name\":\"hi\"}]", "{}");
    node.create("memo.wall", Map.of("name", "no", "draft", true));

    JsonNode read =
        result(null, "memo.wall", "search_read", "[[],[\"name\",\"create_uid\"]]", "{}");

    assertThat(read.toString())
        .isEqualTo("[{\"id\":" + created + ",\"name\":\"hi\",\"create_uid\":[-1,\"Anonymous\"]}]");
    assertThat(answer(null, "memo.wall", "unlink", "[" + created + "]", "{}")).contains("access");
    assertThat(answer(null, "memo.wall", "search", "[[[\"create_uid\",\"=\",\"$uid\"]]]", "{}"))
        .contains("nobody is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memo.memo", "memo.closed", "memo.absent", "syncer.session"})
  void anonymous_anyOtherModel_isAskedToLogIn(String model) {
    String answer = answer(null, model, "search", "[]", "{}");

    assertThat(answer)
        .isEqualTo(answer(null, "memo.nowhere", "search", "[]", "{}"))
        .contains("\"code\":100");
  }

  @Test
  void user_whoIsNotActive_hasNoSession() {
    node.database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").write(user, Values.values().with("active", false)));

    String old = answer(token, "memo.memo", "search", "[]", "{}");
    JsonNode login =
        RpcNode.json(
            node.call(
                "/web/session/authenticate",
                "{\"uid\":" + user + ",\"password\":\"right\"}",
                null));

    assertThat(old).contains("\"code\":100");
    assertThat(login.get("error").get("type").asString()).isEqualTo("access");
  }
}
