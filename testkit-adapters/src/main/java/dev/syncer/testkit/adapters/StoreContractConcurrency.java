package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at once. */
abstract class StoreContractConcurrency extends StoreContractRetention {
  private static final int THREADS = 8;
  private static final int UNITS = 1_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  final ExecutorService threads() {
    return threads;
  }

  @AfterEach
  final void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void log_ofManyWriters_isGaplessAndHoldsWhatWasAcknowledged() throws Exception {
    Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      String writer = "w" + thread + "-";
      writers.add(() -> write(writer, acknowledged));
    }

    int refused = 0;
    for (Future<Integer> writer : threads.invokeAll(writers)) {
      refused += writer.get();
    }

    List<Commit> log = log();
    int written = THREADS * UNITS - refused;
    assertThat(refused).isEqualTo(THREADS * UNITS / 10);
    assertThat(log)
        .extracting(Commit::position)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, written).boxed().toList());
    assertThat(heard)
        .extracting(Commit::position)
        .containsExactlyElementsOf(log.stream().map(Commit::position).toList());
    Map<Long, String> logged = new HashMap<>();
    log.forEach(commit -> logged.put(commit.position(), nameOf(commit)));
    assertThat(logged).isEqualTo(acknowledged);
    assertThat(names(all())).containsExactlyInAnyOrderElementsOf(acknowledged.values());
  }

  /** Every tenth unit of work fails after it wrote. */
  private int write(String writer, Map<Long, String> acknowledged) {
    int refused = 0;
    for (int i = 0; i < UNITS; i++) {
      String name = writer + i;
      boolean fails = i % 10 == 9;
      try {
        Committed<Long> done =
            store.write(
                tx -> {
                  long id = create(tx, name);
                  if (fails) {
                    throw new UnsupportedOperationException();
                  }
                  return id;
                });
        acknowledged.put(done.position(), name);
      } catch (UnsupportedOperationException e) {
        refused++;
      }
    }
    return refused;
  }

  @Test
  void read_whileAUnitOfWorkIsOpen_seesTheStateBefore() throws Exception {
    store.write(tx -> create(tx, "before"));
    CountDownLatch hasWritten = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Future<?> writer =
        threads.submit(
            () ->
                store.write(
                    tx -> {
                      create(tx, "during");
                      hasWritten.countDown();
                      return awaitLatch(mayEnd);
                    }));
    hasWritten.await();

    List<Object> during = names(all());
    long headDuring = store.read(tx -> tx.head());
    mayEnd.countDown();
    writer.get();

    assertThat(during).containsExactly("before");
    assertThat(headDuring).isEqualTo(1);
    assertThat(names(all())).containsExactly("before", "during");
  }

  @Test
  void read_fromBeginningToEnd_seesOneState() {
    store.write(tx -> create(tx, "before"));

    List<Long> seen =
        store.read(
            tx -> {
              long first = tx.count(thing, Condition.EVERY);
              await(threads.submit(() -> store.write(other -> create(other, "meanwhile"))));
              return List.of(
                  first, tx.count(thing, Condition.EVERY), tx.head(), (long) tx.log(0, 9).size());
            });

    assertThat(seen).containsExactly(1L, 1L, 1L, 1L);
    assertThat(names(all())).containsExactly("before", "meanwhile");
  }

  @Test
  void read_afterAWriteReturned_seesIt() {
    for (int i = 0; i < 50; i++) {
      String name = "n" + i;
      Committed<Long> written = store.write(tx -> create(tx, name));

      List<Row> read = store.read(tx -> tx.read(thing, List.of(written.value())));

      assertThat(names(read)).containsExactly(name);
    }
  }

  @Test
  void close_withWritesUnderWay_endsAfterThem() throws Exception {
    CountDownLatch hasBegun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Future<Committed<Long>> writer =
        threads.submit(
            () ->
                store.write(
                    tx -> {
                      hasBegun.countDown();
                      awaitLatch(mayEnd);
                      return create(tx, "last");
                    }));
    hasBegun.await();
    Future<?> closing = threads.submit(store::close);

    mayEnd.countDown();
    Committed<Long> last = writer.get();
    closing.get();

    assertThat(last.position()).isEqualTo(1);
    assertThatThrownBy(() -> store.write(tx -> 1)).isInstanceOf(StoreException.class);
    reopen();
    assertThat(names(all())).containsExactly("last");
  }

  static boolean awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
