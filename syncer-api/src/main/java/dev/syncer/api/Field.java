package dev.syncer.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a field, and the typed key to its value. Immutable; each method answers a
 * changed copy. Made by {@link Fields}.
 *
 * @param <T> the Java type of the value, see {@link FieldType}
 */
public final class Field<T> {
  private final String name;
  private final FieldType type;
  private final String label;
  private final boolean isRequired;
  private final boolean isReadOnly;
  private final boolean isIndexed;
  private final @Nullable T defaultValue;
  private final @Nullable String target;
  private final @Nullable OnUnlink onUnlink;
  private final Map<String, String> options;
  private final int size;

  private Field(
      String name,
      FieldType type,
      String label,
      boolean isRequired,
      boolean isReadOnly,
      boolean isIndexed,
      @Nullable T defaultValue,
      @Nullable String target,
      @Nullable OnUnlink onUnlink,
      Map<String, String> options,
      int size) {
    this.name = name;
    this.type = type;
    this.label = label;
    this.isRequired = isRequired;
    this.isReadOnly = isReadOnly;
    this.isIndexed = isIndexed;
    this.defaultValue = defaultValue;
    this.target = target;
    this.onUnlink = onUnlink;
    this.options = options;
    this.size = size;
  }

  static <T> Field<T> of(String name, FieldType type, int size) {
    Objects.requireNonNull(name, "name");
    return new Field<>(
        name, type, labelOf(name), false, false, false, null, null, null, Map.of(), size);
  }

  Field<T> to(String model) {
    return copy(label, isRequired, isReadOnly, isIndexed, defaultValue, model, onUnlink, options);
  }

  Field<T> choosing(Map<String, String> keysAndLabels) {
    return copy(
        label,
        isRequired,
        isReadOnly,
        isIndexed,
        defaultValue,
        target,
        onUnlink,
        java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keysAndLabels)));
  }

  /** A value is needed: a create without it, or a write of {@code null}, is refused. */
  public Field<T> required() {
    return copy(label, true, isReadOnly, isIndexed, defaultValue, target, onUnlink, options);
  }

  /** Clients may not write it; code on the server writes it as the system. */
  public Field<T> readOnly() {
    return copy(label, isRequired, true, isIndexed, defaultValue, target, onUnlink, options);
  }

  /** The database keeps an index over it. */
  public Field<T> index() {
    return copy(label, isRequired, isReadOnly, true, defaultValue, target, onUnlink, options);
  }

  /** The value of a record that was created without one. */
  public Field<T> defaultsTo(T value) {
    Objects.requireNonNull(value, "value");
    return copy(label, isRequired, isReadOnly, isIndexed, value, target, onUnlink, options);
  }

  /** The words for people; made from the name if not given. */
  public Field<T> label(String words) {
    Objects.requireNonNull(words, "words");
    return copy(words, isRequired, isReadOnly, isIndexed, defaultValue, target, onUnlink, options);
  }

  /**
   * What happens to this record when the one it points at is unlinked. Without it: {@link
   * OnUnlink#RESTRICT} for a required field, else {@link OnUnlink#SET_NULL}.
   *
   * @throws IllegalStateException if this is no many2one
   */
  public Field<T> onUnlink(OnUnlink action) {
    if (type != FieldType.MANY_TO_ONE) {
      throw new IllegalStateException(
          "onUnlink(" + action + ") on field \"" + name + "\": only a many2one has it");
    }
    return copy(label, isRequired, isReadOnly, isIndexed, defaultValue, target, action, options);
  }

  private Field<T> copy(
      String label,
      boolean isRequired,
      boolean isReadOnly,
      boolean isIndexed,
      @Nullable T defaultValue,
      @Nullable String target,
      @Nullable OnUnlink onUnlink,
      Map<String, String> options) {
    return new Field<>(
        name,
        type,
        label,
        isRequired,
        isReadOnly,
        isIndexed,
        defaultValue,
        target,
        onUnlink,
        options,
        size);
  }

  /** {@code stage_id} reads as {@code Stage}, {@code planned_hours} as {@code Planned hours}. */
  private static String labelOf(String name) {
    String words = (name.endsWith("_id") ? name.substring(0, name.length() - 3) : name);
    words = words.replace('_', ' ').trim();
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The column's and the wire's name: lower case letters, digits, underscores. */
  public String name() {
    return name;
  }

  public FieldType type() {
    return type;
  }

  /** The words for people. */
  public String label() {
    return label;
  }

  public boolean isRequired() {
    return isRequired;
  }

  public boolean isReadOnly() {
    return isReadOnly;
  }

  public boolean isIndexed() {
    return isIndexed;
  }

  /** The value of a record created without one, or null for none. */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** The model that a many2one points at; null for other types. */
  public @Nullable String target() {
    return target;
  }

  /** What an unlink of the target does; null for other types than many2one. */
  public @Nullable OnUnlink onUnlink() {
    if (type != FieldType.MANY_TO_ONE) {
      return null;
    }
    if (onUnlink != null) {
      return onUnlink;
    }
    return isRequired ? OnUnlink.RESTRICT : OnUnlink.SET_NULL;
  }

  /** The keys of a selection and their labels, in order; empty for other types. */
  public Map<String, String> options() {
    return options;
  }

  /** The longest text in UTF-16 units, or the digits after the point of a decimal; else 0. */
  public int size() {
    return size;
  }

  @Override
  public String toString() {
    return name + ":" + type.wireName();
  }
}
