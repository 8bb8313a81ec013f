package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeIndex;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The shapes of a node that somebody subscribes to, each with its subscribers. Only the broker's
 * thread uses it.
 */
final class SubscribedShapes {
  private final Map<Shape, ShapeSubscribers> byShape = new HashMap<>();
  private final Map<Model, ShapeIndex<ShapeSubscribers>> indexes = new HashMap<>();
  private final Function<Shape, String> names;

  /**
   * @param names what clients call a shape
   */
  SubscribedShapes(Function<Shape, String> names) {
    this.names = names;
  }

  /** The subscribers of a shape, which grows by one. */
  ShapeSubscribers join(Shape shape) {
    ShapeSubscribers subscribers =
        byShape.computeIfAbsent(
            shape,
            fresh -> {
              ShapeSubscribers made = new ShapeSubscribers(names.apply(fresh), fresh);
              indexes
                  .computeIfAbsent(fresh.model(), m -> new ShapeIndex<>())
                  .add(made, fresh.condition());
              return made;
            });
    subscribers.grow();
    return subscribers;
  }

  /** One that joined goes. */
  void leave(ShapeSubscribers subscribers) {
    if (subscribers.shrink()) {
      subscribers.window(null);
      byShape.remove(subscribers.shape());
      ShapeIndex<ShapeSubscribers> index = indexes.get(subscribers.shape().model());
      if (index != null) {
        index.remove(subscribers);
      }
    }
  }

  /** What windows are known to hold is not known any more. */
  void forgetWindows() {
    byShape.values().forEach(subscribers -> subscribers.window(null));
  }

  /** The subscribers that may see something of a commit. */
  Set<ShapeSubscribers> near(EncodedCommit commit) {
    Set<ShapeSubscribers> near = new LinkedHashSet<>();
    Consumer<ShapeSubscribers> add =
        subscribers -> {
          if (subscribers.isAwake()) {
            near.add(subscribers);
          }
        };
    List<Change> changes = commit.commit().changes();
    for (int place = 0; place < changes.size(); place++) {
      Change change = changes.get(place);
      ShapeIndex<ShapeSubscribers> index = indexes.get(change.model());
      if (index != null) {
        if (change.kind() != ChangeKind.UNLINK) {
          index.find(change.record(), add);
        }
        commit.before(place).ifPresent(before -> index.find(before, add));
      }
    }
    return near;
  }
}
