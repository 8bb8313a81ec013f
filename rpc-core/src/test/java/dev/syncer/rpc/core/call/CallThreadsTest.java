package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.thread.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallThreadsTest {

  /**
   * With one pool for both, one client that called a slow route 32 times stopped every other client
   * of a node on Java 17: the messages waited behind the calls.
   */
  @Test
  void calls_thatWait_holdUpNoMessage() throws Exception {
    CallThreads threads = CallThreads.start(new DaemonThreads());
    CountDownLatch latch = new CountDownLatch(1);
    try {
      for (int i = 0; i < 1_000; i++) {
        assertThat(threads.call(() -> await(latch))).isTrue();
      }

      CompletableFuture<String> message = new CompletableFuture<>();
      threads.execute(() -> message.complete("handled"));

      assertThat(message.get(20, TimeUnit.SECONDS)).isEqualTo("handled");
    } finally {
      latch.countDown();
      threads.close();
    }
  }

  @Test
  void threads_thatEnded_takeNothing() {
    CallThreads threads = CallThreads.start(new DaemonThreads());

    threads.close();

    assertThat(threads.call(() -> {})).isFalse();
    assertThat(threads.execute(() -> {})).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
