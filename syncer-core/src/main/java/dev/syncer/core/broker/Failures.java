package dev.syncer.core.broker;

import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.TimeOverException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens where something throws, an {@code Error} too. A broker never goes on as if nothing
 * had happened: those concerned fall behind to the position before, and have it from the log, or
 * are closed with {@link CloseCode#TRY_LATER}, so that they come back with their cursor. This is
 * the one place where that is decided. Safe for use by many threads.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultBroker.class);

  private final AtomicLong count = new AtomicLong();
  private volatile boolean isStopping;

  /** From now on the store may be closed under those who read it, which is nobody's fault. */
  void stopping() {
    isStopping = true;
  }

  /** How often something threw. */
  long count() {
    return count.get();
  }

  /** Does something for a connection, which is closed if it throws. */
  void closing(String what, ClientConnection whom, Runnable task) {
    guarded(what, task, () -> close(List.of(whom)));
  }

  /**
   * Does something of which those concerned are told otherwise if it throws; who cannot be told is
   * closed by what tells them.
   *
   * @param otherwise lets them fall behind, or closes them
   */
  void guarded(String what, Runnable task, Runnable otherwise) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      tell(what, e);
      try {
        otherwise.run();
      } catch (RuntimeException | Error again) {
        tell("even to tell of a failure", again);
      }
    }
  }

  /** Ends connections so that they come back. */
  void close(Collection<ClientConnection> those) {
    for (ClientConnection each : those) {
      // Both, whatever the first of them does.
      try {
        each.outlet().close(CloseCode.TRY_LATER, "this node could not serve it; come back");
      } catch (RuntimeException | Error e) {
        tell("to close a connection", e);
      } finally {
        each.close();
      }
    }
  }

  /** Counts and logs a failure. */
  void tell(String what, Throwable failure) {
    count.incrementAndGet();
    if (isStopping) {
      LOG.debug("The broker failed: {}", what, failure);
    } else if (failure instanceof TimeOverException || failure instanceof MemoryOverException) {
      // What somebody asked for costs too much: no fault of the node's.
      LOG.warn("The broker gave up: {}. {}", what, failure.getMessage());
    } else {
      LOG.error("The broker failed: {}. Those concerned fall behind or come back", what, failure);
    }
  }
}
