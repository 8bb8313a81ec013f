package dev.syncer.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the function of a computed field sees: the values that the field depends on. */
public interface Inputs {

  /**
   * The value of a field of the record, or at the end of a path; null if it is empty. A list is
   * never empty in this sense. Where the path leads to many records, it is the value of the first;
   * of a list at the end of such a path, the ids of all.
   *
   * @throws IllegalArgumentException if the computed field does not depend on this path
   */
  <T> @Nullable T get(FieldPath<T> path);

  /**
   * The value of a field that is never empty: a required one, a list, a boolean.
   *
   * @throws IllegalArgumentException if the computed field does not depend on this path
   * @throws IllegalStateException if it is empty
   */
  default <T> T require(FieldPath<T> path) {
    T value = get(path);
    if (value == null) {
      throw new IllegalStateException(
          "\"" + path.path() + "\" is empty where a computed field requires it. Use get(…).");
    }
    return value;
  }

  /**
   * The values at the end of a path, without the empty ones: {@code all(SUBTASKS.dot(PLANNED))}.
   * For the ids of a list use {@link #get(FieldPath)}: they are its value.
   *
   * @throws IllegalArgumentException if the computed field does not depend on this path, or the
   *     path ends at a list
   */
  <T> List<T> all(FieldPath<T> path);

  /**
   * As {@link #get(FieldPath)} by name, for generic code; of a list the first id, see {@link
   * #all(String)}.
   *
   * @throws IllegalArgumentException if the computed field does not depend on this path
   */
  @Nullable Object get(String path);

  /**
   * As {@link #all(FieldPath)} by name, for generic code; of a list, {@code child_ids}, the ids.
   *
   * @throws IllegalArgumentException if the computed field does not depend on this path
   */
  <T> List<T> all(String path);
}
