package dev.syncer.core.presence;

import dev.syncer.core.model.Row;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A participant who has joined topics: which, and the record of the user, which says what others
 * may call them. Only the thread of {@link PresenceTracker} uses it.
 */
final class ParticipantState {
  private final Set<Topic> topics = new LinkedHashSet<>();
  private @Nullable Row record;
  private long recordAt = -1;
  private long reviews;

  /** What it has joined; may be changed. */
  Set<Topic> topics() {
    return topics;
  }

  /** The user's record, whole; null where there is none. */
  @Nullable Row record() {
    return record;
  }

  /** A look at all topics of the participant begins. */
  long review() {
    return ++reviews;
  }

  /** Whether no other look at all topics has begun since. */
  boolean isLast(long review) {
    return review == reviews;
  }

  /** Takes over what a look showed, unless a later one has been taken over. */
  void looked(PresenceTracker.Look look) {
    if (look.position() >= recordAt) {
      record = look.user();
      recordAt = look.position();
    }
  }
}
