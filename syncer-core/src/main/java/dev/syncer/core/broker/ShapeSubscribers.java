package dev.syncer.core.broker;

import dev.syncer.core.shape.Shape;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who subscribe to one shape. Only the broker's thread changes it; id and shape are for
 * everybody.
 */
final class ShapeSubscribers {
  private final String id;
  private final Shape shape;

  /** The subscriptions whose connections are live. */
  private final Set<Subscription> members = new LinkedHashSet<>();

  /** All subscriptions, also those that catch up. */
  private int size;

  private @Nullable KeptWindow window;

  ShapeSubscribers(String id, Shape shape) {
    this.id = id;
    this.shape = shape;
  }

  /** The shape's name to clients, see {@link dev.syncer.core.shape.ShapeNames}. */
  String id() {
    return id;
  }

  Shape shape() {
    return shape;
  }

  Set<Subscription> members() {
    return members;
  }

  void grow() {
    size++;
  }

  /** True when the last one has gone. */
  boolean shrink() {
    size--;
    return size == 0;
  }

  @Nullable KeptWindow window() {
    return window;
  }

  /** Keeps a window, or none, instead of the one that was kept. */
  void window(@Nullable KeptWindow kept) {
    if (window != null) {
      window.drop();
    }
    window = kept;
  }

  /** Whether a commit has to be looked at for it. */
  boolean isAwake() {
    return !members.isEmpty() || window != null;
  }
}
