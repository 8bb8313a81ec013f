package dev.syncer.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the function of a computed field sees: the values that the field depends on. */
public interface Inputs {

  /** The value of a field of the record, null if empty. */
  <T> @Nullable T get(Field<T> field);

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
