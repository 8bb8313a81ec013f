package dev.syncer.core.spi;

/**
 * Whom a read serves. A store keeps connections of its own for each lane, so that reads of one,
 * however many and slow, never take those of another.
 */
public enum ReadLane {
  /** Calls of users, and what the application reads by itself. */
  CALLS,
  /** Who somebody is: logins, sessions, what decides rights. Short, and of few records. */
  SESSIONS,
  /** What the broker has others read for it: the log, snapshots, windows, names, links. */
  DELIVERY,
  /** Probes of health. */
  PROBE
}
