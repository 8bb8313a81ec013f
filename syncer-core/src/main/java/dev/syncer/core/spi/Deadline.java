package dev.syncer.core.spi;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the time that a piece of work has, and a way to end it before. Whoever starts the work
 * makes it {@linkplain #during current}; a store stops the running statement when it {@linkplain
 * #isOver is over}, and loops that run code of models {@linkplain #check ask}. So work that is over
 * its time ends, instead of being answered and going on. Safe for use by many threads.
 */
public final class Deadline {
  /** For work that may take as long as it takes. */
  public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

  private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

  private final long begin = System.nanoTime();
  private final long nanos;
  private volatile boolean isCancelled;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /** One that is over when a time has passed from now. */
  public static Deadline after(Duration time) {
    return new Deadline(Math.min(time.toNanos(), Long.MAX_VALUE - 1));
  }

  /** That of the work that this thread does; {@link #NONE} if nobody set one. */
  public static Deadline current() {
    Deadline current = CURRENT.get();
    return current == null ? NONE : current;
  }

  /** Does work for which this is the {@linkplain #current} one, on the calling thread. */
  public <T extends @Nullable Object> T during(Supplier<T> work) {
    Deadline before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /** Ends the time now: nobody waits for the outcome any more. Without effect on {@link #NONE}. */
  public void cancel() {
    isCancelled = this != NONE;
  }

  /** Whether the work has to stop. */
  public boolean isOver() {
    return isCancelled || (nanos != Long.MAX_VALUE && System.nanoTime() - begin >= nanos);
  }

  /**
   * @throws TimeOverException if the work has to stop
   */
  public void check() {
    if (isOver()) {
      throw new TimeOverException();
    }
  }
}
