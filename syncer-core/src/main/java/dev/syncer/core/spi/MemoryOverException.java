package dev.syncer.core.spi;

/**
 * A piece of work would have taken more memory than the node has left for its clients, and was
 * stopped; nothing of it was written. What is asked for again, a moment later, may find more.
 */
public final class MemoryOverException extends StoreException {
  private static final long serialVersionUID = 1L;

  public MemoryOverException() {
    super(
        "the node holds as much in memory for its clients as it may (SyncerOptions.memoryBudget),"
            + " and the work was stopped. Nothing was written. Ask for less, or again in a moment.",
        null);
  }
}
