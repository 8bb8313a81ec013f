package dev.syncer.core.presence;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The topics that a client wants its connection to join, in the order of its requests. {@link
 * PresenceTracker} follows a moment later, and takes out what is not possible any more. Safe for
 * use by many threads.
 */
public final class JoinedTopics {
  private final Map<Topic, Activity> wanted = new HashMap<>();

  /** How many topics, also those whose join is under way. */
  public synchronized int size() {
    return wanted.size();
  }

  public synchronized boolean contains(Topic topic) {
    return wanted.containsKey(topic);
  }

  public synchronized void join(Topic topic, Activity activity) {
    wanted.put(topic, activity);
  }

  public synchronized void leave(Topic topic) {
    wanted.remove(topic);
  }

  synchronized Optional<Activity> at(Topic topic) {
    return Optional.ofNullable(wanted.get(topic));
  }
}
