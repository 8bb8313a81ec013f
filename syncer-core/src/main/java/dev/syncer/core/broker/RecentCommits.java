package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last commits, for those who missed little; the log has the rest. Bounded in bytes, whatever
 * the commits are like. Safe for use by many threads.
 */
final class RecentCommits implements MemoryBudget.Cache {
  /** The part of the budget that they may have. */
  private static final int PARTS = 8;

  /** How many are kept at most: whoever asks looks through them. */
  private static final int MOST = 1024;

  private final MemoryBudget memory;
  private final long share;
  private final Deque<EncodedCommit> commits = new ArrayDeque<>();
  private long bytes;

  RecentCommits(MemoryBudget memory) {
    this.memory = memory;
    this.share = memory.share(PARTS);
  }

  /**
   * Adds the next one. Before that the oldest are forgotten for which there is no room beside it;
   * all of them, and it is not kept either, if it is larger than the share.
   */
  synchronized void add(EncodedCommit commit) {
    long more = commit.bytes();
    while (!commits.isEmpty() && (commits.size() >= MOST || bytes + more > share)) {
      forgetFirst();
    }
    if (more <= share) {
      commits.addLast(commit);
      count(more);
    }
  }

  /** Whether there is no gap between a position and the first that is kept. */
  synchronized boolean reachesBackTo(long position) {
    EncodedCommit first = commits.peekFirst();
    return first != null && first.position() <= position + 1;
  }

  /** Forgets them all: what comes next does not follow them. */
  void clear() {
    giveUp();
  }

  private void forgetFirst() {
    count(-commits.removeFirst().bytes());
  }

  private void count(long more) {
    bytes += more;
    memory.add(MemoryKind.RECENT_COMMITS, more);
  }

  /** The commits after a position; null if there is a gap before them. */
  synchronized @Nullable List<EncodedCommit> after(long position) {
    EncodedCommit first = commits.peekFirst();
    if (first == null || first.position() > position + 1) {
      return null;
    }
    List<EncodedCommit> later = new ArrayList<>();
    for (EncodedCommit commit : commits) {
      if (commit.position() > position) {
        later.add(commit);
      }
    }
    return later;
  }

  @Override
  public synchronized void giveUp() {
    while (!commits.isEmpty()) {
      forgetFirst();
    }
  }
}
