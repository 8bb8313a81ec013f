package dev.syncer.core.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The purpose of a read. A store keeps separate connections for each lane, so that reads of one
 * lane, however many and slow, never take the connections of another.
 */
public enum ReadLane {
  /** Calls of users, and what the application reads by itself. */
  CALLS,
  /** Who somebody is: logins, sessions, what decides rights. Short, and of few records. */
  SESSIONS,
  /** What the broker has others read for it: the log, snapshots, windows, names, links. */
  DELIVERY,
  /** Probes of health. */
  PROBE;

  private static final Ambient<ReadLane> CURRENT = new Ambient<>(CALLS);

  /** The lane of reads that name none, on this thread; {@link #CALLS} if nobody set one. */
  public static ReadLane current() {
    return CURRENT.current();
  }

  /** Makes this the lane of reads that name none, on the calling thread. */
  public Current makeCurrent() {
    return CURRENT.makeCurrent(this);
  }

  /**
   * Does work whose reads that name no lane take this one, on the calling thread: also where they
   * are in code of an application, a login for example.
   */
  public <T extends @Nullable Object> T during(Supplier<T> work) {
    return CURRENT.during(this, work);
  }
}
