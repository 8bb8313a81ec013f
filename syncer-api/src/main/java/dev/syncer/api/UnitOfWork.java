package dev.syncer.api;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One database transaction as one user, which collects the changes of its records. Used by the
 * thread that runs it and only while it runs.
 */
public interface UnitOfWork extends ReadUnit {

  @Override
  Records model(String name);

  /**
   * Does work that stands or falls alone. If it throws, what it wrote is undone, with all that
   * followed from it. The exception reaches the caller, and the unit of work goes on as if the work
   * had never begun. Unique values and constraints are checked at its end. May be nested.
   */
  <T extends @Nullable Object> T attempt(Supplier<T> work);

  /** As {@link #attempt(Supplier)}, for work that answers nothing. */
  default void attempt(Runnable work) {
    attempt(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * The same unit of work with the rights of the system: read-only fields may be written. The user
   * stays the same, in {@code write_uid} as in {@code user_id}.
   */
  @Override
  UnitOfWork asSystem();
}
