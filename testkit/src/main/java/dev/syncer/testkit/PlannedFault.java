package dev.syncer.testkit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The fault that the next unit of work meets with. Safe for use by many threads. */
final class PlannedFault {
  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();

  void plan(Fault fault) {
    next.set(fault);
  }

  void forget() {
    next.set(null);
  }

  /** It is met once. */
  @Nullable Fault take() {
    return next.getAndSet(null);
  }
}
