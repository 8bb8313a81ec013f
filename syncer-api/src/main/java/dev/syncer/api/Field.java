package dev.syncer.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a field, and the typed key to its value: it reads, writes, filters and orders.
 * Immutable; each method that declares answers a changed copy. Made by {@link Fields}.
 *
 * @param <T> the Java type of the value, see {@link FieldType}
 */
public final class Field<T> implements FieldPath<T>, FieldConditions<T> {
  // Set while a copy is made, and never after: see changed().
  private final String name;
  private final FieldType type;
  private String label;
  private boolean isRequired;
  private boolean isReadOnly;
  private boolean isIndexed;
  private boolean isUnique;
  private boolean isStored;
  private @Nullable T defaultValue;
  private @Nullable String target;
  private @Nullable OnUnlink onUnlink;
  private Map<String, String> options = Map.of();
  private List<String> inverses = List.of();
  private @Nullable Derivation derivation;
  private @Nullable Set<Group> readers;
  private @Nullable Set<Group> writers;
  private final int bound;
  private boolean isGenericLink;

  private Field(String name, FieldType type, int bound) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = type;
    this.bound = bound;
    this.label = labelOf(name);
    this.isStored = !type.isToMany();
  }

  private Field(Field<T> other) {
    this.name = other.name;
    this.type = other.type;
    this.label = other.label;
    this.isRequired = other.isRequired;
    this.isReadOnly = other.isReadOnly;
    this.isIndexed = other.isIndexed;
    this.isUnique = other.isUnique;
    this.isStored = other.isStored;
    this.defaultValue = other.defaultValue;
    this.target = other.target;
    this.onUnlink = other.onUnlink;
    this.options = other.options;
    this.inverses = other.inverses;
    this.derivation = other.derivation;
    this.readers = other.readers;
    this.writers = other.writers;
    this.bound = other.bound;
    this.isGenericLink = other.isGenericLink;
  }

  static <T> Field<T> of(String name, FieldType type) {
    return new Field<>(name, type, 0);
  }

  /**
   * @param bound of a text or JSON its longest value, of a decimal its scale, of a binary its bytes
   */
  static <T> Field<T> of(String name, FieldType type, int bound) {
    return new Field<>(name, type, bound);
  }

  private Field<T> changed(Consumer<Field<T>> change) {
    Field<T> copy = new Field<>(this);
    change.accept(copy);
    return copy;
  }

  Field<T> to(String model, List<String> inverseFields) {
    return changed(
        field -> {
          field.target = model;
          field.inverses = List.copyOf(inverseFields);
        });
  }

  Field<T> linkedBy(String model, String modelField, String idField) {
    return to(model, List.of(modelField, idField)).changed(field -> field.isGenericLink = true);
  }

  Field<T> choosing(Map<String, String> keysAndLabels) {
    return changed(
        field -> field.options = Collections.unmodifiableMap(new LinkedHashMap<>(keysAndLabels)));
  }

  Field<T> relatedTo(String path) {
    return derivedBy(new Derivation.Related(path));
  }

  private Field<T> derivedBy(Derivation by) {
    return changed(
        field -> {
          field.derivation = by;
          field.isReadOnly = true;
          field.isStored = false;
        });
  }

  /**
   * Computes the value from other fields; nobody writes it. It is kept in the table only if {@link
   * #stored()} says so, else it is made when the record is read.
   *
   * @param dependsOn fields of the record, and of others over relations, see {@link
   *     Fields#dependsOn(FieldPath...)}. The function reads these and no others, and the value is
   *     computed again when one of them changes
   * @param function the value, null for none. It has no effects and does not block
   */
  public Field<T> computed(
      List<String> dependsOn, Function<Inputs, ? extends @Nullable T> function) {
    if (type.isToMany()) {
      throw new IllegalStateException(
          "computed(…) on field \"" + name + "\": a " + type.wireName() + " cannot be computed");
    }
    return derivedBy(new Derivation.Computed(List.copyOf(dependsOn), function::apply));
  }

  /**
   * Keeps a computed or related value in the table, so that it can be searched, and so that a
   * change of it reaches subscribers wherever it comes from.
   */
  public Field<T> stored() {
    if (derivation == null) {
      throw new IllegalStateException(
          "stored() on field \"" + name + "\": only a computed or related field may choose");
    }
    return changed(field -> field.isStored = true);
  }

  /**
   * Requires a value: a create without it, or a write of {@code null}, is refused. A required list
   * has at least one record when the unit of work ends.
   */
  public Field<T> required() {
    return changed(field -> field.isRequired = true);
  }

  /** Clients may not write it; code on the server writes it with the rights of the system. */
  public Field<T> readOnly() {
    return changed(field -> field.isReadOnly = true);
  }

  /**
   * Shows it to these groups alone; for everybody else the model has no such field. Without this,
   * whoever may read the model may read it.
   *
   * @param groups none at all: nobody but the system
   */
  public Field<T> readableBy(Group... groups) {
    Set<Group> some = setOf(groups);
    return changed(field -> field.readers = some);
  }

  /**
   * Lets these groups alone write it, as far as they may read it and write the model. Without this,
   * whoever may write the model may write it.
   *
   * @param groups none at all: nobody but the system
   */
  public Field<T> writableBy(Group... groups) {
    Set<Group> some = setOf(groups);
    return changed(field -> field.writers = some);
  }

  private static Set<Group> setOf(Group... groups) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(groups)));
  }

  /** Keeps a database index, for a field that filters and orders use. */
  public Field<T> index() {
    return changed(field -> field.isIndexed = true);
  }

  /** Allows each value in one record only; any number of records may have none. */
  public Field<T> unique() {
    return changed(
        field -> {
          field.isUnique = true;
          field.isIndexed = true;
        });
  }

  /** Sets the value of a record that is created without one. */
  public Field<T> defaultsTo(T value) {
    Objects.requireNonNull(value, "value");
    return changed(field -> field.defaultValue = value);
  }

  /** Sets the name that people read. Without it, it is made from {@link #name}. */
  public Field<T> label(String words) {
    Objects.requireNonNull(words, "words");
    return changed(field -> field.label = words);
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
    return changed(field -> field.onUnlink = action);
  }

  /** {@code stage_id} reads as {@code Stage}, {@code planned_hours} as {@code Planned hours}. */
  private static String labelOf(String name) {
    String words = name;
    if (name.endsWith("_id")) {
      words = name.substring(0, name.length() - 3);
    } else if (name.endsWith("_ids")) {
      words = name.substring(0, name.length() - 4) + "s";
    }
    words = words.replace('_', ' ').trim();
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The column's and the wire's name: lower case letters, digits, underscores. */
  @Override
  public String name() {
    return name;
  }

  @Override
  public String path() {
    return name;
  }

  @Override
  public Field<T> end() {
    return this;
  }

  /** The type; of a related field it is that of the field at the end of its path, not this. */
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

  public boolean isUnique() {
    return isUnique;
  }

  /** Whether the table has a column for it. */
  public boolean isStored() {
    return isStored;
  }

  /** The value of a record created without one, or null for none. */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** The model that a relation points at; null for other types. */
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

  /**
   * For a one2many the many2ones that point back, or the two fields of a generic link; for a
   * many2many the field of the other side, if it has one; else empty.
   */
  public List<String> inverses() {
    return inverses;
  }

  /** What the value follows from; empty for a field that is written. */
  public Optional<Derivation> derivation() {
    return Optional.ofNullable(derivation);
  }

  /** See {@link #readableBy}; empty if that was not said. */
  public Optional<Set<Group>> readers() {
    return Optional.ofNullable(readers);
  }

  /** See {@link #writableBy}; empty if that was not said. */
  public Optional<Set<Group>> writers() {
    return Optional.ofNullable(writers);
  }

  /** The most UTF-16 units of a text, or of a JSON value without spaces; 0 for other types. */
  public int maxLength() {
    return type == FieldType.TEXT || type == FieldType.JSON ? bound : 0;
  }

  /** The digits after the point of a decimal; 0 for other types. */
  public int scale() {
    return type == FieldType.DECIMAL ? bound : 0;
  }

  /** The most bytes of a binary; 0 for other types. */
  public int maxBytes() {
    return type == FieldType.BINARY ? bound : 0;
  }

  /** Whether its records name this one by model and id, see {@link Fields#linkedBy}. */
  public boolean isGenericLink() {
    return isGenericLink;
  }

  @Override
  public String toString() {
    return name + ":" + type.wireName();
  }
}
