package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.WorkOwner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I14: slow reads of one or two never take the last connection from the others. */
final class SharesTest {
  private static final WorkOwner ANA = new WorkOwner("ana");
  private static final WorkOwner BEN = new WorkOwner("ben");
  private static final WorkOwner EVE = new WorkOwner("eve");

  @TempDir Path folder;

  private static int taken(Shares shares, WorkOwner owner) throws InterruptedException {
    int taken = 0;
    while (taken < 100 && shares.tryAcquire(owner, 0)) {
      taken++;
    }
    return taken;
  }

  @Test
  void owners_oneAfterTheOther_getHalfOfWhatIsLeft() throws InterruptedException {
    Shares shares = new Shares(8);

    List<Integer> taken =
        List.of(taken(shares, ANA), taken(shares, BEN), taken(shares, EVE), taken(shares, EVE));

    assertThat(taken).containsExactly(4, 2, 1, 0);
    assertThat(shares.tryAcquire(new WorkOwner("dora"), 0)).isTrue();
  }

  @Test
  void nobodysWork_takesAllThatIsFree_andTheOnlyPlaceIsForAnybody() throws InterruptedException {
    assertThat(taken(new Shares(8), WorkOwner.NONE)).isEqualTo(8);
    assertThat(taken(new Shares(1), ANA)).isEqualTo(1);
  }

  @Test
  void placeGivenBack_isForWhoWaits_alsoBehindOneWhoMayNot() throws Exception {
    Shares shares = new Shares(4);
    assertThat(taken(shares, ANA)).isEqualTo(2);
    assertThat(taken(shares, WorkOwner.NONE)).isEqualTo(2);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      CompletableFuture<Boolean> third =
          CompletableFuture.supplyAsync(() -> waits(shares, ANA), threads);
      CompletableFuture<Boolean> first =
          CompletableFuture.supplyAsync(() -> waits(shares, BEN), threads);

      shares.release(WorkOwner.NONE);
      assertThat(first.get(90, TimeUnit.SECONDS)).isTrue();
      assertThat(third).isNotDone();

      shares.release(ANA);
      shares.release(ANA);
      assertThat(third.get(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean waits(Shares shares, WorkOwner owner) {
    try {
      return shares.tryAcquire(owner, 30_000);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Two users at four calls each, whose statements take as long as they like. */
  @Test
  void slowReadsOfTwo_leaveAConnectionForAThird() throws Exception {
    JdbiStore store = new JdbiStore(SqliteOptions.builder(folder.resolve("shop.db")).build());
    store.open(TestModels.items());
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger reading = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    List<CompletableFuture<Long>> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        WorkOwner owner = i % 2 == 0 ? ANA : BEN;
        slow.add(
            CompletableFuture.supplyAsync(
                () -> {
                  asked.incrementAndGet();
                  return owner.during(
                      () -> store.read(ReadLane.CALLS, tx -> held(tx, reading, end)));
                },
                threads));
      }
      await().until(() -> asked.get() == 8 && reading.get() >= 6);

      CompletableFuture<Long> third =
          CompletableFuture.supplyAsync(
              () -> EVE.during(() -> store.read(ReadLane.CALLS, ReadTransaction::head)), threads);

      assertThat(third.get(90, TimeUnit.SECONDS)).isZero();
      assertThat(reading).hasValueLessThan(8);
    } finally {
      end.countDown();
      threads.shutdown();
    }
    assertThat(slow).allSatisfy(each -> assertThat(each.get(90, TimeUnit.SECONDS)).isZero());
    store.close();
  }

  /** A read inside of a read needs a connection to come to its end: it does not wait for itself. */
  @Test
  void readsInsideOfReads_ofOneOwner_comeToTheirEnd() throws Exception {
    JdbiStore store = new JdbiStore(SqliteOptions.builder(folder.resolve("shop.db")).build());
    store.open(TestModels.items());
    CountDownLatch inside = new CountDownLatch(4);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<CompletableFuture<Long>> reads = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        reads.add(
            CompletableFuture.supplyAsync(
                () ->
                    ANA.during(
                        () ->
                            store.read(
                                ReadLane.CALLS,
                                tx -> {
                                  inside.countDown();
                                  await().until(() -> inside.getCount() == 0);
                                  return store.read(ReadLane.CALLS, ReadTransaction::head);
                                })),
                threads));
      }

      assertThat(reads).allSatisfy(each -> assertThat(each.get(90, TimeUnit.SECONDS)).isZero());
    } finally {
      threads.shutdown();
    }
    store.close();
  }

  private static long held(ReadTransaction transaction, AtomicInteger reading, CountDownLatch end) {
    reading.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return transaction.head();
  }
}
