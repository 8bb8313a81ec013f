package dev.syncer.core.model;

import dev.syncer.api.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a path over relations. A many2many is two of them: to the rows of its relation table,
 * and from there to the other side. So all that follows relations knows these two kinds only.
 */
public sealed interface Step {

  /** The model where the step begins. */
  Model from();

  /** The model where it ends. */
  Model to();

  /** The record that an inverse field of a child points at; null for none. */
  static @Nullable Long pointedAt(Row child, ModelField inverse) {
    Object value = child.value(inverse);
    if (value instanceof Ref ref) {
      return ref.id();
    }
    return value instanceof Long id ? id : null;
  }

  /**
   * Along a many2one.
   *
   * @param field the many2one of {@code from}
   */
  record ToOne(Model from, ModelField field, Model to) implements Step {}

  /**
   * To the records that point back. Equal when it is the same field of the same model.
   *
   * @param field the one2many or many2many that it serves
   * @param inverses the many2ones of {@code to} that point back; of a generic link, its id field
   * @param modelField of a generic link, the field that holds the model's name; empty list else
   */
  record ToMany(
      Model from,
      ModelField field,
      Model to,
      List<ModelField> inverses,
      List<ModelField> modelField)
      implements Step {
    public ToMany {
      inverses = List.copyOf(inverses);
      modelField = List.copyOf(modelField);
    }

    /** The records that a record of {@code to} points back at. */
    public List<Long> parents(Row child) {
      List<Long> parents = new ArrayList<>(inverses.size());
      for (ModelField discriminator : modelField) {
        if (!Objects.equals(child.value(discriminator), from.name())) {
          return List.of();
        }
      }
      for (ModelField inverse : inverses) {
        Long parent = pointedAt(child, inverse);
        if (parent != null && !parents.contains(parent)) {
          parents.add(parent);
        }
      }
      return parents;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ToMany step && step.field == field;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(field);
    }
  }
}
