package dev.syncer.core.model;

import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/** The order of two values of one field, the same that a store sorts by. */
public final class ValueOrder {
  private ValueOrder() {}

  /** Below, at or above 0; both are values of one field, not null. */
  public static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    if (a instanceof String x && b instanceof String y) {
      // By code point, which is the order of UTF-8 bytes and not that of UTF-16 units.
      return Arrays.compareUnsigned(
          x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));
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
}
