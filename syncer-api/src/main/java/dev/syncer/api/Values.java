package dev.syncer.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Field values to write. Immutable. Values are checked when they are written, not here, so that
 * values from outside and from code get the same errors.
 */
public final class Values {
  private static final Values NONE = new Values(Collections.emptyMap());

  private final Map<String, @Nullable Object> byField;

  private Values(Map<String, @Nullable Object> byField) {
    this.byField = byField;
  }

  /** No values yet; the start of {@code values().with(NAME, "x")}. */
  public static Values values() {
    return NONE;
  }

  /**
   * Values by field name, as generic code has them.
   *
   * @param byField copied; values are the Java types of {@link FieldType} or what the wire has for
   *     them: numbers, strings, booleans, ids, null
   */
  public static Values of(Map<String, ? extends @Nullable Object> byField) {
    return new Values(Collections.unmodifiableMap(new LinkedHashMap<>(byField)));
  }

  /** These values and one more; null empties the field. */
  public <T> Values with(Field<T> field, @Nullable T value) {
    return with(field.name(), value);
  }

  /** These values and one more, for generic code. */
  public Values with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(byField);
    more.put(field, value);
    return new Values(Collections.unmodifiableMap(more));
  }

  /** The values by field name, in the order in which they were given; unmodifiable. */
  public Map<String, @Nullable Object> asMap() {
    return byField;
  }

  /** Whether there is no value. */
  public boolean isEmpty() {
    return byField.isEmpty();
  }

  @Override
  public String toString() {
    // Values may be secret: names only.
    return "Values" + byField.keySet();
  }
}
