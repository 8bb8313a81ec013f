package dev.syncer.core.presence;

import dev.syncer.core.model.Row;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A visitor who is somewhere: where, and the record of the user, which says what others may call
 * them. Only the thread of {@link Presences} uses it.
 */
final class Guest {
  private final Set<Place> places = new LinkedHashSet<>();
  private @Nullable Row record;
  private long recordAt = -1;
  private long reviews;

  /** Where it is; may be changed. */
  Set<Place> places() {
    return places;
  }

  /** The user's record, whole; null where there is none. */
  @Nullable Row record() {
    return record;
  }

  /** A look at all places of the guest begins. */
  long review() {
    return ++reviews;
  }

  /** Whether no other look at all places has begun since. */
  boolean isLast(long review) {
    return review == reviews;
  }

  /** Takes over what a look showed, unless a later one has been taken over. */
  void looked(Presences.Look look) {
    if (look.position() >= recordAt) {
      record = look.user();
      recordAt = look.position();
    }
  }
}
