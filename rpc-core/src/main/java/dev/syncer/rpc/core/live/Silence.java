package dev.syncer.rpc.core.live;

import java.util.function.Consumer;

/**
 * How long nothing was heard of a peer, counted in heartbeats: one that is idle says something once
 * in each. Safe for use by many threads.
 */
final class Silence {
  private final Consumer<Boolean> follower;
  private int beats;
  private boolean isDoubtful;

  /**
   * @param follower is told when it is doubtful whether the peer is there, and when it is not any
   *     more; does not block
   */
  Silence(Consumer<Boolean> follower) {
    this.follower = follower;
  }

  synchronized void heard() {
    beats = 0;
    if (isDoubtful) {
      isDoubtful = false;
      follower.accept(false);
    }
  }

  /** A heartbeat; answers how many before it passed without a word. */
  synchronized int beat() {
    return beats++;
  }

  /**
   * Some time after a second heartbeat without a word: if still nothing was heard, doubts begin.
   */
  synchronized void look() {
    if (beats > 1 && !isDoubtful) {
      isDoubtful = true;
      follower.accept(true);
    }
  }
}
