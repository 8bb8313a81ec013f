package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.shape.LiveWindow;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The window of a shape, and what it has to do next. While it is away, something is read for it,
 * and what comes waits. Only the broker's thread uses it, but for what is read while it is away.
 */
final class KeptWindow {
  private final ShapeSubscribers subscribers;

  /** Commits to take and {@link WindowItem}s to look, in their order. */
  private final Deque<Object> next = new ArrayDeque<>();

  private final MemoryBudget memory;
  private @Nullable LiveWindow live;
  private boolean isAway;

  /** Bytes that the budget counts for it. */
  private long counted;

  KeptWindow(ShapeSubscribers subscribers, MemoryBudget memory) {
    this.subscribers = subscribers;
    this.memory = memory;
  }

  /** Has the budget count what it holds now; not while it is away. */
  void count() {
    long held = live == null ? 0 : live.bytes();
    memory.add(MemoryKind.WINDOWS, held - counted);
    counted = held;
  }

  /** It is not kept any more. */
  void drop() {
    memory.add(MemoryKind.WINDOWS, -counted);
    counted = 0;
  }

  ShapeSubscribers subscribers() {
    return subscribers;
  }

  Deque<Object> next() {
    return next;
  }

  /** Null before it was read. */
  @Nullable LiveWindow live() {
    return live;
  }

  void live(LiveWindow read) {
    live = read;
  }

  boolean isAway() {
    return isAway;
  }

  void away(boolean isNowAway) {
    isAway = isNowAway;
  }

  /** Whether it is still the window of its shape. */
  @SuppressWarnings("ReferenceEquality") // this very one
  boolean isKept() {
    return subscribers.window() == this;
  }
}
