package dev.syncer.core.memory;

/** What the bytes of a {@link MemoryBudget} are held for. */
public enum MemoryKind {
  /** Commits that were handed to the broker and wait for its thread. */
  WAITING_COMMITS("waiting_commits"),
  /** The last commits, for those who missed little. Given up when memory is short. */
  RECENT_COMMITS("recent_commits"),
  /** Blocks of the change log, for those who catch up. Given up when memory is short. */
  LOG_BLOCKS("log_blocks"),
  /** What was encoded of commits. Given up when memory is short. */
  ENCODED("encoded"),
  /** The rows of windows that are kept up to date. */
  WINDOWS("windows"),
  /** Who could read a record at an earlier position of the log. */
  VISIBILITY("visibility"),
  /** Which records that links point at may be read. Given up when memory is short. */
  LINKED_RECORDS("linked_records"),
  /** Who acted lately, with what they may do. Given up when memory is short. */
  PRINCIPALS("principals"),
  /** Sessions that were asked for lately. Given up when memory is short. */
  SESSIONS("sessions"),
  /** Chunks of snapshots between the database and the connection. */
  SNAPSHOTS("snapshots"),
  /** What calls and units of work have read, and their answers until they are handed over. */
  CALLS("calls"),
  /** What waits for connections to take it; a frame that many wait for counts once. */
  OUTBOUND("outbound");

  private final String wireName;

  MemoryKind(String wireName) {
    this.wireName = wireName;
  }

  /** Lower case with underscores, as a gauge shows it. */
  public String wireName() {
    return wireName;
  }
}
