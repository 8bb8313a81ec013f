package dev.syncer.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the function of a computed field sees: the values that the field depends on. */
public interface Inputs {

  /**
   * The value of a field of the record, or at the end of a path; null if empty. Over a path to many
   * records, of the first.
   *
   * @throws IllegalArgumentException if the field does not depend on this path
   */
  <T> @Nullable T get(FieldPath<T> path);

  /**
   * The values at the end of a path, in the order of ids, without the empty ones: {@code
   * all(SUBTASKS.dot(PLANNED))}. The ids in a list are its value, so {@link #get(FieldPath)} them.
   *
   * @throws IllegalArgumentException if the field does not depend on this path, or it ends at a
   *     list
   */
  <T> List<T> all(FieldPath<T> path);

  /**
   * The value at the end of a path; over a path to many records, of the first.
   *
   * @throws IllegalArgumentException if the field does not depend on this path
   */
  @Nullable Object get(String path);

  /**
   * The values at the end of a path, in the order of ids, without the empty ones; over {@code
   * child_ids} alone, the ids.
   *
   * @throws IllegalArgumentException if the field does not depend on this path
   */
  <T> List<T> all(String path);
}
