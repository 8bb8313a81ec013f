package dev.syncer.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InFlight inFlight = new InFlight();

  /** A wait on a thread of its own, once it has begun. */
  private CompletableFuture<Boolean> waiting() {
    CompletableFuture<Boolean> none = new CompletableFuture<>();
    Thread waiting =
        new DaemonThreads()
            .named("waiting")
            .newThread(() -> none.complete(inFlight.awaitNone(LONG)));
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING || none.isDone());
    return none;
  }

  @Test
  void wait_endsWhenTheLastHasLeft_andNotBefore() {
    inFlight.enter();
    inFlight.enter();
    CompletableFuture<Boolean> none = waiting();

    inFlight.leave();
    boolean isDoneEarly = none.isDone();
    inFlight.leave();

    assertThat(isDoneEarly).isFalse();
    assertThat(none).succeedsWithin(LONG).isEqualTo(true);
  }

  @Test
  void wait_whereNothingIsUnderWay_endsAtOnce() {
    assertThat(inFlight.awaitNone(Duration.ZERO)).isTrue();
  }

  @Test
  void wait_withoutTime_saysThatSomethingIsUnderWay() {
    inFlight.enter();

    assertThat(inFlight.awaitNone(Duration.ofSeconds(-1))).isFalse();
  }

  @Test
  void wait_ofAnInterruptedThread_ends_andLeavesItInterrupted() {
    inFlight.enter();
    Thread.currentThread().interrupt();

    boolean isNone = inFlight.awaitNone(LONG);

    assertThat(isNone).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void enter_aboveTheMost_isRefused_andCountsNothing() {
    boolean first = inFlight.enter(1);
    boolean second = inFlight.enter(1);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(inFlight.count()).isEqualTo(1);
  }
}
