package dev.syncer.core.broker;

import java.util.List;

/**
 * The way of a connection from being live to catching up: from then on the log is its queue. Only
 * the broker's thread uses it.
 */
final class FallingBehind {
  private final Progress progress;
  private final BrokerThreads threads;
  private final Passes passes;

  FallingBehind(Progress progress, BrokerThreads threads, Passes passes) {
    this.progress = progress;
    this.threads = threads;
    this.passes = passes;
  }

  /** From now on the log is the connection's queue; what it sees was sent up to a position. */
  void fallBehind(ClientConnection connection, long sent) {
    if (!connection.isJoined()) {
      return;
    }
    Line line = connection.line();
    long all = Math.min(sent, line.sent());
    for (Subscription subscription : connection.current()) {
      // A window that waits to be shown stays where it was; others may be further than all.
      if (subscription.subscribers().members().remove(subscription) && !line.owes(subscription)) {
        subscription.position(Math.max(subscription.position(), all));
      }
    }
    line.clear();
    connection.live(false);
    // Not at once: what is done to its subscriptions now comes before the pass.
    threads.execute("to catch up", connection, () -> passes.resume(connection));
  }

  /** From what was handed out up to now. */
  void fallBehindNow(ClientConnection connection) {
    fallBehind(connection, progress.position());
  }

  /** Lets all fall behind that see something through a shape: they begin anew there. */
  void readAnew(ShapeSubscribers subscribers, long sent) {
    for (Subscription member : List.copyOf(subscribers.members())) {
      fallBehind(member.connection(), sent);
      if (member.snapshot() == null) {
        member.overflow();
      }
    }
  }

  /** From what was handed out up to now. */
  void readAnew(ShapeSubscribers subscribers) {
    readAnew(subscribers, progress.position());
  }
}
