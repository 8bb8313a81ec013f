package dev.syncer.core.presence;

import dev.syncer.core.presence.Presences.Look;
import org.jspecify.annotations.Nullable;

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
  private @Nullable Look look;
  private boolean wasReadable;

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

  /** What the look has shown; null while it is under way. */
  @Nullable Look look() {
    return look;
  }

  void looked(@Nullable Look shown, boolean isReadableThere) {
    look = shown;
    wasReadable = isReadableThere;
  }

  /** Whether they may come in, by a look and what came after it. */
  boolean isAllowed(Look shown) {
    return judgedAt > shown.position() ? isReadable : wasReadable;
  }

  /** The position up to which that is known. */
  long knownAt(Look shown) {
    return Math.max(shown.position(), judgedAt);
  }
}
