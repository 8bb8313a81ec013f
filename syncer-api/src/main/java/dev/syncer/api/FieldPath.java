package dev.syncer.api;

import java.util.Objects;

/**
 * The path from a record to a value: a {@link Field} of its own, or a field of records that it
 * links to, {@code Task.SUBTASKS.dot(Task.PLANNED)}. As text it is {@code child_ids.planned}.
 *
 * @param <T> the Java type of the value at the end
 */
public sealed interface FieldPath<T> permits Field, FieldPath.Over {

  /** The path as text: the names of its fields, with dots between them. */
  String path();

  /** The field at the end of the path. */
  Field<T> end();

  /**
   * The path to a field of the records that this path leads to.
   *
   * @param next a field of the model that {@link #end} points at
   */
  default <V> FieldPath<V> dot(Field<V> next) {
    return new Over<>(this, next);
  }

  /**
   * A path over at least one relation.
   *
   * @param over the path to the records that have the field
   * @param end the field at the end
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
