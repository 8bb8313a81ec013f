package dev.syncer.api;

import java.util.Objects;

/**
 * The way from a record to a value: a {@link Field} of it, or a field of records that it points at,
 * {@code Task.SUBTASKS.dot(Task.PLANNED)}. Generic code writes it as text, {@code
 * child_ids.planned}.
 *
 * @param <T> the Java type of the value at the end
 */
public sealed interface FieldPath<T> permits Field, FieldPath.Over {

  /** The names on the way with dots between them. */
  String path();

  /** The field at the end of the way. */
  Field<T> end();

  /**
   * The way on to a field of the records that this one leads to.
   *
   * @param next a field of the model that {@link #end} points at
   */
  default <V> FieldPath<V> dot(Field<V> next) {
    return new Over<>(this, next);
  }

  /**
   * A way over at least one relation.
   *
   * @param over the way to the records that have the field
   * @param end the field
   */
  record Over<T>(FieldPath<?> over, Field<T> end) implements FieldPath<T> {
    public Over {
      Objects.requireNonNull(over, "over");
      Objects.requireNonNull(end, "end");
    }

    @Override
    public String path() {
      return over.path() + "." + end.name();
    }

    @Override
    public String toString() {
      return path();
    }
  }
}
