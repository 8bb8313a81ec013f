package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Committed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A log that loses its oldest commits. */
abstract class StoreContractRetention extends StoreContractLog {

  private void createMany(int commits) {
    LongStream.rangeClosed(1, commits).forEach(i -> store.write(tx -> create(tx, "c" + i)));
  }

  private void prune(long upTo) {
    boolean hasMore = true;
    while (hasMore) {
      hasMore = store.write(tx -> tx.prune(upTo)).value();
    }
  }

  private long oldest() {
    return store.<Long>read(tx -> tx.oldest());
  }

  private long head() {
    return store.<Long>read(tx -> tx.head());
  }

  private List<Long> positions() {
    return log().stream().map(Commit::position).toList();
  }

  @Test
  void prune_upToAPosition_isExactAtTheBorder() {
    createMany(6);

    prune(4);

    assertThat(positions()).containsExactly(5L, 6L);
    assertThat(log(4, 1)).extracting(Commit::position).containsExactly(5L);
    assertThat(oldest()).isEqualTo(5);
    assertThat(head()).isEqualTo(6);
    assertThat(all()).hasSize(6);
    prune(4);
    assertThat(oldest()).isEqualTo(5);
    prune(5);
    assertThat(oldest()).isEqualTo(6);
  }

  @Test
  void prune_ofTheWholeLog_leavesPositionsThatGoOn() {
    createMany(3);

    prune(99);

    assertThat(positions()).isEmpty();
    assertThat(oldest()).isEqualTo(4);
    assertThat(head()).isEqualTo(3);
    reopen();
    assertThat(state.head()).isEqualTo(3);
    assertThat(oldest()).isEqualTo(4);
    Committed<Long> next = store.write(tx -> create(tx, "next"));
    assertThat(next.position()).isEqualTo(4);
    assertThat(positions()).containsExactly(4L);
    assertThat(oldest()).isEqualTo(4);
  }

  @Test
  void prune_ofNothing_changesNothing() {
    assertThat(store.write(tx -> tx.prune(9))).isEqualTo(new Committed<>(false, 0));
    createMany(2);

    assertThat(store.write(tx -> tx.prune(0))).isEqualTo(new Committed<>(false, 2));

    assertThat(positions()).containsExactly(1L, 2L);
    assertThat(heard).hasSize(2);
  }

  @Test
  void prune_ofMany_goesInSteps_eachOfWhichLeavesALogWithoutHoles() {
    createMany(1_200);

    int steps = 0;
    boolean hasMore = true;
    while (hasMore) {
      hasMore = store.write(tx -> tx.prune(1_100)).value();
      steps++;
      assertThat(positions())
          .containsExactlyElementsOf(LongStream.rangeClosed(oldest(), 1_200).boxed().toList());
    }

    assertThat(steps).isGreaterThan(1);
    assertThat(oldest()).isEqualTo(1_101);
    assertThat(heard).hasSize(1_200);
  }

  @Test
  void prune_inAUnitOfWorkThatFails_leavesTheLog() {
    createMany(2);

    try {
      store.write(
          tx -> {
            tx.prune(2);
            throw new IllegalArgumentException("no");
          });
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage("no");
    }

    assertThat(positions()).containsExactly(1L, 2L);
  }

  private void commitAt(Instant time) {
    Change change =
        new Change(ChangeKind.CREATE, withId(thing(Map.of("name", "a")), 1), Map.of(), false);
    store.write(tx -> tx.append(new Commit(0, time, User.SYSTEM, null, List.of(change))));
  }

  private long lastBefore(Instant time) {
    return store.<Long>read(tx -> tx.lastBefore(time));
  }

  @Test
  void lastBefore_isExactToTheMillisecond() {
    assertThat(lastBefore(NOON)).isZero();
    for (int second = 1; second <= 9; second++) {
      commitAt(NOON.plusSeconds(second));
    }

    for (int second = 1; second <= 9; second++) {
      assertThat(lastBefore(NOON.plusSeconds(second))).isEqualTo(second - 1);
      assertThat(lastBefore(NOON.plusSeconds(second).plusNanos(1))).isEqualTo(second);
      assertThat(lastBefore(NOON.plusSeconds(second).plusMillis(1))).isEqualTo(second);
    }
    assertThat(lastBefore(Instant.EPOCH)).isZero();
    assertThat(lastBefore(NOON.plus(Duration.ofDays(365_000)))).isEqualTo(9);
  }

  @Test
  void lastBefore_inALogThatWasPruned_isAtLeastItsBeginning() {
    for (int second = 1; second <= 5; second++) {
      commitAt(NOON.plusSeconds(second));
    }
    prune(3);

    assertThat(lastBefore(NOON)).isEqualTo(3);
    assertThat(lastBefore(NOON.plusSeconds(5))).isEqualTo(4);
    prune(5);
    assertThat(lastBefore(NOON)).isEqualTo(5);
    assertThat(lastBefore(NOON.plusSeconds(9))).isEqualTo(5);
  }

  @Test
  void lastBefore_whereTheClockWasPutBack_isACommitBeforeTheTime() {
    List<Integer> seconds = List.of(1, 2, 3, 9, 9, 2, 3, 4);
    seconds.forEach(second -> commitAt(NOON.plusSeconds(second)));

    long found = lastBefore(NOON.plusSeconds(4));

    assertThat(seconds.get((int) found - 1)).isLessThan(4);
  }
}
