package dev.syncer.core.model;

import dev.syncer.api.Binary;
import dev.syncer.api.Ref;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value as code or the wire has it into the one Java type of its field, or says why it does
 * not fit.
 */
public final class ValueCheck {
  /** The largest whole number that a browser holds exactly. */
  public static final long MAX_INTEGER = (1L << 53) - 1;

  private static final int MAX_DECIMAL_DIGITS = 18;
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

  private ValueCheck() {}

  /**
   * The value in the type of the field.
   *
   * @param value not null
   * @throws ValidationException if it does not fit; the message names model, field, the value's
   *     type and the rule
   */
  public static Object checked(Model model, ModelField field, Object value) {
    Object checked =
        switch (field.type()) {
          case TEXT -> text(model, field, value);
          case INTEGER -> integer(value);
          case BOOLEAN -> value instanceof Boolean ? value : null;
          case DECIMAL -> decimal(model, field, value);
          case DATE -> date(value);
          case DATE_TIME -> dateTime(value);
          case SELECTION -> selection(model, field, value);
          case FLOAT -> floating(value);
          case JSON -> json(model, field, value);
          case BINARY -> binary(model, field, value);
          case MANY_TO_ONE -> link(value);
          case ONE_TO_MANY, MANY_TO_MANY -> null;
        };
    if (checked == null) {
      throw refusal(
          model, field, rule(field) + ", not " + typeOf(value) + ".", Map.of("rule", "type"));
    }
    return checked;
  }

  /**
   * The id that a value means.
   *
   * @param field a link, or a list of links
   * @throws ValidationException if it is none
   */
  static long id(Model model, ModelField field, Object value) {
    if (link(value) instanceof Ref ref) {
      return ref.id();
    }
    throw refusal(
        model,
        field,
        "takes the id of a record of " + field.target() + ", not " + typeOf(value) + ".",
        Map.of("rule", "type"));
  }

