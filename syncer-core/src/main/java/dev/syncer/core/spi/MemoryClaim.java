package dev.syncer.core.spi;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that one piece of work holds. Whoever begins the work makes it {@linkplain #during
 * current}; a store {@linkplain #take takes} the bytes of each row that it reads, before it reads
 * the next one. So work that reads more than there is room for ends in the midst of reading, and
 * not in an OutOfMemoryError. Safe for use by many threads.
 */
public final class MemoryClaim implements AutoCloseable {
  /** For work that nobody counts: that of the node itself. */
  public static final MemoryClaim NONE =
      new MemoryClaim(bytes -> true, bytes -> {}, Long.MAX_VALUE, MemoryClaim::over);

  private static final Ambient<MemoryClaim> CURRENT = new Ambient<>(NONE);

  private final Source source;
  private final Drain drain;
  private final long most;
  private final Function<Long, ? extends RuntimeException> refusal;
  private final AtomicLong taken = new AtomicLong();

  @FunctionalInterface
  private interface Source {
    boolean tryTake(long bytes);
  }

  @FunctionalInterface
  private interface Drain {
    void giveBack(long bytes);
  }

  private MemoryClaim(
      Source source, Drain drain, long most, Function<Long, ? extends RuntimeException> refusal) {
    this.source = source;
    this.drain = drain;
    this.most = most;
    this.refusal = refusal;
  }

  private static RuntimeException over(long bytes) {
    return new MemoryOverException();
  }

  /** A claim on a budget, of no bytes yet; at most half of it. */
  public static MemoryClaim on(MemoryBudget budget, MemoryKind kind) {
    return new MemoryClaim(
        bytes -> budget.tryReserve(kind, bytes),
        bytes -> budget.release(kind, bytes),
        budget.share(2),
        MemoryClaim::over);
  }

  /** That of the work that this thread does; {@link #NONE} if nobody set one. */
  public static MemoryClaim current() {
    return CURRENT.current();
  }

  /** A {@link #part} of the current one; if there is none, a claim on a budget. */
  public static MemoryClaim begin(MemoryBudget budget, MemoryKind kind) {
    return CURRENT.isSet() ? CURRENT.current().part() : on(budget, kind);
  }

  /**
   * A claim whose bytes count for this one too, and are given back when it is closed.
   *
   * @param bytes the most that it may take
   * @param tooMuch what is thrown where it would take more, of how much that would have been
   */
  public MemoryClaim within(long bytes, Function<Long, ? extends RuntimeException> tooMuch) {
    return new MemoryClaim(this::tryTake, this::giveBack, bytes, tooMuch);
  }

  /** A claim whose bytes count for this one too, and are given back when it is closed. */
  public MemoryClaim part() {
    return within(Long.MAX_VALUE, MemoryClaim::over);
  }

  /** Makes this the {@linkplain #current} one, on the calling thread. */
  public Current makeCurrent() {
    return CURRENT.makeCurrent(this);
  }

  /** Does work for which this is the {@linkplain #current} one, on the calling thread. */
  public <T extends @Nullable Object> T during(Supplier<T> work) {
    return CURRENT.during(this, work);
  }

  /**
   * Takes bytes that the work holds from now on.
   *
   * @throws MemoryOverException if there is no room for them
   * @throws RuntimeException that of {@link #within}, if they are more than the work may hold
   */
  public void take(long bytes) {
    if (!tryTake(bytes)) {
      throw new MemoryOverException();
    }
  }

  private boolean tryTake(long bytes) {
    if (this == NONE) {
      return true;
    }
    long all = taken.addAndGet(bytes);
    if (all > most) {
      taken.addAndGet(-bytes);
      throw refusal.apply(all);
    }
    boolean isThere = false;
    try {
      isThere = source.tryTake(bytes);
    } finally {
      if (!isThere) {
        taken.addAndGet(-bytes);
      }
    }
    return isThere;
  }

  /** Gives bytes back that the work does not hold any more. */
  public void giveBack(long bytes) {
    if (this == NONE) {
      return;
    }
    taken.addAndGet(-bytes);
    drain.giveBack(bytes);
  }

  /** Bytes that are held. */
  public long taken() {
    return taken.get();
  }

  /** Gives everything back. */
  @Override
  public void close() {
    long all = taken.getAndSet(0);
    if (all != 0) {
      drain.giveBack(all);
    }
  }
}
