package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.ModelRecord;
import dev.syncer.core.memory.Footprint;
import dev.syncer.rpc.Suggestions;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record with all its stored fields. Immutable. Values stand at the {@link ModelField#index} of
 * their field, in the Java type of its {@link dev.syncer.api.FieldType}; a many2one is a {@link
 * dev.syncer.api.Ref}, with a name only after names were resolved; a list is the ids of its
 * records, ascending.
 */
public final class Row implements ModelRecord {
  /** Bytes of this object without its values. */
  private static final int ROW = 32;

  private final Model model;
  private final @Nullable Object[] values;

  /** The fields that are shown; null for all. */
  private final @Nullable Set<ModelField> shown;

  /** What {@link #bytes} found; 0 before. Two threads that look for it find the same. */
  private long bytes;

  private Row(Model model, @Nullable Object[] values, @Nullable Set<ModelField> shown) {
    this.model = model;
    this.values = values;
    this.shown = shown;
  }

  /**
   * A row of the values.
   *
   * @param values one for each of {@link Model#fields}; copied
   */
  public static Row of(Model model, @Nullable Object[] values) {
    if (values.length != model.fields().size()) {
      throw new IllegalArgumentException(
          values.length + " values for the " + model.fields().size() + " fields of " + model);
    }
    return new Row(model, values.clone(), null);
  }

  /** This row with other values at the fields of the map, which it shows from now on. */
  public Row with(Map<ModelField, ? extends @Nullable Object> changes) {
    @Nullable Object[] copy = values.clone();
    changes.forEach((field, value) -> copy[field.index()] = value);
    return new Row(model, copy, shownWith(changes.keySet()));
  }

  private @Nullable Set<ModelField> shownWith(Set<ModelField> more) {
    if (shown == null || shown.containsAll(more)) {
      return shown;
    }
    Set<ModelField> all = new HashSet<>(shown);
    all.addAll(more);
    return Set.copyOf(all);
  }

  /** This row with one other value. */
  public Row with(ModelField field, @Nullable Object value) {
    @Nullable Object[] copy = values.clone();
    copy[field.index()] = value;
    return new Row(model, copy, shown);
  }

  /**
   * A row of which only some values are known.
   *
   * @param values one for each of {@link Model#fields}, null for those that are not known; copied
   * @param known id and version among them; null for all
   */
  public static Row of(Model model, @Nullable Object[] values, @Nullable Set<ModelField> known) {
    Row row = of(model, values);
    return known == null ? row : new Row(model, row.values, Set.copyOf(known));
  }

  /**
   * This row as if its model had no other fields than these; their values are gone. What it did not
   * show before it does not show then.
   */
  public Row showing(Set<ModelField> fields) {
    @Nullable Object[] copy = values.clone();
    for (ModelField field : model.fields()) {
      if (!fields.contains(field)) {
        copy[field.index()] = null;
      }
    }
    Set<ModelField> both = new HashSet<>(fields);
    if (shown != null) {
      both.retainAll(shown);
    }
    return new Row(model, copy, Set.copyOf(both));
  }

  /** Whether the field is there for the one whom the row is for. */
  public boolean shows(ModelField field) {
    return shown == null || shown.contains(field);
  }

  public Model definition() {
    return model;
  }

  @Override
  public String model() {
    return model.name();
  }

  /** The value at a field of this row's model. */
  public @Nullable Object value(ModelField field) {
    return values[field.index()];
  }

  /** About how many bytes of memory it takes; counted at the first call. */
  public long bytes() {
    if (bytes == 0) {
      bytes = ROW + Footprint.of(values);
    }
    return bytes;
  }

  @Override
  public long id() {
    return values[0] instanceof Long id ? id : 0;
  }

  @Override
  public long version() {
    return values[1] instanceof Long version ? version : 0;
  }

  @Override
  public String displayName() {
    Object name = model.displayNameField().map(this::value).orElse(null);
    return name instanceof String text && !text.isEmpty()
        ? text
        : Names.nameless(model.name(), id());
  }

  @Override
  @SuppressWarnings("unchecked") // a module reads with the field that it declared
  public <T> @Nullable T get(Field<T> field) {
    return (T) get(field.name());
  }

  @Override
  public @Nullable Object get(String field) {
    ModelField known = known(field);
    if (!shows(known)) {
      throw new IllegalStateException(
          "this record of "
              + model
              + " does not show the field \""
              + field
              + "\": the read did not ask for it, or the user who acts may not read it. Ask for it,"
              + " check with shows(…) first, or read with the rights of the system,"
              + " unit.asSystem().");
    }
    return value(known);
  }

  @Override
  public boolean shows(Field<?> field) {
    return shows(known(field.name()));
  }

  private ModelField known(String field) {
    return model
        .field(field)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model "
                        + model
                        + " has no field \""
                        + field
                        + "\"."
                        + Suggestions.didYouMean(
                            field, model.fields().stream().map(ModelField::name).toList())));
  }

  @Override
  public Map<String, @Nullable Object> asMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (ModelField field : model.fields()) {
      if (shows(field)) {
        map.put(field.name(), value(field));
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /** Whether the values at a field are the same in both rows. */
  public boolean agreesOn(ModelField field, Row other) {
    return Objects.equals(value(field), other.value(field));
  }

  @Override
  public String toString() {
    // Values may be secret.
    return Names.nameless(model.name(), id());
  }
}
