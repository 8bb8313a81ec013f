package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.api.Field;
import dev.syncer.api.FieldType;
import dev.syncer.api.Group;
import dev.syncer.api.OnUnlink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field of a {@link Model}: its declaration and its place in a {@link Row}. Immutable. */
public final class ModelField {
  private final Field<?> declaration;

  /** Where type, bounds, keys and target come from: of a related field, the far one. */
  private final Field<?> kind;

  private final String modelName;
  private final int index;
  private final boolean isBase;
  private final String declaredBy;

  ModelField(
      Field<?> declaration,
      Field<?> kind,
      String modelName,
      int index,
      boolean isBase,
      String declaredBy) {
    this.declaration = declaration;
    this.kind = kind;
    this.modelName = modelName;
    this.index = index;
    this.isBase = isBase;
    this.declaredBy = declaredBy;
  }

  /** The name on the wire and of the column. */
  public String name() {
    return declaration.name();
  }

  public FieldType type() {
    return kind.type();
  }

  /** The name of the model that it is a field of. */
  public String modelName() {
    return modelName;
  }

  /** Under which a store keeps a note of it: {@code project.task:total}. */
  public String noteKey() {
    return modelName + ":" + name();
  }

  /** Whether the table has a column for it. */
  public boolean isColumn() {
    return declaration.isStored();
  }

  /** Whether no two records may have the same value. */
  public boolean isUnique() {
    return declaration.isUnique();
  }

  /** What the value follows from; null for a field that is written. */
  public @Nullable Derivation derivation() {
    return declaration.derivation().orElse(null);
  }

  /** See {@link Field#inverses}. */
  public List<String> inverses() {
    return declaration.inverses();
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

  /** The groups that may read it; empty for all that may read the model. */
  public Optional<Set<Group>> readers() {
    return declaration.readers();
  }

  /** The groups that may write it; empty for all that may write the model. */
  public Optional<Set<Group>> writers() {
    return declaration.writers();
  }

  public boolean isRequired() {
    return declaration.isRequired();
  }

  public boolean isIndexed() {
    return declaration.isIndexed() && isColumn();
  }

  public String label() {
    return declaration.label();
  }

  /** The longest text or JSON in UTF-16 units; 0 for other types. */
  public int maxLength() {
    return kind.maxLength();
  }

  /** The digits after the point of a decimal; 0 for other types. */
  public int scale() {
    return kind.scale();
  }

  /** The most bytes of a binary; 0 for other types. */
  public int maxBytes() {
    return kind.maxBytes();
  }

  /** See {@link Field#isGenericLink}. */
  public boolean isGenericLink() {
    return declaration.isGenericLink();
  }

  /** Keys and labels of a selection. */
  public Map<String, String> options() {
    return kind.options();
  }

  /** The model that a many2one points at; null for other types, and where no model has users. */
  public @Nullable String target() {
    String target = kind.target();
    return target == null || target.isEmpty() ? null : target;
  }

  /** What an unlink of the target does; null for other types and for base fields. */
  public @Nullable OnUnlink onUnlink() {
    return isBase || derivation() != null ? null : declaration.onUnlink();
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
    return name() + ":" + type().wireName();
  }
}
