package dev.syncer.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as it was when it was read. Immutable. */
public interface ModelRecord {

  /** The name of its model. */
  String model();

  /** 1 to 2^53-1; never given twice. */
  long id();

  /** 1 for a new record, and one more with each committed change. */
  long version();

  /** What people call it. */
  String displayName();

  /** A link to this record, with its name. */
  default Ref ref() {
    return Ref.of(id(), displayName());
  }

  /**
   * The value of a field, null if empty; a list and a {@link FieldType#BOOLEAN} that is no related
   * field are never empty. A record shows the fields that were asked for and that the user who acts
   * may read, and no others: see {@link #shows}.
   *
   * @throws IllegalArgumentException if the model has no such field
   * @throws IllegalStateException if the record does not show it; the message is for the log, and
   *     no client sees it
   */
  <T> @Nullable T get(Field<T> field);

  /**
   * The value of a field that is never empty: a required one, a list, a boolean.
   *
   * @throws IllegalArgumentException if the model has no such field
   * @throws IllegalStateException if it is empty, or the record does not show it
   */
  default <T> T require(Field<T> field) {
    T value = get(field);
    if (value == null) {
      throw new IllegalStateException(
          "field \"" + field.name() + "\" of " + model() + "," + id() + " is empty. Use get(…)");
    }
    return value;
  }

  /**
   * Whether the record shows the field: it was asked for, and the user who acts may read it.
   *
   * @throws IllegalArgumentException if the model has no such field
   */
  boolean shows(Field<?> field);

  /**
   * The value of a field by name, in the Java type of its {@link FieldType}, null if empty.
   *
   * @throws IllegalArgumentException if the model has no such field
   * @throws IllegalStateException if the record does not show it, see {@link #shows}
   */
  @Nullable Object get(String field);

  /** All fields by name, in declared order, {@code id} first; unmodifiable. */
  Map<String, @Nullable Object> asMap();

  /**
   * This record as a record class of your own. Each component takes the value of the field of its
   * name, {@code stageId} that of {@code stage_id}; {@code displayName} takes {@link #displayName}.
   * Its type is that of the field's {@link FieldType}, or {@code int}, {@code long}, {@code double}
   * and {@code boolean} for fields that are not empty.
   *
   * <pre>{@code
   * record TaskRow(long id, String name, @Nullable Ref stageId) {}
   * TaskRow row = unit.model("project.task").get(7).as(TaskRow.class);
   * }</pre>
   *
   * @throws IllegalArgumentException if the model has no such field, or its value does not fit
   * @throws IllegalStateException if the record does not show it, see {@link #shows}
   */
  default <R extends Record> R as(Class<R> type) {
    return type.cast(RecordClass.of(type).read(this));
  }
}
