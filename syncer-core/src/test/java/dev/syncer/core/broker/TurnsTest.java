package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final long ONE = 1;
  private static final long OTHER = 2;

  private final Turns turns = new Turns(2, Thread::new);

  @AfterEach
  void close() {
    turns.close();
  }

  /** P14: one user's costly work, of whatever number of connections, never takes all threads. */
  @Test
  void p14_user_withMuchWork_leavesAThreadToTheOthers() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      turns.enqueue(
          ONE,
          () -> {
            begun.incrementAndGet();
            first.countDown();
            await(end);
          });
    }

    turns.enqueue(OTHER, other::countDown);

    assertThat(first.await(90, TimeUnit.SECONDS)).isTrue();
    assertThat(other.await(90, TimeUnit.SECONDS)).isTrue();
    assertThat(begun).hasValue(1);
    end.countDown();
  }

  /** P14: users take turns, whoever brought how much. */
  @Test
  void p14_users_takeTurns() throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(6);
    List<Long> order = Collections.synchronizedList(new ArrayList<>());
    turns.enqueue(3, () -> await(begin));
    turns.enqueue(4, () -> await(begin));
    for (long user : List.of(ONE, ONE, ONE, ONE, OTHER, OTHER)) {
      turns.enqueue(
          user,
          () -> {
            order.add(user);
            done.countDown();
          });
    }

    begin.countDown();

    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
    assertThat(order.subList(0, 4)).contains(OTHER);
    assertThat(turns.size()).isZero();
  }

  /** An Error in a piece of work costs no thread. */
  @Test
  void work_thatEndsWithAnError_isFollowedByTheNext() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      turns.enqueue(
          ONE,
          () -> {
            next.countDown();
            throw new OutOfMemoryError("of the test");
          });
    }

    assertThat(next.await(90, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
