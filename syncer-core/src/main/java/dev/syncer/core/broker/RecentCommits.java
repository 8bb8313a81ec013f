package dev.syncer.core.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last commits with their bytes, for those who missed little. Safe for use by many threads. */
final class RecentCommits {
  /** How many are kept; the log has the rest. */
  private static final int MOST = 1024;

  private final Deque<EncodedCommit> commits = new ArrayDeque<>();

  synchronized void add(EncodedCommit commit) {
    commits.addLast(commit);
    if (commits.size() > MOST) {
      commits.removeFirst();
    }
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
}
