package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;

/**
 * How much may wait for one connection that does not read, and how much of that is there while the
 * node is short of memory. Safe for use by many threads.
 *
 * @param bytes that may wait for a connection
 * @param memory where it is short, a connection takes nothing more before it has read all
 */
record OutboundShare(int bytes, MemoryBudget memory) {

  /** Whether nothing more is sent until what is pending has drained. */
  boolean isFull(long pending) {
    return pending >= bytes || (pending > 0 && memory.isTight());
  }

  /** Whether a connection that was full may go on. */
  boolean hasRoom(long pending) {
    return isBelowHalf(pending) && !isFull(pending);
  }

  /**
   * Whether only the memory of the node is in the way, which nobody tells a connection of when it
   * is there again.
   */
  boolean lacksMemory(long pending) {
    return isBelowHalf(pending) && isFull(pending);
  }

  private boolean isBelowHalf(long pending) {
    return pending < bytes / 2;
  }
}
