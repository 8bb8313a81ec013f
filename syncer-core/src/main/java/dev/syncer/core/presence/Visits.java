package dev.syncer.core.presence;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a client wants its connection to be, in the order of its requests. {@link Presences}
 * follows a moment later, and takes out what is not possible any more. Safe for use by many
 * threads.
 */
public final class Visits {
  private final Map<Place, Activity> wanted = new HashMap<>();

  /** Places, also those that are on their way. */
  public synchronized int size() {
    return wanted.size();
  }

  public synchronized boolean contains(Place place) {
    return wanted.containsKey(place);
  }

  public synchronized void enter(Place place, Activity activity) {
    wanted.put(place, activity);
  }

  public synchronized void leave(Place place) {
    wanted.remove(place);
  }

  synchronized Optional<Activity> at(Place place) {
    return Optional.ofNullable(wanted.get(place));
  }
}
