package dev.syncer.store.jdbi;

import dev.syncer.api.Binary;
import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.core.change.JsonText;
import dev.syncer.core.model.ModelField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a field stands in its column. Each form sorts as its values do: a decimal is a
 * whole number of its smallest unit, a date is ISO text of ten characters, a time is milliseconds.
 * JSON is its text.
 */
final class Columns {
  private Columns() {}

  /** The type of the column in a STRICT table. */
  static String type(FieldType type) {
    return switch (type) {
      // Bytes as base64: the parameters of a statement are one JSON text.
      case TEXT, SELECTION, DATE, JSON, BINARY -> "TEXT";
      case INTEGER, BOOLEAN, DECIMAL, DATE_TIME, MANY_TO_ONE -> "INTEGER";
      case FLOAT -> "REAL";
      case ONE_TO_MANY, MANY_TO_MANY -> throw noColumn(type);
    };
  }

  private static IllegalArgumentException noColumn(FieldType type) {
    return new IllegalArgumentException("a " + type.wireName() + " is in no column of this kind");
  }

  /** The value as the column has it: a String or a Long. */
  static Object stored(ModelField field, Object value) {
    return switch (field.type()) {
      case TEXT, SELECTION -> (String) value;
      case INTEGER -> (Long) value;
      case BOOLEAN -> (Boolean) value ? 1L : 0L;
      case DECIMAL ->
          ((BigDecimal) value)
              .setScale(field.scale(), RoundingMode.UNNECESSARY)
              .unscaledValue()
              .longValueExact();
      case DATE -> ((LocalDate) value).toString();
      case DATE_TIME -> ((Instant) value).toEpochMilli();
      case FLOAT -> (Double) value;
      case JSON -> JsonText.of(value);
      case BINARY -> Base64.getEncoder().encodeToString(((Binary) value).content().orElseThrow());
      case MANY_TO_ONE -> ((Ref) value).id();
      case ONE_TO_MANY, MANY_TO_MANY -> throw noColumn(field.type());
    };
  }

  /** The value in the type of the field. */
  static @Nullable Object value(ModelField field, ResultSet results, int column)
      throws SQLException {
    if (type(field.type()).equals("TEXT")) {
      String text = results.getString(column);
      return text == null ? null : ofText(field, text);
    }
    if (field.type() == FieldType.FLOAT) {
      double floating = results.getDouble(column);
      return results.wasNull() ? null : (Object) floating;
    }
    long number = results.getLong(column);
    if (results.wasNull()) {
      return null;
    }
    return switch (field.type()) {
      case INTEGER -> number;
      case BOOLEAN -> number != 0;
      case DECIMAL -> BigDecimal.valueOf(number, field.scale());
      case DATE_TIME -> Instant.ofEpochMilli(number);
      case MANY_TO_ONE -> Ref.to(number);
      case TEXT, SELECTION, DATE, JSON, BINARY, FLOAT, ONE_TO_MANY, MANY_TO_MANY ->
          throw noColumn(field.type());
    };
  }

  private static @Nullable Object ofText(ModelField field, String text) {
    if (field.type() == FieldType.DATE) {
      return LocalDate.parse(text);
    }
    if (field.type() == FieldType.BINARY) {
      return Binary.of(Base64.getDecoder().decode(text));
    }
    return field.type() == FieldType.JSON ? JsonText.parse(text) : text;
  }
}
