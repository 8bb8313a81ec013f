package dev.syncer.core.model;

import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** The order of two values of one field, the same that a store sorts by. */
public final class ValueOrder {
  private ValueOrder() {}

  /** Below, at or above 0; both are values of one field, not null. */
  public static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    if (a instanceof String x && b instanceof String y) {
      return texts(x, y);
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return x.compareTo(y);
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y);
    }
    if (a instanceof LocalDate x && b instanceof LocalDate y) {
      return x.compareTo(y);
    }
    if (a instanceof Instant x && b instanceof Instant y) {
      return x.compareTo(y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return x.compareTo(y);
    }
    if (a instanceof Ref x && b instanceof Ref y) {
      return Long.compare(x.id(), y.id());
    }
    throw new IllegalArgumentException(
        a.getClass().getSimpleName() + " and " + b.getClass().getSimpleName() + " do not compare");
  }

  /**
   * By code point, which is the order of UTF-8 bytes and not that of UTF-16 units: half of a
   * character beyond the first plane is more than any whole one of that plane.
   */
  private static int texts(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean isBeyond = Character.isSurrogate(x);
        return isBeyond == Character.isSurrogate(y) ? x - y : isBeyond ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
