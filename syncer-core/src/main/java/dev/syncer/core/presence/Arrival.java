package dev.syncer.core.presence;

import dev.syncer.core.presence.Presences.Look;

/**
 * A visitor on the way to a place, while it is looked up whether they may be there. What is
 * committed meanwhile is judged for them too. Only the thread of {@link Presences} uses it.
 */
final class Arrival {
  private final Visitor visitor;
  private final Place place;

  /** The last commit that was judged, and its verdict. */
  private long judgedAt = -1;

  private boolean isReadable;

  /** Whether their rights have changed since the look. */
  private boolean isOutdated;

  Arrival(Visitor visitor, Place place) {
    this.visitor = visitor;
    this.place = place;
  }

  Visitor visitor() {
    return visitor;
  }

  Place place() {
    return place;
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

  /** Whether they may come in, by a look and what came after it. */
  boolean isAllowed(Look look, boolean isReadableThere) {
    return judgedAt > look.position() ? isReadable : isReadableThere;
  }

  /** The position up to which that is known. */
  long knownAt(Look look) {
    return Math.max(look.position(), judgedAt);
  }
}
