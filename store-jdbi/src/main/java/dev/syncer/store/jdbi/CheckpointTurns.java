package dev.syncer.store.jdbi;

import java.time.Duration;

/**
 * When it is looked whether the write-ahead log gets into the file. SQLite does that by itself from
 * 4 MB on; so only a log that has twice as much is looked after, each time that it has grown by so
 * much more, and once a second. Used by one thread.
 */
final class CheckpointTurns {
  private static final long LARGE = 8L * 1024 * 1024;
  private static final long MORE = 1024 * 1024;
  private static final long BETWEEN_NANOS = Duration.ofSeconds(1).toNanos();

  private long bytes;
  private long triedAt = System.nanoTime();

  /**
   * Whether it is time; true once then.
   *
   * @param logBytes the size of the write-ahead log
   */
  boolean isDue(long logBytes) {
    long now = System.nanoTime();
    boolean isTime = logBytes - bytes >= MORE || now - triedAt >= BETWEEN_NANOS;
    if (logBytes < LARGE || !isTime) {
      return false;
    }
    bytes = logBytes;
    triedAt = now;
    return true;
  }
}
