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

  /** How many changes they may have together, for a commit can be large. */
  private static final int MOST_CHANGES = 50_000;

  private final Deque<EncodedCommit> commits = new ArrayDeque<>();
  private int changes;

  synchronized void add(EncodedCommit commit) {
    commits.addLast(commit);
    changes += commit.size();
    while (commits.size() > MOST || (changes > MOST_CHANGES && commits.size() > 1)) {
      changes -= commits.removeFirst().size();
    }
  }

  /** Forgets them all: what comes next does not follow them. */
  synchronized void clear() {
    commits.clear();
    changes = 0;
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
