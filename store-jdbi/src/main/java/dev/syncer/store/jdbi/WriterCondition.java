package dev.syncer.store.jdbi;

import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth.Part;
import dev.syncer.core.spi.StoreHealth.Trouble;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How writing goes: since when it fails, and why it did last; the same for bringing the write-ahead
 * log into the file. Safe for use by many threads.
 */
final class WriterCondition {
  private static final long BETWEEN_TRIALS = Duration.ofSeconds(1).toNanos();

  private @Nullable StoreException failure;
  private @Nullable StoreException checkpointFailure;
  private long since;
  private long checkpointSince;
  private long triedAt;

  synchronized void works() {
    failure = null;
  }

  synchronized void fails(StoreException reason) {
    if (failure == null) {
      since = System.nanoTime();
      triedAt = since;
    }
    failure = reason;
  }

  synchronized void checkpointWorks() {
    checkpointFailure = null;
  }

  synchronized void checkpointFails(StoreException reason) {
    if (checkpointFailure == null) {
      checkpointSince = System.nanoTime();
    }
    checkpointFailure = reason;
  }

  /** Whether writing failed last, and it is time to see whether it still does; true once then. */
  synchronized boolean isTrialDue() {
    long now = System.nanoTime();
    if (failure == null || now - triedAt < BETWEEN_TRIALS) {
      return false;
    }
    triedAt = now;
    return true;
  }

  synchronized Optional<Trouble> trouble() {
    if (failure != null) {
      return Optional.of(trouble(failure, since));
    }
    return checkpointFailure == null
        ? Optional.empty()
        : Optional.of(trouble(checkpointFailure, checkpointSince));
  }

  private static Trouble trouble(StoreException reason, long since) {
    return new Trouble(
        Part.WRITER,
        String.valueOf(reason.getMessage()),
        Duration.ofNanos(System.nanoTime() - since));
  }
}
