package dev.syncer.core.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits for a commit that the log has and the broker has not handed out yet. Only the broker's
 * thread uses it.
 */
final class CommitWaits {
  private final Progress progress;
  private final Failures failures;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(ClientConnection connection, Runnable task) {}

  CommitWaits(Progress progress, Failures failures) {
    this.progress = progress;
    this.failures = failures;
  }

  /**
   * Does something as soon as all commits up to a position were handed out; closes if it throws.
   */
  void await(long position, ClientConnection connection, Runnable task) {
    if (progress.position() >= position) {
      task.run();
    } else {
      afterNext(connection, () -> await(position, connection, task));
    }
  }

  /** Does something when the next commit was handed out. */
  void afterNext(ClientConnection connection, Runnable task) {
    waiting.add(new Waiting(connection, task));
  }

  /** A commit was handed out. */
  void handedOut() {
    if (!waiting.isEmpty()) {
      List<Waiting> again = List.copyOf(waiting);
      waiting.clear();
      again.forEach(each -> failures.closing("to catch up", each.connection, each.task));
    }
  }
}
