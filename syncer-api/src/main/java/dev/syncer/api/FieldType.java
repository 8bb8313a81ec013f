package dev.syncer.api;

/** The kinds of values that a field can hold. */
public enum FieldType {
  /** {@link String}, any length up to the limit of the field. */
  TEXT("text"),
  /** {@link Long}, -(2^53-1) to 2^53-1, so that a browser reads it exactly. */
  INTEGER("integer"),
  /** {@link Boolean}; never null, false where nothing was written. */
  BOOLEAN("boolean"),
  /** {@link java.math.BigDecimal} with the scale of the field; a string on the wire. */
  DECIMAL("decimal"),
  /** {@link java.time.LocalDate}. */
  DATE("date"),
  /** {@link java.time.Instant} in whole milliseconds. */
  DATE_TIME("datetime"),
  /** {@link String}, one of the keys of the field. */
  SELECTION("selection"),
  /** {@link Double}, finite. */
  FLOAT("float"),
  /**
   * Any JSON value but null: {@code Map<String, Object>}, {@code List<Object>}, {@link String},
   * {@link Long}, {@link Double} or {@link Boolean}. Immutable, keys in order, whole numbers as
   * Long; null only inside of maps and lists.
   */
  JSON("json"),
  /** {@link Binary}, up to the size of the field; size and hash on the wire. */
  BINARY("binary"),
  /** {@link Ref}, a record of another model. */
  MANY_TO_ONE("many2one"),
  /** List of ids, ascending: the records that point here. */
  ONE_TO_MANY("one2many"),
  /** List of ids, ascending: records on the other side of a relation table. */
  MANY_TO_MANY("many2many");

  private final String wireName;

  FieldType(String wireName) {
    this.wireName = wireName;
  }

  /** Whether the value is a list of records: no column of the table. */
  public boolean isToMany() {
    return this == ONE_TO_MANY || this == MANY_TO_MANY;
  }

  /** The name that {@code fields_get} answers. */
  public String wireName() {
    return wireName;
  }
}
