package dev.syncer.testkit;

/** What can go wrong with a unit of work that writes; see {@link TestNode#next}. */
public enum Fault {
  /** The database refuses to commit it: nothing is written, and the node goes on. */
  REFUSED_COMMIT,

  /**
   * The node stops when the work is done and nothing is committed; {@link TestNode#restart} starts
   * it again.
   */
  CRASH_BEFORE_COMMIT,

  /**
   * The node stops when the work is committed, before anybody was told of it or got an answer;
   * {@link TestNode#restart} starts it again.
   */
  CRASH_AFTER_COMMIT
}
