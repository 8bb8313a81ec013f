package dev.syncer.testkit;

import static dev.syncer.api.Fields.WRITE_DATE;
import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.Expected.create;
import static dev.syncer.testkit.Expected.left;
import static dev.syncer.testkit.Expected.unlink;
import static dev.syncer.testkit.Expected.write;
import static dev.syncer.testkit.TaskModule.COST;
import static dev.syncer.testkit.TaskModule.LEVEL;
import static dev.syncer.testkit.TaskModule.NAME;
import static dev.syncer.testkit.TaskModule.PARENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Ref;
import dev.syncer.core.spi.StoreException;
import dev.syncer.testkit.base.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each assertion holds where it should, and fails in words where it must. */
@SyncerTest(modules = TaskModule.class)
@NullUnmarked // fields are set before each test
class LiveTest {
  private static final String TASK = "kit.task";

  private UserDatabase clerk;
  private UserDatabase boss;

  @BeforeEach
  void people(TestDatabase database, TestUsers users) {
    clerk = database.as(users.create("Cleo", "clerk"));
    boss = database.as(users.create("Bo", "boss"));
  }

  @Test
  void expect_whatWasTold_holdsInItsOrder() {
    Live live = clerk.live(TASK);

    long id = clerk.create(TASK, values().with(NAME, "x"));
    clerk.write(TASK, id, values().with(NAME, "y"));
    clerk.write(TASK, id, values().with(PARENT, Ref.to(id)));
    clerk.unlink(TASK, id);

    live.expect(
        create(NAME, "x").and(LEVEL, 1L).of(id).without(COST),
        write(NAME, "y"),
        write(PARENT, Ref.to(id)),
        unlink().of(id));
    live.expectNothing();
  }

