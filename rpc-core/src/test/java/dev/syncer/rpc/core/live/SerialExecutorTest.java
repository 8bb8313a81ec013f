package dev.syncer.rpc.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private final List<String> done = new ArrayList<>();
  private final List<String> stuck = new ArrayList<>();
  private boolean hasThreads = true;
  private final SerialExecutor serial =
      new SerialExecutor(
          task -> {
            if (hasThreads) {
              task.run();
            }
            return hasThreads;
          },
          () -> stuck.add("stuck"));

  private void ping() {
    serial.execute(
        () -> {
          done.add("ping");
          return CompletableFuture.completedStage(true);
        });
  }

  /** W1: a ping behind a subscribe was answered before it, and an unsubscribe ended nothing. */
  @Test
  void w1_task_waitsForTheEffectOfTheOneBefore() {
    CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    serial.execute(() -> subscribed);
    ping();
    List<String> before = List.copyOf(done);

    subscribed.complete(true);

    assertThat(before).isEmpty();
    assertThat(done).containsExactly("ping");
  }

  @Test
  void task_thatThrows_doesNotHoldTheOthers() {
    serial.execute(
        () -> {
          throw new IllegalStateException("of the test");
        });

    ping();

    assertThat(done).containsExactly("ping");
  }

  @Test
  void effect_thatFindsNoThreadToGoOn_isTold() {
    CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    serial.execute(() -> subscribed);
    ping();
    hasThreads = false;

    subscribed.complete(true);

    assertThat(done).isEmpty();
    assertThat(stuck).containsExactly("stuck");
    assertThat(serial.size()).isZero();
  }
}
