package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.core.RpcNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What a call asks of the store: who calls is asked once, in its unit of work, and not at all where
 * that is in memory. It was asked three times, each in a transaction of its own.
 */
class CallCostTest {
  /** Not who calls, but what those are called who wrote the record. */
  private static final String NAMES = "read test.user";

  private RpcNode node;
  private CountedStore store;
  private String token;
  private long ana;

  @BeforeEach
  void open(@TempDir Path folder) {
    node = new RpcNode(folder, CountedStore::before);
    store = node.injector.getInstance(CountedStore.class);
    token = node.login("Ana");
    ana =
        RpcNode.json(node.call("/web/session/get_session_info", "{}", token))
            .get("result")
            .get("uid")
            .asLong();
    create("warm");
    store.asked();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode create(String name) {
    return node.model(token, "test.stage", "create", "[{\"name\":\"" + name + "\"}]", "{}");
  }

  private void rename(String name) {
    node.database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").write(ana, Values.of(Map.of("name", name))));
  }

  @Test
  void create_isOneTransaction_andAsksNothing() {
    JsonNode answer = create("cold");

    assertThat(answer.get("result").asLong()).isPositive();
    assertThat(store.asked()).containsExactly("begin write", "insert test.stage", NAMES, "append");
  }

  @Test
  void read_isOneTransaction_andAsksOnceWhoCalls() {
    long id = create("cold").get("result").asLong();
    store.asked();

    JsonNode answer = node.model(token, "test.stage", "read", "[[" + id + "]]", "{}");

    assertThat(answer.get("result")).hasSize(1);
    assertThat(store.asked())
        .containsExactly("begin read", "read test.user", "read test.stage", NAMES);
  }

  @Test
  void create_afterTheUserChanged_asksAgain_once() {
    rename("Anna");
    store.asked();

    create("first");
    List<String> first = store.asked();
    create("second");
    List<String> second = store.asked();

    assertThat(first)
        .containsExactly(
            "begin read",
            "search syncer.session",
            "read test.user",
            "begin write",
            "read test.user",
            "insert test.stage",
            NAMES,
            "append");
    assertThat(second).containsExactly("begin write", "insert test.stage", NAMES, "append");
  }

  @Test
  void changeOfAnotherUser_costsNobodyElseAnything() {
    node.create("test.user", Map.of("name", "Bo"));
    store.asked();

    create("cold");

    assertThat(store.asked()).containsExactly("begin write", "insert test.stage", NAMES, "append");
  }
}
