package dev.syncer.testkit;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.Expected.create;
import static dev.syncer.testkit.TaskModule.COST;
import static dev.syncer.testkit.TaskModule.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls by RPC reach the node of a test as they reach a node, with the rights of who calls. */
@SyncerTest(modules = TaskModule.class)
class CallTest {
  private static final String TASK = "kit.task";

  @Test
  void create_byRpc_isThereAndIsTold(TestDatabase database, TestUsers users) {
    UserDatabase clerk = database.as(users.create("Cleo", "clerk"));
    Live live = clerk.live(TASK);

    JsonNode answer = clerk.call(TASK, "create", List.of(Map.of("name", "x")), Map.of());

    long id = answer.path("result").asLong();
    assertThat(clerk.record(TASK, id).get(NAME)).isEqualTo("x");
    live.expect(create(NAME, "x").of(id));
  }

  @Test
  void read_byRpc_showsWhatTheUserMayRead(TestDatabase database, TestUsers users) {
    UserDatabase clerk = database.as(users.create("Cleo", "clerk"));
    UserDatabase boss = database.as(users.create("Bo", "boss"));
    long id = boss.create(TASK, values().with(NAME, "x"));

    JsonNode bosses = boss.call(TASK, "read", List.of(List.of(id)), Map.of());
    JsonNode clerks = clerk.call(TASK, "read", List.of(List.of(id)), Map.of());

    assertThat(bosses.path("result").path(0).has(COST.name())).as("%s", bosses).isTrue();
    assertThat(clerks.path("result").path(0).has("name")).as("%s", clerks).isTrue();
    assertThat(clerks.path("result").path(0).has(COST.name())).isFalse();
  }

  @Test
  void call_thatIsRefused_answersItsError(TestDatabase database, TestUsers users) {
    UserDatabase clerk = database.as(users.create("Cleo", "clerk"));

    JsonNode answer = clerk.call(TASK, "create", List.of(Map.of("nam", "x")), Map.of());

    assertThat(answer.has("result")).isFalse();
    assertThat(answer.path("error").toString()).contains("Did you mean");
  }

  @Test
  void call_ofTheSystem_isNone(TestDatabase database) {
    assertThatThrownBy(() -> database.asSystem().call("/web/session/info", Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TestUsers.create");
  }
}
