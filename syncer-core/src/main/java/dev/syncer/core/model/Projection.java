package dev.syncer.core.model;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a model's records a read asks for. What it does not ask for is neither read nor
 * computed, so a field that is large or cannot be computed costs only those who want it. Immutable.
 */
public final class Projection {
  /** All fields there are. */
  public static final Projection ALL = new Projection(null);

  /** Null for all. */
  private final @Nullable Set<ModelField> fields;

  private Projection(@Nullable Set<ModelField> fields) {
    this.fields = fields;
  }

  /**
   * These fields of a model, and those that say which record it is: {@code id} and {@code version}.
   */
  public static Projection of(Model model, Collection<ModelField> fields) {
    Set<ModelField> all = new HashSet<>(fields);
    all.add(model.baseField("id"));
    all.add(model.baseField("version"));
    return new Projection(Set.copyOf(all));
  }

  /** Whether every field is asked for. */
  public boolean isAll() {
    return fields == null;
  }

  public boolean has(ModelField field) {
    return fields == null || fields.contains(field);
  }

  /** The fields; empty for all. */
  public Optional<Set<ModelField>> fields() {
    return Optional.ofNullable(fields);
  }

  /** A row as if its model had no other fields than these. */
  public Row of(Row row) {
    return fields == null ? row : row.showing(fields);
  }
}
