package dev.syncer.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the fields of a model; meant to be imported statically. */
public final class Fields {
  /** The longest text that {@link #text(String)} takes, in UTF-16 units. */
  public static final int DEFAULT_TEXT_SIZE = 65_536;

  private Fields() {}

  /** Text of up to {@value #DEFAULT_TEXT_SIZE} UTF-16 units. */
  public static Field<String> text(String name) {
    return text(name, DEFAULT_TEXT_SIZE);
  }

  /**
   * Text of limited length.
   *
   * @param size the most UTF-16 units, 1 or more
   */
  public static Field<String> text(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "text(\"" + name + "\", " + size + "): the size is at least 1");
    }
    return Field.of(name, FieldType.TEXT, size);
  }

  /** A whole number that a browser can hold exactly. */
  public static Field<Long> integer(String name) {
    return Field.of(name, FieldType.INTEGER, 0);
  }

  /** True or false, false if nothing is written. */
  public static Field<Boolean> bool(String name) {
    return Field.<Boolean>of(name, FieldType.BOOLEAN, 0).defaultsTo(Boolean.FALSE);
  }

  /**
   * An exact decimal number, a string on the wire.
   *
   * @param scale digits after the point, 0 to 9; 18 digits in all
   */
  public static Field<BigDecimal> decimal(String name, int scale) {
    if (scale < 0 || scale > 9) {
      throw new IllegalArgumentException(
          "decimal(\"" + name + "\", " + scale + "): the scale is 0 to 9");
    }
    return Field.of(name, FieldType.DECIMAL, scale);
  }

  /** A day without time or zone. */
  public static Field<LocalDate> date(String name) {
    return Field.of(name, FieldType.DATE, 0);
  }

  /** A point in time, UTC, in milliseconds. */
  public static Field<Instant> dateTime(String name) {
    return Field.of(name, FieldType.DATE_TIME, 0);
  }

  /**
   * One of several keys.
   *
   * @param keysAndLabels {@code "low", "Low", "high", "High"}: keys, each followed by its label
   */
  public static Field<String> selection(String name, String... keysAndLabels) {
    if (keysAndLabels.length == 0 || keysAndLabels.length % 2 != 0) {
      throw new IllegalArgumentException(
          "selection(\"" + name + "\", …): give at least one key, and a label after each key");
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < keysAndLabels.length; i += 2) {
      if (options.put(keysAndLabels[i], keysAndLabels[i + 1]) != null) {
        throw new IllegalArgumentException(
            "selection(\"" + name + "\", …): the key \"" + keysAndLabels[i] + "\" is there twice");
      }
    }
    return Field.<String>of(name, FieldType.SELECTION, 0).choosing(options);
  }

  /**
   * A link to a record of another model, or of the same.
   *
   * @param model the name of the other model
   */
  public static Field<Ref> manyToOne(String name, String model) {
    return Field.<Ref>of(name, FieldType.MANY_TO_ONE, 0).to(model);
  }
}
