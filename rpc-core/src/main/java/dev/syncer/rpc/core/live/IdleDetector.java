package dev.syncer.rpc.core.live;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long nothing was heard of a peer, counted in parts of a heartbeat: one that is idle says
 * something once in each. In parts, and not by a clock, so that a pause of this process is nobody's
 * silence. Safe for use by many threads.
 *
 * <p>With heartbeats of 25 s a peer that is gone is asked after 25 s to 30 s, doubted after 50 s to
 * 55 s, and given up after 55 s to 60 s.
 */
final class IdleDetector {
  /** Parts of a heartbeat. */
  static final int PARTS = 5;

  private static final int UNTIL_QUESTION = PARTS + 1;
  private static final int UNTIL_DOUBT = 2 * PARTS + 1;
  private static final int UNTIL_END = 2 * PARTS + 2;

  /** What is to be done about it. */
  enum Step {
    NOTHING,
    /** Ask the peer for a sign. */
    ASK,
    /** The peer is gone. */
    GIVE_UP
  }

  private final Consumer<Boolean> follower;
  private int parts;
  private boolean isDoubtful;

  /**
   * @param follower is told when it is doubtful whether the peer is there, and when it is not any
   *     more; does not block
   */
  IdleDetector(Consumer<Boolean> follower) {
    this.follower = follower;
  }

  /** The time between two calls of {@link #pass}. */
  static Duration part(Duration heartbeat) {
    return heartbeat.dividedBy(PARTS);
  }

  synchronized void heard() {
    parts = 0;
    if (isDoubtful) {
      isDoubtful = false;
      follower.accept(false);
    }
  }

  /** A part of a heartbeat has passed. */
  synchronized Step pass() {
    parts++;
    if (parts >= UNTIL_DOUBT && !isDoubtful) {
      isDoubtful = true;
      follower.accept(true);
    }
    if (parts >= UNTIL_END) {
      return Step.GIVE_UP;
    }
    return parts >= UNTIL_QUESTION && (parts - UNTIL_QUESTION) % 2 == 0 ? Step.ASK : Step.NOTHING;
  }
}
