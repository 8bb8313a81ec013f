package dev.syncer.core.presence;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the database for {@link PresenceTracker}, whose own thread must not. */
@FunctionalInterface
public interface BackgroundReads {

  /**
   * Reads on another thread, and goes on with what was read on that of {@link PresenceTracker}. If
   * it cannot be read the participant is sent away, so that it comes back: nobody stays a member by
   * rights that are not known.
   */
  <T> void read(Participant participant, Supplier<T> read, Consumer<T> then);
}
