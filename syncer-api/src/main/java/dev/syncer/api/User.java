package dev.syncer.api;

import java.time.Instant;
import java.util.Objects;

/**
 * Who acts.
 *
 * @param id the id of the record in the model of users; 0 for the system itself
 * @param name the display name
 * @param lastUpdate when that record last changed
 */
public record User(long id, String name, Instant lastUpdate) {
  /** The application itself: start-up code, jobs, imports. May write read-only fields. */
  public static final User SYSTEM = new User(0, "System", Instant.EPOCH);

  public User {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(lastUpdate, "lastUpdate");
    if (id < 0) {
      throw new IllegalArgumentException("user id " + id + ": ids are 0 (the system) or above");
    }
  }

  public boolean isSystem() {
    return id == 0;
  }
}
