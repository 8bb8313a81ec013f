package dev.syncer.core.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is current on a thread while it does some work. Work inside of that work has its own, and
 * what was current before is so again afterwards, whatever the work throws.
 */
final class Ambient<T> {
  @SuppressWarnings("ThreadLocalUsage") // each is a constant of the type that it makes current
  private final ThreadLocal<@Nullable T> current = new ThreadLocal<>();

  private final T ifNone;

  /**
   * @param ifNone what is current where nobody has set anything
   */
  Ambient(T ifNone) {
    this.ifNone = ifNone;
  }

  /** That of the work that this thread does. */
  T current() {
    @Nullable T set = current.get();
    return set == null ? ifNone : set;
  }

  /** Whether somebody has set one on this thread. */
  boolean isSet() {
    return current.get() != null;
  }

  /** Makes a value current on the calling thread. */
  Current makeCurrent(T value) {
    @Nullable T before = current.get();
    current.set(value);
    return () -> {
      if (before == null) {
        current.remove();
      } else {
        current.set(before);
      }
    };
  }

  /** Does work during which a value is current, on the calling thread. */
  @SuppressWarnings("try") // it is closed, and nothing else
  <R extends @Nullable Object> R during(T value, Supplier<R> work) {
    try (Current scope = makeCurrent(value)) {
      return work.get();
    }
  }
}
