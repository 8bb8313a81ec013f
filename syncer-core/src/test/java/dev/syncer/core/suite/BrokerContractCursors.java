package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeAnswer.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor resumes exactly after what it has seen, or is answered by a reset. */
abstract class BrokerContractCursors extends BrokerContractCommits {
  @Test
  void cursor_ofEachCommit_resumesExactlyAfterIt() {
    Client live = new Client();
    String first = subscribe(live.connection, request("test.task", null, false)).get(0).cursor();
    List<String> cursors = new ArrayList<>(List.of(first));
    for (int i = 0; i < 12; i++) {
      create("task " + i);
      if (i % 3 == 0) {
        database().write(ANA, u -> u.model("test.quiet").create(values().with("name", "between")));
      }
    }
    flush();
    live.outlet.received("commit").forEach(c -> cursors.add(c.get("cursor").stringValue()));

    for (int i = 0; i < cursors.size(); i++) {
      Client late = new Client();
      State state =
          subscribe(late.connection, request("test.task", cursors.get(i), false)).get(0).state();
      if (i < cursors.size() - 1) {
        late.awaitCaughtUp();
      }

      assertThat(state).isEqualTo(State.RESUMED);
      assertThat(late.outlet.received("commit"))
          .as("commits after cursor %d", i)
          .isEqualTo(live.outlet.received("commit").subList(i, 12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void cursor_ofNoHistory_isResetWithASnapshot(String cursor) {
    create("there");
    Client client = new Client();

    State state = subscribe(client.connection, request("test.task", cursor, false)).get(0).state();
    client.awaitCaughtUp();

    assertThat(state).isEqualTo(State.RESET);
    assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("epoch");
    assertThat(client.replica.view()).hasSize(1);
  }

  @Test
  void cursor_aheadOfTheHead_isReset() {
    create("there");
    Client client = new Client();
    String ahead = get(Broker.class).cursor(1_000);

    subscribe(client.connection, request("test.task", ahead, false));
    client.awaitCaughtUp();

    assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("ahead");
  }

  @Test
  void cursor_thatIsNewerThanTheBroker_isResumedNotReset() {
    get(HeldStore.class).hold();
    create("one");
    String cursor = get(Broker.class).cursor(headPosition());
    Client client = new Client();
    State state = subscribe(client.connection, request("test.task", cursor, false)).get(0).state();

    get(HeldStore.class).release();
    create("two");
    client.awaitCaughtUp();
    flush();

    assertThat(state).isEqualTo(State.RESUMED);
    assertThat(
            client.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue()))
        .containsExactly("two");
  }

  @Test
  void restart_ofTheNode_resumesCursors() {
    Client before = new Client();
    subscribe(before.connection, request("test.task", null, false));
    create("one");
    flush();
    String cursor = before.replica.cursor();
    create("two");
    close();
    open();
    create("three");

    Client after = new Client();
    State state = subscribe(after.connection, request("test.task", cursor, false)).get(0).state();
    after.awaitCaughtUp();

    assertThat(state).isEqualTo(State.RESUMED);
    assertThat(
            after.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue()))
        .containsExactly("two", "three");
  }
}
