package dev.syncer.core.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the time that a piece of work has, and a way to end it before. Whoever starts the work
 * makes it {@linkplain #during current}; a store stops the running statement when it {@linkplain
 * #isOver is over}, and loops that run code of models {@linkplain #check ask}. So work that is over
 * its time ends, instead of being answered and going on. Safe for use by many threads.
 *
 * <p>Code that blocks, or looks whether its thread is interrupted, is ended by {@link #cancel},
 * which interrupts the threads that do the work. Java has no way to end code that does neither.
 */
public final class Deadline {
  /** For work that may take as long as it takes. */
  public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

  private static final Ambient<Deadline> CURRENT = new Ambient<>(NONE);

  private final long begin = System.nanoTime();
  private final long nanos;

  /** The threads that do its work, each as often as it is inside of it. */
  private final List<Thread> working = new ArrayList<>();

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
    return CURRENT.current();
  }

  /**
   * Does work for which this is the {@linkplain #current} one, on the calling thread. An interrupt
   * by {@link #cancel} is over with it: what the thread does next, it does not concern.
   */
  @SuppressWarnings("try") // it is closed, and nothing else
  public <T extends @Nullable Object> T during(Supplier<T> work) {
    try (Current scope = makeCurrent()) {
      return work.get();
    }
  }

  /** Makes this the {@linkplain #current} one, on the calling thread; see {@link #during}. */
  public Current makeCurrent() {
    Current current = CURRENT.makeCurrent(this);
    enter();
    return () -> {
      leave();
      current.close();
    };
  }

  private void enter() {
    if (this != NONE) {
      synchronized (working) {
        working.add(Thread.currentThread());
      }
    }
  }

  private void leave() {
    if (this != NONE) {
      synchronized (working) {
        working.remove(Thread.currentThread());
        if (isCancelled && !working.contains(Thread.currentThread())) {
          Thread.interrupted();
        }
      }
    }
  }

  /**
   * Ends the time now: nobody waits for the outcome any more. Interrupts the threads that do the
   * work. Without effect on {@link #NONE}.
   */
  public void cancel() {
    if (this == NONE) {
      return;
    }
    synchronized (working) {
      isCancelled = true;
      working.forEach(Thread::interrupt);
    }
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
