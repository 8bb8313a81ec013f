package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.syncer.core.thread.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerThreadsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(DefaultBroker.class);

  private final BrokerThreads threads = new BrokerThreads(new Failures(), new DaemonThreads());
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    LOG.addAppender(logged);
  }

  @AfterEach
  void close() {
    threads.close();
    LOG.detachAppender(logged);
  }

  private static void takeTime() {
    long end = System.nanoTime() + Duration.ofMillis(60).toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** For all others wait for it. */
  @Test
  void task_thatTakesLong_isCounted_andLoggedWithWhatItWas() {
    AtomicBoolean isBehindIt = new AtomicBoolean();

    threads.execute("to dawdle", BrokerThreadsTest::takeTime, () -> {});
    threads.execute("to come next", () -> isBehindIt.set(true), () -> {});
    await().untilTrue(isBehindIt);

    assertThat(threads.state(0).slowTasks()).isPositive();
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(
            line -> line.startsWith("The broker's thread took ") && line.endsWith(": to dawdle"));
  }
}
