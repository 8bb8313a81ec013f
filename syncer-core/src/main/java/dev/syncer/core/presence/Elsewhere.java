package dev.syncer.core.presence;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the database for {@link Presences}, whose own thread must not. */
@FunctionalInterface
public interface Elsewhere {

  /**
   * Reads on another thread, and goes on with what was read on that of {@link Presences}. If it
   * cannot be read the visitor is sent away, so that it comes back: nobody stays somewhere by
   * rights that are not known.
   */
  <T> void read(Visitor visitor, Supplier<T> read, Consumer<T> then);
}
