package dev.syncer.store.jdbi;

import dev.syncer.api.FieldType;
import dev.syncer.core.model.ModelField;

/**
 * What a column holds, as {@code syncer_schema} remembers it: SQLite itself knows only text and
 * whole numbers.
 *
 * @param kind the wire name of a {@link FieldType}
 * @param scale the digits after the point of a decimal, else 0
 */
record ColumnKind(String kind, int scale) {
  static ColumnKind of(ModelField field) {
    return new ColumnKind(field.type().wireName(), field.scale());
  }

  boolean is(FieldType type) {
    return kind.equals(type.wireName());
  }

  /** Whether the values stay as they are and only mean something wider or narrower. */
  boolean sharesValuesWith(ColumnKind other) {
    boolean bothText =
        (is(FieldType.TEXT) || is(FieldType.SELECTION) || is(FieldType.DATE))
            && (other.is(FieldType.TEXT) || other.is(FieldType.SELECTION));
    boolean bothNumbers =
        (is(FieldType.INTEGER) || is(FieldType.MANY_TO_ONE) || is(FieldType.BOOLEAN))
            && other.is(FieldType.INTEGER);
    return bothText || bothNumbers;
  }

  /** Whether it holds numbers in which the point has a place. */
  boolean isNumber() {
    return is(FieldType.DECIMAL) || is(FieldType.INTEGER);
  }

  @Override
  public String toString() {
    return is(FieldType.DECIMAL) ? kind + " with " + scale + " digits after the point" : kind;
  }
}
