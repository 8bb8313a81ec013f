package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.LikePattern;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth;
import dev.syncer.core.spi.TimeOverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Work whose time is over ends, and leaves nothing (P12). */
abstract class StoreContractDeadlines extends StoreContractConcurrency {

  private static Deadline over() {
    Deadline deadline = Deadline.after(Duration.ofDays(1));
    deadline.cancel();
    return deadline;
  }

  @Test
  void read_afterItsTime_doesNotBegin() {
    AtomicBoolean hasBegun = new AtomicBoolean();

    assertThatThrownBy(
            () -> over().during(() -> store.read(tx -> hasBegun.compareAndSet(false, true))))
        .isInstanceOf(TimeOverException.class);
    assertThat(hasBegun).isFalse();
  }

  @Test
  void read_whoseTimeEnds_asksNothingMoreAndLeavesAUsableStore() {
    store.write(tx -> create(tx, "kept"));
    Deadline deadline = Deadline.after(Duration.ofDays(1));

    assertThatThrownBy(
            () ->
                deadline.during(
                    () ->
                        store.read(
                            tx -> {
                              assertThat(tx.count(thing, Condition.EVERY)).isEqualTo(1);
                              deadline.cancel();
                              return tx.count(thing, Condition.EVERY);
                            })))
        .isInstanceOf(TimeOverException.class);
    assertThat(names(all())).containsExactly("kept");
  }

  /** P12: what runs is stopped, in the middle of one call of the transaction. */
  @Test
  void search_whoseTimeEndsMeanwhile_isStopped() throws Exception {
    String text = "a".repeat(20_000);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      rows.add(thing(Map.of("name", text)));
    }
    insert(rows);
    Condition slow =
        new Condition.Any(
            List.of(
                new Condition.Like(field("name"), new LikePattern("%a%a%a%a%b%", false)),
                new Condition.Like(field("name"), new LikePattern("%a%a%a%a%c%", false)),
                new Condition.Like(field("name"), new LikePattern("%a%a%a%a%d%", false))));
    Deadline deadline = Deadline.after(Duration.ofDays(1));
    CountDownLatch hasBegun = new CountDownLatch(1);
    Future<Long> search =
        threads()
            .submit(
                () ->
                    deadline.during(
                        () ->
                            store.read(
                                tx -> {
                                  hasBegun.countDown();
                                  long found = 0;
                                  for (int i = 0; i < 1_000; i++) {
                                    found += tx.count(thing, slow);
                                  }
                                  return found;
                                })));
    hasBegun.await();

    deadline.cancel();

