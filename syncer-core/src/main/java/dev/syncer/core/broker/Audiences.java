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

/** The audiences of a node, one for each shape. Only the broker's thread uses it. */
final class Audiences {
  private final Map<Shape, Audience> byShape = new HashMap<>();
  private final Map<Model, ShapeIndex<Audience>> indexes = new HashMap<>();
  private final Function<Shape, String> names;

  /**
   * @param names what clients call a shape
   */
  Audiences(Function<Shape, String> names) {
    this.names = names;
  }

  /** The audience of a shape, which grows by one. */
  Audience join(Shape shape) {
    Audience audience =
        byShape.computeIfAbsent(
            shape,
            fresh -> {
              Audience made = new Audience(names.apply(fresh), fresh);
              indexes
                  .computeIfAbsent(fresh.model(), m -> new ShapeIndex<>())
                  .add(made, fresh.condition());
              return made;
            });
    audience.grow();
    return audience;
  }

  /** One that joined goes. */
  void leave(Audience audience) {
    if (audience.shrink()) {
      audience.window(null);
      byShape.remove(audience.shape());
      ShapeIndex<Audience> index = indexes.get(audience.shape().model());
      if (index != null) {
        index.remove(audience);
      }
    }
  }

  /** What windows are known to hold is not known any more. */
  void forgetWindows() {
    byShape.values().forEach(audience -> audience.window(null));
  }

  /** The audiences that may see something of a commit. */
  Set<Audience> near(EncodedCommit commit) {
    Set<Audience> near = new LinkedHashSet<>();
    Consumer<Audience> add =
        audience -> {
          if (audience.isAwake()) {
            near.add(audience);
          }
        };
    List<Change> changes = commit.commit().changes();
    for (int place = 0; place < changes.size(); place++) {
      Change change = changes.get(place);
      ShapeIndex<Audience> index = indexes.get(change.model());
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
