package dev.syncer.rpc.core.call;

import dev.syncer.core.model.Quoted;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.rpc.core.json.WireJson;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How one Java type is made out of a value that was read from JSON.
 *
 * @param takes for the caller: {@code a whole number}
 * @param reader answers the value in the Java type, or null if it does not fit
 */
record ArgumentType(String takes, Function<Object, @Nullable Object> reader) {
  private static final int MAX_DECIMAL_LENGTH = 100;
  private static final String ANY = "any value";

  /** The value does not fit somewhere inside. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String place) {
      super(place, null, false, false);
    }
  }

  static ArgumentType of(Type type, WireJson json) {
    ArgumentType simple = type instanceof Class<?> raw ? simple(raw) : null;
    if (simple != null) {
      return simple;
    }
    if (type instanceof Class<?> raw && raw.isArray()) {
      ArgumentType element = of(raw.getComponentType(), json);
      return new ArgumentType(
          arrayOf(element),
          value ->
              value instanceof List<?> list ? array(raw.getComponentType(), element, list) : null);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        ArgumentType element = of(of[0], json);
        return new ArgumentType(
            arrayOf(element), value -> value instanceof List<?> list ? list(element, list) : null);
      }
      if (generic.getRawType() == Map.class && of[0] == String.class && isAny(of[1])) {
        return new ArgumentType("an object", value -> value instanceof Map ? value : null);
      }
    }
    return new ArgumentType(wordsFor(type), value -> converted(type, value, json));
  }

  private static String arrayOf(ArgumentType element) {
    return element.takes.equals(ANY) ? "an array" : "an array; each element is " + element.takes;
  }

  private static boolean isAny(Type type) {
    return type == Object.class || type.getTypeName().equals("?");
  }

  private static @Nullable ArgumentType simple(Class<?> type) {
    if (type == Object.class) {
      return new ArgumentType(ANY, value -> value);
    }
    if (type == String.class) {
      return new ArgumentType("text", value -> value instanceof String ? value : null);
    }
    if (type == Long.class || type == long.class) {
      return new ArgumentType("a whole number", value -> value instanceof Long ? value : null);
    }
    if (type == BigInteger.class) {
      return new ArgumentType("a whole number", ArgumentType::whole);
    }
    if (type == Integer.class || type == int.class) {
      return new ArgumentType("a whole number from -(2^31) to 2^31-1", ArgumentType::integer);
    }
    if (type == Boolean.class || type == boolean.class) {
      return new ArgumentType("true or false", value -> value instanceof Boolean ? value : null);
    }
    if (type == Double.class || type == double.class) {
      return new ArgumentType("a number", ArgumentType::floating);
    }
    if (type == BigDecimal.class) {
      return new ArgumentType(
          "a decimal number, as a string such as \"12.50\"", ArgumentType::decimal);
    }
    if (type == LocalDate.class) {
      return new ArgumentType(
          "a date such as \"2026-11-22\"", value -> parsed(value, LocalDate::parse));
    }
    if (type == Instant.class) {
      return new ArgumentType(
          "a time such as \"2026-11-22T10:15:30.123Z\"",
          value -> parsed(value, text -> OffsetDateTime.parse(text).toInstant()));
    }
    return type == List.class || type == Map.class
        ? new ArgumentType(
            type == List.class ? "an array" : "an object",
            value -> type.isInstance(value) ? value : null)
        : null;
  }

  private static @Nullable Object whole(Object value) {
    return value instanceof Long number ? (Object) BigInteger.valueOf(number) : big(value);
  }

  private static @Nullable Object big(Object value) {
    return value instanceof BigInteger ? value : null;
  }

  private static @Nullable Object integer(Object value) {
    return value instanceof Long number && number.intValue() == number ? number.intValue() : null;
  }

  private static @Nullable Object floating(Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    double result = number.doubleValue();
    return Double.isFinite(result) ? result : null;
  }

  private static @Nullable Object decimal(Object value) {
    if (value instanceof BigDecimal) {
      return value;
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    if (value instanceof BigInteger number) {
      return new BigDecimal(number);
    }
    if (!(value instanceof String text) || text.length() > MAX_DECIMAL_LENGTH) {
      return null;
    }
    BigDecimal number = ValueCheck.number(text);
    return number == null || Math.abs((long) number.scale()) > MAX_DECIMAL_LENGTH ? null : number;
  }

  private static @Nullable Object parsed(Object value, Function<String, Object> parser) {
    try {
      return value instanceof String text ? parser.apply(text) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Object list(ArgumentType element, List<?> values) {
    List<Object> result = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      result.add(element.element(values.get(i), i));
    }
    return Collections.unmodifiableList(result);
  }

  private static Object array(Class<?> type, ArgumentType element, List<?> values) {
    Object result = Array.newInstance(type, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(result, i, element.element(values.get(i), i));
    }
    return result;
  }

  private Object element(@Nullable Object value, int index) {
    Object element;
    try {
      element = value == null ? null : reader.apply(value);
    } catch (Unfit e) {
      throw new Unfit("element " + index + " at " + e.getMessage());
    }
    if (element == null) {
      throw new Unfit("element " + index);
    }
    return element;
  }

  /** Records, beans, enums and whatever else Jackson knows. */
  private static @Nullable Object converted(Type type, Object value, WireJson json) {
    try {
      return json.convert(value, type);
    } catch (JacksonException e) {
      String path =
          e.getPath().stream()
              .map(at -> at.getPropertyName() == null ? "" + at.getIndex() : at.getPropertyName())
              .collect(Collectors.joining("."));
      throw new Unfit(path.isEmpty() ? "" : Quoted.name(path));
    } catch (IllegalArgumentException e) {
      // A record's own check.
      throw new Unfit("");
    }
  }

  private static String wordsFor(Type type) {
    if (type instanceof Class<?> raw && raw.isEnum()) {
      return "one of "
          + java.util.Arrays.stream(raw.getEnumConstants())
              .map(constant -> "\"" + ((Enum<?>) constant).name() + "\"")
              .collect(Collectors.joining(", "));
    }
    if (type instanceof Class<?> raw && raw.isRecord()) {
      return java.util.Arrays.stream(raw.getRecordComponents())
          .map(component -> component.getName())
          .collect(Collectors.joining(", ", "an object with ", ""));
    }
    return type instanceof Class<?> raw && (raw.isPrimitive() || Number.class.isAssignableFrom(raw))
        ? "a number"
        : "an object";
  }
}
