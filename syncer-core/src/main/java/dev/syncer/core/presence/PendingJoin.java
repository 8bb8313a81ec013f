package dev.syncer.core.presence;

import dev.syncer.core.presence.PresenceTracker.Look;
import org.jspecify.annotations.Nullable;

/**
 * A join under way, while it is looked up whether the participant may be there. What is committed
 * meanwhile is judged for them too. Only the thread of {@link PresenceTracker} uses it.
 */
final class PendingJoin {
  private final Participant participant;
  private final Topic topic;

  /** The last commit that was judged, and its verdict. */
  private long judgedAt = -1;

  private boolean isReadable;
  private @Nullable Look look;
  private boolean wasReadable;

  /** Whether their rights have changed since the look. */
  private boolean isOutdated;

  PendingJoin(Participant participant, Topic topic) {
    this.participant = participant;
    this.topic = topic;
  }

  Participant participant() {
    return participant;
  }

  Topic topic() {
    return topic;
  }

  void judged(long position, boolean isReadableNow) {
    judgedAt = position;
    isReadable = isReadableNow;
  }

  boolean isOutdated() {
    return isOutdated;
  }

  void outdated(boolean isSo) {
    isOutdated = isSo;
  }

  /** What the look has shown; null while it is under way. */
  @Nullable Look look() {
    return look;
  }

  void looked(@Nullable Look shown, boolean isReadableThere) {
    look = shown;
    wasReadable = isReadableThere;
  }

  /** Whether they may join, by a look and what came after it. */
  boolean isAllowed(Look shown) {
    return judgedAt > shown.position() ? isReadable : wasReadable;
  }

  /** The position up to which that is known. */
  long knownAt(Look shown) {
    return Math.max(shown.position(), judgedAt);
  }
}
