package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.base.TestModule.NAME;
import static dev.syncer.testkit.base.TestModule.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Ref;
import dev.syncer.api.Values;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whole commits, each encoded once, in frames that have a limit. */
abstract class BrokerContractCommits extends NodeFixture {
  @Test
  void commit_overTwoSubscriptions_isOneFrame() {
    Client client = new Client();
    subscribe(
        client.connection, request("test.task", null, false), request("test.stage", null, false));

    database()
        .write(
            ANA,
            unit -> {
              long stage = unit.model("test.stage").create(values().with(NAME, "Doing"));
              unit.model("test.task").create(values().with(NAME, "x").with(STAGE, Ref.to(stage)));
            });
    flush();

    List<JsonNode> commits = client.outlet.received("commit");
    assertThat(commits).hasSize(1);
    assertThat(commits.get(0).get("changes").size()).isEqualTo(2);
    assertThat(commits.get(0).has("more")).isFalse();
  }

  @Test
  void commit_forManyConnections_isEncodedOnceForEachSetOfShapes() {
    Client both = new Client();
    Client alsoBoth = new Client();
    Client one = new Client();
    SubscribeRequest tasks = request("test.task", null, false);
    SubscribeRequest stages = request("test.stage", null, false);
    subscribe(both.connection, tasks, stages);
    subscribe(alsoBoth.connection, stages, tasks);
    subscribe(one.connection, tasks);

    database()
        .write(
            ANA,
            unit -> {
              unit.model("test.stage").create(values().with(NAME, "Doing"));
              unit.model("test.task").create(values().with(NAME, "x"));
            });
    flush();

    assertThat(alsoBoth.outlet.frames().get(0)).isSameAs(both.outlet.frames().get(0));
    assertThat(one.outlet.frames().get(0)).isNotSameAs(both.outlet.frames().get(0));
  }

  @Test
  void commit_largerThanAFrame_comesInParts() {
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, false));
    List<Values> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(values().with(NAME, "task " + i));
    }

    database().write(ANA, unit -> unit.model("test.task").create(many));
    flush();

    List<JsonNode> parts = client.outlet.received("commit");
    assertThat(parts).hasSizeGreaterThan(5);
    for (JsonNode part : parts.subList(0, parts.size() - 1)) {
      assertThat(part.get("more").booleanValue()).isTrue();
    }
    assertThat(parts.get(parts.size() - 1).has("more")).isFalse();
    assertThat(client.outlet.notifications()).hasSize(100);
  }

  @Test
  void commit_ofTooManyChanges_isAResetForLiveAndLateReaders() {
    create("there");
    Client live = new Client();
    SubscribeAnswer tasks =
        subscribe(
                live.connection,
                request("test.task", null, true),
                request("test.stage", null, false))
            .get(0);
    live.awaitCaughtUp();
    List<Values> many = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      many.add(values().with(NAME, "task " + i));
    }

    database()
        .write(
            ANA,
            unit -> {
              unit.model("test.task").create(many);
              unit.model("test.stage").create(values().with(NAME, "seen"));
            });
    create("after");
    Client late = new Client();
    subscribe(late.connection, request("test.task", tasks.cursor(), false));

    for (Client client : List.of(live, late)) {
      await().until(() -> client.replica.view(tasks.subscription()).size() == 203);
      assertThat(client.replica.faults()).isEmpty();
      assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
          .isEqualTo("overflow");
    }
    assertThat(live.outlet.notifications().toString()).contains("\"seen\"");
  }
}
