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
  /** {@link Ref}, a record of another model. */
  MANY_TO_ONE("many2one");

  private final String wireName;

  FieldType(String wireName) {
    this.wireName = wireName;
  }

  /** The name that {@code fields_get} answers. */
  public String wireName() {
    return wireName;
  }
}
