package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void waits_whereNobodySaysHowLong_areLongEnoughForASlowMachine() {
    AtomicLong left = new AtomicLong();

    await()
        .conditionEvaluationListener(condition -> left.set(condition.getRemainingTimeInMS()))
        .until(() -> true);

    assertThat(left.get()).isGreaterThan(Patience.MOST.toMillis() / 2);
  }
}
