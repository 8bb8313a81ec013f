package dev.syncer.api;

import java.time.Instant;
import java.util.Objects;

/**
 * The user on whose behalf something is done. The id decides what they may do; {@link #of} makes
 * one where the record was not read.
 *
 * @param id the id of the record in the model of users; 0 for the system itself, -1 for callers who
 *     have not logged in
 * @param name the display name
 * @param lastUpdate when that record last changed
 */
public record User(long id, String name, Instant lastUpdate) {
  /** The application itself: start-up code, jobs, imports. May do everything. */
  public static final User SYSTEM = new User(0, "System", Instant.EPOCH);

  /** Callers who have not logged in. They may do what {@link Group#everyone} may. */
  public static final User ANONYMOUS = new User(-1, "Anonymous", Instant.EPOCH);

  public User {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(lastUpdate, "lastUpdate");
    if (id < -1) {
      throw new IllegalArgumentException(
          "user id " + id + ": ids are -1 (nobody), 0 (the system) or above");
    }
  }

  /**
   * The user with this record in the model of users, as a job or a test acts for somebody.
   *
   * @param id 1 or more; it decides what the user may do
   * @param name what others are told who did it
   */
  public static User of(long id, String name) {
    return new User(id, name, Instant.EPOCH);
  }

  public boolean isSystem() {
    return id == 0;
  }

  /** Whether nobody has logged in. */
  public boolean isAnonymous() {
    return id == -1;
  }
}
