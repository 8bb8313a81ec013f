package dev.syncer.core.broker;

import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.util.List;
import java.util.Optional;

/**
 * The commits after a position: out of memory where they are recent, else out of the log. Safe for
 * use by many threads, but for the broker's own, which reads nothing.
 */
final class CommitSource {
  private final RecentCommits recent;
  private final LogBlocks log;
  private final Progress progress;
  private final Store store;

  CommitSource(RecentCommits recent, LogBlocks log, Progress progress, Store store) {
    this.recent = recent;
    this.log = log;
    this.progress = progress;
    this.store = store;
  }

  /**
   * Some of the commits after a position that the broker has handed out, in order; none at the
   * head.
   *
   * @return empty if the log does not reach back to the position any more
   */
  Optional<List<EncodedCommit>> after(long position) {
    List<EncodedCommit> known = recent.after(position);
    return known == null ? log.after(position, progress.position()) : Optional.of(known);
  }

  /** As {@link #after}, also those that the broker has not had yet. */
  Optional<List<EncodedCommit>> storedAfter(long position) {
    return log.after(position, store.<Long>read(ReadTransaction::head));
  }
}
