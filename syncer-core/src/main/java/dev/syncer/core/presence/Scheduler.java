package dev.syncer.core.presence;

import java.time.Duration;

/** Does things later, on the thread that {@link PresenceTracker} is used by. */
@FunctionalInterface
public interface Scheduler {
  void after(Duration pause, Runnable task);
}