  @Test
  void expect_anotherValue_failsAndSaysBoth() {
    Live live = clerk.live(TASK);
    clerk.create(TASK, values().with(NAME, "x"));

    assertThatThrownBy(() -> live.expect(create(NAME, "z")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("What Cleo was told of kit.task is not what was expected")
        .hasMessageContaining("number 1: name is \"x\", not \"z\"")
        .hasMessageContaining("expected:\n  1. create {name=\"z\"}");
  }

  @Test
  void expect_aWriteOfFewerFields_fails() {
    long id = clerk.create(TASK, values().with(NAME, "x"));
    Live live = clerk.live(TASK);
    clerk.write(TASK, id, values().with(NAME, "y").with(LEVEL, 2L));

    assertThatThrownBy(() -> live.expect(write(NAME, "y")))
        .hasMessageContaining("level was told, and should not be");
  }

  @Test
  void expect_aFieldThatIsNotThere_fails() {
    Live live = boss.live(TASK);
    boss.create(TASK, values().with(COST, 3L));

    assertThatThrownBy(() -> live.expect(create().without(COST)))
        .hasMessageContaining("cost was told, and should not be");
  }

  @Test
  void expect_anotherKindOrRecord_fails() {
    Live live = clerk.live(TASK);
    long id = clerk.create(TASK, values());

    assertThatThrownBy(() -> live.expect(unlink()))
        .hasMessageContaining("it is a create, not a unlink");
    clerk.write(TASK, id, values().with(NAME, "y"));
    assertThatThrownBy(() -> live.expect(write(NAME, "y").of(99)))
        .hasMessageContaining("it is of record " + id + ", not of 99");
  }

  @Test
  void expect_moreOrFewer_fails() {
    Live live = clerk.live(TASK);
    clerk.create(TASK, values());
    clerk.create(TASK, values());

    assertThatThrownBy(() -> live.expect(create()))
        .hasMessageContaining("expected 1, but told 2")
        .hasMessageContaining("2. create of record 2");
    assertThatThrownBy(() -> live.expect(create()))
        .hasMessageContaining("expected 1, but told 0")
        .hasMessageContaining("told: nothing");
  }

  @Test
  void expectNothing_whereSomethingWasTold_fails() {
    Live live = clerk.live(TASK);
    clerk.create(TASK, values());

    assertThatThrownBy(live::expectNothing)
        .hasMessageContaining("expected: nothing")
        .hasMessageContaining("1. create of record 1");
  }

  @Test
  void expectNothing_ofWhatOneMayNotSee_holds() {
    Live live = clerk.live(TASK);
    long id = boss.create(TASK, values().with(LEVEL, 9L));
    live.expectNothing();

    boss.write(TASK, id, values().with(LEVEL, 2L));
    boss.write(TASK, id, values().with(LEVEL, 9L));

    live.expect(create(LEVEL, 2L).of(id), left().of(id));
    live.assertConsistent();
  }

  @Test
  void live_withAFilter_isOfThoseOnly() {
    Live live = clerk.live(TASK, NAME.eq("x"));

    clerk.create(TASK, values().with(NAME, "x"));
    clerk.create(TASK, values().with(NAME, "y"));

    live.expect(create(NAME, "x"));
    live.assertConsistent();
  }

  @Test
  void assertConsistent_ofAPageThatIsWrong_namesRecordAndField() {
    long id = clerk.create(TASK, values().with(NAME, "x"));
    Live live = clerk.live(TASK);
    live.assertConsistent();

    Objects.requireNonNull(live.view().record(id)).put("name", "forged");

    assertThatThrownBy(live::assertConsistent)
        .hasMessageContaining("The page of Cleo does not show what kit.task holds for them")
        .hasMessageContaining(
            "record 1: name is \"forged\" in the page, and \"x\" in the database");
  }

  @Test
  void assertConsistent_ofAPageThatMissesOrKeeps_saysWhich() {
    long id = clerk.create(TASK, values());
    Live live = clerk.live(TASK);

    live.view().forget(id);

    assertThatThrownBy(live::assertConsistent).hasMessageContaining("record 1 is missing");
    Live other = boss.live(TASK);
    other.view().keep(7);
    assertThatThrownBy(other::assertConsistent)
        .hasMessageContaining("record 7 is in the page, and they may not see it any more");
  }

  @Test
  void live_ofWhatOneMayNotRead_isRefusedInWords(TestUsers users, TestDatabase database) {
    UserDatabase nobody = database.as(users.create("Nia"));

    assertThatThrownBy(() -> nobody.live(TASK))
        .hasMessageContaining("Nia may not read any record of kit.task");
  }

  @Test
  void page_thatWasAway_isToldWhatItMissed() {
    Live live = clerk.live(TASK);
    live.disconnect();
    long id = clerk.create(TASK, values().with(NAME, "missed"));

    assertThatThrownBy(live::expectNothing).hasMessageContaining("call resume() first");
    live.resume();

    live.expect(create(NAME, "missed").of(id));
    assertThatThrownBy(live::resume).hasMessageContaining("call disconnect() first");
  }

  @Test
  void reader_thatStops_isToldAllWhenItReadsAgain() {
    Live live = clerk.live(TASK);
    live.stopReading();
    for (int i = 0; i < 50; i++) {
      clerk.create(TASK, values().with(NAME, "n" + i));
    }
    live.readAgain();

    live.assertConsistent();
    assertThat(live.view().records()).hasSize(50);
  }

  @Test
  void commit_thatIsRefused_leavesNothing(TestNode node) {
    Live live = clerk.live(TASK);
    node.next(Fault.REFUSED_COMMIT);

    assertThatThrownBy(() -> clerk.create(TASK, values()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("REFUSED_COMMIT");

    live.expectNothing();
    clerk.create(TASK, values().with(NAME, "next"));
    live.expect(create(NAME, "next"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CRASH_BEFORE_COMMIT", "CRASH_AFTER_COMMIT"})
  void crash_isOverWithARestart_andOnlyACommitIsTold(Fault fault, TestNode node) {
    Live live = clerk.live(TASK);
    node.next(fault);

    assertThatThrownBy(() -> clerk.create(TASK, values())).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> clerk.records(TASK)).hasMessageContaining("restart() it");
    node.restart();
    live.resume();

    if (fault == Fault.CRASH_AFTER_COMMIT) {
      live.expect(create());
    } else {
      live.expectNothing();
    }
    live.assertConsistent();
  }

  @Test
  void clock_moved_isTheTimeOfTheNextCommit(MovableClock clock) {
    long id = clerk.create(TASK, values());
    Instant before = clerk.record(TASK, id).require(WRITE_DATE);

    clock.advance(Duration.ofHours(1));
    clerk.write(TASK, id, values().with(NAME, "later"));

    assertThat(clerk.record(TASK, id).require(WRITE_DATE))
        .isEqualTo(before.plus(Duration.ofHours(1)));
  }
}
