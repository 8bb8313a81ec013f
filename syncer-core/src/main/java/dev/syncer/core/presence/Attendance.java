package dev.syncer.core.presence;

import java.util.List;
import java.util.Objects;

/**
 * Who is at a place.
 *
 * @param place where
 * @param users each once, ascending by id; none says to whom it is told that they are not there any
 *     more
 */
public record Attendance(Place place, List<Attendee> users) {
  public Attendance {
    Objects.requireNonNull(place, "place");
    users = List.copyOf(users);
  }

  /**
   * A user who is there, with all connections together.
   *
   * @param id the user
   * @param name what people call them
   * @param activity the strongest of their connections
   */
  public record Attendee(long id, String name, Activity activity) {
    public Attendee {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(activity, "activity");
    }
  }
}
