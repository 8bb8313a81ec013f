package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** P12: who has many calls waits for their own, and not others for them. */
class TurnsTest {
  private final List<String> started = new ArrayList<>();

  private void enter(Turns turns, String who, int count) {
    for (int i = 1; i <= count; i++) {
      String call = who + i;
      assertThat(turns.enter(who, () -> started.add(call))).isTrue();
    }
  }

  @Test
  void caller_runsSoManyAtOnce_andOthersRunBesides() {
    Turns turns = new Turns(8, 2, 100);

    enter(turns, "a", 50);
    enter(turns, "b", 1);

    assertThat(started).containsExactly("a1", "a2", "b1");
    turns.leave("a");
    assertThat(started).endsWith("a3");
  }

  @Test
  void callersWhoWait_takeTurns() {
    Turns turns = new Turns(1, 1, 100);
    enter(turns, "a", 4);
    enter(turns, "b", 2);
    enter(turns, "c", 1);

    for (String who : List.of("a", "b", "c", "a", "b", "a")) {
      turns.leave(who);
    }

    assertThat(started).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
  }

  @Test
  void callsThatWait_haveALimitForEachCaller() {
    Turns turns = new Turns(8, 2, 3);
    enter(turns, "a", 5);

    boolean sixth = turns.enter("a", () -> started.add("a6"));
    enter(turns, "b", 5);
    turns.leave("a");
    boolean afterOneHasLeft = turns.enter("a", () -> started.add("a7"));

    assertThat(sixth).isFalse();
    assertThat(afterOneHasLeft).isTrue();
    assertThat(started).containsExactly("a1", "a2", "b1", "b2", "a3");
  }

  @Test
  void everyCall_isStartedOnce_whateverComesAndGoes() {
    Turns turns = new Turns(3, 2, 1_000);
    List<String> running = new ArrayList<>();
    int calls = 0;
    java.util.Random random = new java.util.Random(11);
    int most = 0;

    for (int i = 0; i < 10_000; i++) {
      if (!running.isEmpty() && random.nextInt(3) > 0) {
        turns.leave(running.remove(random.nextInt(running.size())));
      } else {
        String who = "u" + random.nextInt(5);
        if (turns.enter(who, () -> running.add(who))) {
          calls++;
        }
      }
      most = Math.max(most, running.size());
    }
    while (!running.isEmpty()) {
      turns.leave(running.remove(0));
    }

    assertThat(most).isEqualTo(3);
    assertThat(calls).isGreaterThan(3_000);
    List<String> last = new ArrayList<>();
    turns.enter("fresh", () -> last.add("fresh"));
    assertThat(last).hasSize(1);
  }
}