  /** The error for a value of a field that breaks a rule. */
  public static ValidationException refusal(
      Model model, ModelField field, String text, Map<String, Object> more) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("model", model.name());
    context.put("field", field.name());
    context.putAll(more);
    return new ValidationException(
        field.label() + " (" + model.name() + "." + field.name() + ") " + text, context);
  }

  private static String rule(ModelField field) {
    return switch (field.type()) {
      case TEXT -> "takes text";
      case INTEGER -> "takes a whole number from -(2^53-1) to 2^53-1";
      case BOOLEAN -> "takes true or false";
      case DECIMAL ->
          "takes a decimal number of at most "
              + MAX_DECIMAL_DIGITS
              + " digits, as a string such as \"12.50\"";
      case DATE -> "takes a date such as \"2026-11-22\"";
      case DATE_TIME -> "takes a time such as \"2026-11-22T10:15:30.123Z\"";
      case SELECTION -> "takes one of " + field.options().keySet();
      case FLOAT -> "takes a finite number";
      case JSON -> "takes JSON";
      case BINARY -> "takes bytes, as a string in base64";
      case ONE_TO_MANY, MANY_TO_MANY -> "takes an array of ids or of commands";
      case MANY_TO_ONE -> "takes the id of a record of " + field.target();
    };
  }

  private static String typeOf(Object value) {
    if (value instanceof String) {
      return "this text";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (value instanceof Number) {
      return "this number";
    }
    if (value instanceof Iterable) {
      return "an array";
    }
    return value instanceof Map ? "an object" : "a " + value.getClass().getSimpleName();
  }

  private static @Nullable Object binary(Model model, ModelField field, Object value) {
    Binary binary = null;
    if (value instanceof Binary given && given.content().isPresent()) {
      binary = given;
    } else if (value instanceof byte[] bytes) {
      binary = Binary.of(bytes);
    } else if (value instanceof String base64) {
      try {
        binary = Binary.of(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    if (binary != null && binary.size() > field.maxBytes()) {
      throw refusal(
          model,
          field,
          "takes at most " + field.maxBytes() + " bytes, these are " + binary.size() + ".",
          Map.of("rule", "size", "limit", field.maxBytes()));
    }
    return binary;
  }

  private static @Nullable Object text(Model model, ModelField field, Object value) {
    if (!(value instanceof String text)) {
      return null;
    }
    if (text.length() > field.maxLength()) {
      throw refusal(
          model,
          field,
          "takes at most "
              + field.maxLength()
              + " characters, this text has "
              + text.length()
              + ".",
          Map.of("rule", "size", "limit", field.maxLength()));
    }
    if (hasStrayCharacters(text)) {
      throw refusal(
          model,
          field,
          "takes text without NUL and without half characters.",
          Map.of("rule", "characters"));
    }
    return text;
  }

  private static Object json(Model model, ModelField field, Object value) {
    try {
      return JsonValue.canonical(value, field.maxLength());
    } catch (JsonValue.Misfit e) {
      throw refusal(model, field, e.getMessage() + ".", Map.of("rule", e.rule()));
    }
  }

  /** NUL, which ends a text for some, or half of a character. */
  static boolean hasStrayCharacters(String text) {
    return text.indexOf('\0') >= 0 || hasLoneSurrogate(text);
  }

  /** Half of a character: it has no UTF-8 form, so it would not come back as it went in. */
  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object integer(Object value) {
    Long number = null;
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      number = ((Number) value).longValue();
    } else if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
      number = big.longValue();
    }
    return number != null && number >= -MAX_INTEGER && number <= MAX_INTEGER ? number : null;
  }

  private static @Nullable Object floating(Object value) {
    if (!(value instanceof Number number) || number.toString().length() > MAX_NUMBER_LENGTH) {
      return null;
    }
    double floating = number.doubleValue();
    // 0.0 and -0.0 are equal to a database, and one value may have one form only.
    return Double.isFinite(floating) ? (Object) (floating == 0 ? 0.0 : floating) : null;
  }

  /**
   * The number that a text is in the digits of JSON: {@code -12.50}, {@code 1e3}; null if it is
   * none. Other digits, a plus before it and a point at an end are refused, so that a number has
   * few forms and every program reads the same.
   */
  public static @Nullable BigDecimal number(String text) {
    try {
      return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    } catch (NumberFormatException e) {
      return null; // an exponent that is no int
    }
  }

  private static @Nullable Object decimal(Model model, ModelField field, Object value) {
    BigDecimal number = null;
    if (value instanceof BigDecimal big) {
      number = big;
    } else if (value instanceof String text && text.length() <= MAX_NUMBER_LENGTH) {
      number = number(text);
    } else if (value instanceof Long || value instanceof Integer) {
      number = BigDecimal.valueOf(((Number) value).longValue());
    }
    // The exponent is looked at before any arithmetic: "1e999999999" must cost nothing.
    if (number == null
        || (long) number.precision() - number.scale() > MAX_DECIMAL_DIGITS
        || Math.abs((long) number.scale()) > MAX_NUMBER_LENGTH) {
      return null;
    }
    BigDecimal scaled;
    try {
      scaled = number.setScale(field.scale(), RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      throw refusal(
          model,
          field,
          "takes at most " + field.scale() + " digits after the point.",
          Map.of("rule", "scale", "limit", field.scale()));
    }
    return scaled.precision() <= MAX_DECIMAL_DIGITS ? scaled : null;
  }

  private static @Nullable Object date(Object value) {
    try {
      LocalDate date = value instanceof String text ? LocalDate.parse(text) : null;
      if (value instanceof LocalDate local) {
        date = local;
      }
      return date == null || date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE) ? null : date;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object dateTime(Object value) {
    try {
      Instant instant =
          value instanceof String text ? OffsetDateTime.parse(text).toInstant() : null;
      if (value instanceof Instant given) {
        instant = given;
      }
      if (instant == null
          || instant.isBefore(FIRST_DATE.atStartOfDay().toInstant(java.time.ZoneOffset.UTC))
          || !instant.isBefore(
              LAST_DATE.plusDays(1).atStartOfDay().toInstant(java.time.ZoneOffset.UTC))) {
        return null;
      }
      return instant.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object selection(Model model, ModelField field, Object value) {
    if (!(value instanceof String key)) {
      return null;
    }
    if (!field.options().containsKey(key)) {
      throw refusal(
          model,
          field,
          rule(field) + "." + Suggestions.didYouMean(key, field.options().keySet()),
          Map.of("rule", "selection"));
    }
    return key;
  }

  private static @Nullable Object link(Object value) {
    if (value instanceof Ref ref) {
      return ref.id() >= 1 && ref.id() <= MAX_INTEGER ? ref : null;
    }
    Object id = integer(value);
    return id instanceof Long number && number >= 1 ? Ref.to(number) : null;
  }
}
