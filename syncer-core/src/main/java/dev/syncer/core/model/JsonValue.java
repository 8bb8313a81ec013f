package dev.syncer.core.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a JSON value into its one form: copied and immutable, keys in order, numbers as a browser
 * would send them back, so that equal values are equal and have the same text. Counts its size on
 * the way.
 */
final class JsonValue {
  private static final int MAX_DEPTH = 32;

  private final int limit;
  private long size;

  private JsonValue(int limit) {
    this.limit = limit;
  }

  /**
   * The value in its one form.
   *
   * @throws Misfit if it is no JSON, too deep or too large
   */
  static Object canonical(Object value, int limit) {
    Object canonical = new JsonValue(limit).of(value, 0);
    if (canonical == null) {
      throw new Misfit("takes JSON", "type");
    }
    return canonical;
  }

  private @Nullable Object of(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Misfit("takes JSON that is at most " + MAX_DEPTH + " deep", "depth");
    }
    if (value == null) {
      grow(4);
      return null;
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Boolean flag) {
      grow(flag ? 4 : 5);
      return flag;
    }
    if (value instanceof Number number) {
      Object canonical = number(number);
      grow(canonical.toString().length());
      return canonical;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map, depth);
    }
    if (value instanceof Collection<?> list) {
      grow(2L + Math.max(0, list.size() - 1));
      List<@Nullable Object> canonical = new ArrayList<>();
      list.forEach(each -> canonical.add(of(each, depth + 1)));
      return Collections.unmodifiableList(canonical);
    }
    throw new Misfit("takes JSON, not a " + value.getClass().getSimpleName(), "type");
  }

  private Object map(Map<?, ?> map, int depth) {
    grow(2L + Math.max(0, map.size() - 1) + map.size());
    Map<String, @Nullable Object> canonical = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new Misfit("takes JSON, whose keys are text", "type");
          }
          canonical.put(text(name), of(value, depth + 1));
        });
    return Collections.unmodifiableMap(canonical);
  }

  private String text(String text) {
    if (ValueCheck.hasStrayCharacters(text)) {
      throw new Misfit("takes JSON without NUL and without half characters", "characters");
    }
    grow(text.length() + 2L);
    return text;
  }

  private static Object number(Number number) {
    if (number instanceof Long || number instanceof Integer || number instanceof Short) {
      return whole(number.longValue());
    }
    if (number instanceof BigInteger big) {
      return whole(big.bitLength() < Long.SIZE ? big.longValue() : Long.MAX_VALUE);
    }
    boolean isKnown =
        number instanceof Double || number instanceof Float || number instanceof BigDecimal;
    double floating = number.doubleValue();
    if (!isKnown || Double.isNaN(floating) || Double.isInfinite(floating)) {
      throw new Misfit("takes JSON with finite numbers", "type");
    }
    boolean isWhole =
        Math.rint(floating) == floating && Math.abs(floating) <= ValueCheck.MAX_INTEGER;
    return isWhole ? (Object) (long) floating : (Object) floating;
  }

  private static Long whole(long number) {
    if (Math.abs(number) > ValueCheck.MAX_INTEGER || number == Long.MIN_VALUE) {
      throw new Misfit("takes JSON with whole numbers from -(2^53-1) to 2^53-1", "type");
    }
    return number;
  }

  private void grow(long characters) {
    size += characters;
    if (size > limit) {
      throw new Misfit("takes JSON of at most " + limit + " characters", "size");
    }
  }

  /** The value breaks a rule. */
  static final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String rule;

    Misfit(String message, String rule) {
      super(message, null, false, false);
      this.rule = rule;
    }

    String rule() {
      return rule;
    }
  }
}