    await().atMost(Duration.ofSeconds(90)).until(search::isDone);
    assertThatThrownBy(search::get).hasCauseInstanceOf(TimeOverException.class);
  }

  @Test
  void write_whoseTimeEnds_leavesNothingAlsoWhereTheWorkCaughtIt() {
    Deadline deadline = Deadline.after(Duration.ofDays(1));

    assertThatThrownBy(
            () ->
                deadline.during(
                    () ->
                        store.write(
                            tx -> {
                              create(tx, "lost");
                              deadline.cancel();
                              assertThatThrownBy(() -> tx.count(thing, Condition.EVERY))
                                  .isInstanceOf(StoreException.class);
                              return 1;
                            })))
        .isInstanceOf(TimeOverException.class);
    Committed<Long> next = store.write(tx -> create(tx, "next"));

    assertThat(next.position()).isEqualTo(1);
    assertThat(names(all())).containsExactly("next");
    assertThat(heard).hasSize(1);
  }

  /** One whose time ends takes nobody else of its group along, and who waits need not stay. */
  @Test
  void write_thatWaitsPastItsTime_isNotBegunAndOthersAre() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch hasBegun = new CountDownLatch(1);
    Deadline ofHolder = Deadline.after(Duration.ofDays(1));
    Future<?> holder =
        threads()
            .submit(
                () ->
                    ofHolder.during(
                        () ->
                            store.write(
                                tx -> {
                                  hasBegun.countDown();
                                  awaitLatch(mayEnd);
                                  return create(tx, "held");
                                })));
    hasBegun.await();
    Deadline deadline = Deadline.after(Duration.ofDays(1));
    AtomicBoolean wasBegun = new AtomicBoolean();
    Future<?> late =
        threads()
            .submit(
                () ->
                    deadline.during(() -> store.write(tx -> wasBegun.compareAndSet(false, true))));
    Future<Committed<Long>> other = threads().submit(() -> store.write(tx -> create(tx, "other")));

    deadline.cancel();
    await().atMost(Duration.ofSeconds(90)).until(late::isDone);
    ofHolder.cancel();
    mayEnd.countDown();

    assertThatThrownBy(late::get).hasCauseInstanceOf(TimeOverException.class);
    assertThatThrownBy(holder::get).hasCauseInstanceOf(TimeOverException.class);
    assertThat(other.get().position()).isEqualTo(1);
    assertThat(wasBegun).isFalse();
    assertThat(names(all())).containsExactly("other");
  }

  /** The deadline of the caller is that of the work, wherever a store runs it. */
  @Test
  void work_thatAsksForItsDeadline_getsThatOfTheCaller() {
    Deadline deadline = Deadline.after(Duration.ofDays(1));

    Deadline ofWrite = deadline.during(() -> store.write(tx -> Deadline.current()).value());
    Deadline ofRead = deadline.during(() -> store.read(tx -> Deadline.current()));
    Deadline ofOther = store.write(tx -> Deadline.current()).value();

    assertThat(ofWrite).isSameAs(deadline);
    assertThat(ofRead).isSameAs(deadline);
    assertThat(ofOther).isSameAs(Deadline.NONE);
  }

  /** P1, P12: who holds all connections of one lane takes none of another. */
  @Test
  void read_onALaneThatIsFree_isNotHeldByOneThatIsTaken() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    Deadline ofHolders = Deadline.after(Duration.ofDays(1));
    List<Future<?>> holders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      holders.add(
          threads().submit(() -> ofHolders.during(() -> store.read(tx -> awaitLatch(mayEnd)))));
    }
    Deadline impatient = Deadline.after(Duration.ofMillis(200));

    assertThatThrownBy(() -> impatient.during(() -> store.read(tx -> tx.head())))
        .isInstanceOf(TimeOverException.class);
    for (ReadLane lane : List.of(ReadLane.SESSIONS, ReadLane.DELIVERY, ReadLane.PROBE)) {
      assertThat(store.<Long>read(lane, tx -> tx.head())).isZero();
    }
    long ofALogin = ReadLane.SESSIONS.during(() -> store.read(tx -> tx.head()));
    assertThat(ofALogin).isZero();
    assertThat(store.health(Duration.ofSeconds(10)).isWell()).isTrue();

    ofHolders.cancel();
    mayEnd.countDown();
    for (Future<?> holder : holders) {
      await().until(holder::isDone);
    }
  }

  @Test
  void health_whileTheWriterIsHeld_saysSo() throws Exception {
    assertThat(store.health(Duration.ofSeconds(10))).isEqualTo(new StoreHealth(List.of()));
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch hasBegun = new CountDownLatch(1);
    Future<?> holder =
        threads()
            .submit(
                () ->
                    store.write(
                        tx -> {
                          hasBegun.countDown();
                          return awaitLatch(mayEnd);
                        }));
    hasBegun.await();

    StoreHealth held = store.health(Duration.ofMillis(100));
    mayEnd.countDown();
    holder.get();

    assertThat(held.troubles())
        .extracting(StoreHealth.Trouble::part)
        .containsExactly(StoreHealth.Part.WRITER);
    assertThat(store.health(Duration.ofSeconds(10)).isWell()).isTrue();
  }
}
