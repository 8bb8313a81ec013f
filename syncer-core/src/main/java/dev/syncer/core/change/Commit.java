package dev.syncer.core.change;

import dev.syncer.api.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All changes of one transaction.
 *
 * @param position its place in the change log, from 1, rising; 0 before it is stored
 * @param time when its unit of work ended, milliseconds
 * @param user who acted
 * @param mutation the idempotency key of the request that caused it, or null
 * @param changes in the order in which the records were first touched; none where it only marks the
 *     place from which models look different
 */
public record Commit(
    long position, Instant time, User user, @Nullable String mutation, List<Change> changes) {
  /** Bytes of a commit without its changes. */
  private static final int COMMIT = 256;

  public Commit {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(user, "user");
    changes = List.copyOf(changes);
  }

  /** About how many bytes of memory it takes: the records after it, and the values before it. */
  public long bytes() {
    long bytes = COMMIT;
    for (Change change : changes) {
      bytes += change.bytes();
    }
    return bytes;
  }

  /** The same commit at its place in the log. */
  public Commit at(long place) {
    return new Commit(place, time, user, mutation, changes);
  }
}
