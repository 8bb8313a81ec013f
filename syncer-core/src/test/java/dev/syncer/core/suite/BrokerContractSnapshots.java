package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Records;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshot meets tail: without a hole and without an echo. */
abstract class BrokerContractSnapshots extends BrokerContractCursors {
  @Test
  void subscription_toTheSameShapeWithSnapshot_losesNothingOfTheFirst() {
    create("there");
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, false));

    create("two");
    subscribe(client.connection, request("test.task", null, true));
    create("three");
    client.awaitCaughtUp();
    flush();

    assertThat(
            client.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue())
                .distinct())
        .containsExactly("two", "three");
    assertThat(client.outlet.received("snapshot").get(0).get("last").booleanValue()).isTrue();
  }

  @Test
  void changes_betweenThePagesOfASnapshot_areNeitherLostNorEchoed() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(create("task " + i));
    }
    boolean[] hasWritten = new boolean[1];
    Client client =
        new Client(
            frame -> {
              if (frame.kind().equals("snapshot") && !hasWritten[0]) {
                hasWritten[0] = true;
                changeEachPage(ids);
              }
            });

    subscribe(client.connection, request("test.task", null, true));
    client.awaitCaughtUp();

    assertThat(client.outlet.received("snapshot")).hasSize(3);
    assertThat(client.replica.faults()).isEmpty();
    assertThat(withoutNames(client.replica.view())).isEqualTo(withoutNames(fresh("test.task")));
  }

  /** After the first page of 7 was read: a change that it lacks, and some that the next hold. */
  private void changeEachPage(List<Long> ids) {
    database()
        .write(
            ANA,
            unit -> {
              Records tasks = unit.model("test.task");
              tasks.write(List.of(ids.get(0), ids.get(9)), values().with("done", true));
              tasks.unlink(List.of(ids.get(3), ids.get(15)));
            });
    create("late");
    database().write(ANA, u -> u.model("test.task").write(ids.get(1), values().with("done", true)));
  }

  @Test
  void snapshot_thatKnowsMoreThanTheBroker_isNotEchoed() {
    create("one");
    flush();
    get(HeldStore.class).hold();
    create("two");
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, true));
    await().until(() -> !client.outlet.received("snapshot").isEmpty());
    flush();

    get(HeldStore.class).release();
    create("three");
    client.awaitCaughtUp();
    flush();

    assertThat(client.replica.faults()).isEmpty();
    assertThat(client.replica.view()).hasSize(3);
  }
}
