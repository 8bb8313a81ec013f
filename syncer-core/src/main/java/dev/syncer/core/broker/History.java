package dev.syncer.core.broker;

import dev.syncer.core.log.Cursors;
import dev.syncer.core.log.Secret;
import dev.syncer.core.model.Model;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeNames;
import dev.syncer.core.spi.StoreState;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which history a node serves, and how clients name what is in it: positions by cursors, shapes by
 * names. Known from the start of the broker on. Safe for use by many threads.
 */
final class History {
  private final String database;
  private volatile String epoch = "";
  private volatile @Nullable Cursors cursors;
  private volatile @Nullable ShapeNames names;
  private volatile Map<Model, Long> schemas = Map.of();

  History(String database) {
    this.database = database;
  }

  /** Begins with what an open store says of itself. */
  void start(StoreState state) {
    Secret secret = new Secret(state.secret());
    names = new ShapeNames(secret);
    cursors = new Cursors(database, state.epoch(), secret);
    epoch = state.epoch();
  }

  /** Empty before the start. */
  String epoch() {
    return epoch;
  }

  /** The cursor of a position in the log. */
  String cursor(long position) {
    return started(cursors).at(position);
  }

  /** The position that a cursor of this history names; empty for any other text. */
  OptionalLong position(String cursor) {
    return started(cursors).position(cursor);
  }

  /** What clients call a shape. */
  String name(Shape shape) {
    return started(names).of(shape);
  }

  /** Tells from which position on each model looks as it does. */
  void schemas(Map<Model, Long> since) {
    schemas = Map.copyOf(since);
  }

  /** The position from which on a model looks as it does. */
  long schemaSince(Model model) {
    return schemas.getOrDefault(model, 0L);
  }

  private static <T> T started(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("the broker has not been started");
    }
    return made;
  }
}
