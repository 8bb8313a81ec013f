package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.FieldType;
import dev.syncer.api.OnUnlink;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field of a {@link Model}: its declaration and its place in a {@link Row}. Immutable. */
public final class ModelField {
  private final Field<?> declaration;
  private final int index;
  private final boolean isBase;
  private final String declaredBy;

  ModelField(Field<?> declaration, int index, boolean isBase, String declaredBy) {
    this.declaration = declaration;
    this.index = index;
    this.isBase = isBase;
    this.declaredBy = declaredBy;
  }

  /** The name on the wire and of the column. */
  public String name() {
    return declaration.name();
  }

  public FieldType type() {
    return declaration.type();
  }

  /** The place of its value in a {@link Row}, from 0. */
  public int index() {
    return index;
  }

  /** Whether the framework keeps it: id, version, who and when. Nobody writes it. */
  public boolean isBase() {
    return isBase;
  }

  /** Whether only the system may write it. */
  public boolean isReadOnly() {
    return isBase || declaration.isReadOnly();
  }

  public boolean isRequired() {
    return declaration.isRequired();
  }

  public boolean isIndexed() {
    return declaration.isIndexed();
  }

  public String label() {
    return declaration.label();
  }

  /** The longest text, or the scale of a decimal. */
  public int size() {
    return declaration.size();
  }

  /** Keys and labels of a selection. */
  public Map<String, String> options() {
    return declaration.options();
  }

  /** The model that a many2one points at; null for other types, and where no model has users. */
  public @Nullable String target() {
    String target = declaration.target();
    return target == null || target.isEmpty() ? null : target;
  }

  /** What an unlink of the target does; null for other types and for base fields. */
  public @Nullable OnUnlink onUnlink() {
    return isBase ? null : declaration.onUnlink();
  }

  /** The value of a record created without one, not yet checked; null for none. */
  public @Nullable Object defaultValue() {
    return declaration.defaultValue();
  }

  /** The name of the module that declared it; the framework's own are by {@code Syncer}. */
  public String declaredBy() {
    return declaredBy;
  }

  @Override
  public String toString() {
    return declaration.toString();
  }
}
