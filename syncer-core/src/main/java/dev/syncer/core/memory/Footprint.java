package dev.syncer.core.memory;

import dev.syncer.api.Binary;
import dev.syncer.api.Ref;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes of the heap values take, with compressed references. What several objects
 * share counts for each of them. Cheap: texts are looked through once, lists of numbers are only
 * counted.
 */
public final class Footprint {
  /** An object with one or two fields: a number, a time, a date. */
  private static final int SMALL = 24;

  private static final int TEXT = 48;

  /** Size and hash of bytes. */
  private static final int DESCRIBED = SMALL + TEXT + 64;

  private static final int REFERENCE = 4;

  /** An entry of a map with its node. */
  private static final int ENTRY = 40;

  private static final int LARGEST_LATIN = 0xFF;

  private Footprint() {}

  /** Of an array of values, with the values. */
  public static long of(@Nullable Object[] values) {
    long bytes = SMALL + (long) REFERENCE * values.length;
    for (Object value : values) {
      bytes += of(value);
    }
    return bytes;
  }

  /** Of the value of a field; nothing for null. */
  public static long of(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return 0;
    }
    if (value instanceof String text) {
      return ofText(text);
    }
    if (value instanceof Ref ref) {
      return SMALL + ref.name().map(Footprint::ofText).orElse(0L);
    }
    if (value instanceof Binary binary) {
      return DESCRIBED + (binary.hasContent() ? binary.size() : 0);
    }
    if (value instanceof Collection<?> list) {
      return ofList(list);
    }
    if (value instanceof Map<?, ?> map) {
      long bytes = ENTRY;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes += ENTRY + of(entry.getKey()) + of(entry.getValue());
      }
      return bytes;
    }
    return SMALL;
  }

  private static long ofList(Collection<?> list) {
    boolean isOfIds = list instanceof List<?> l && !l.isEmpty() && l.get(0) instanceof Long;
    if (isOfIds) {
      return SMALL + (long) list.size() * (REFERENCE + SMALL);
    }
    long bytes = SMALL + (long) REFERENCE * list.size();
    for (Object each : list) {
      bytes += of(each);
    }
    return bytes;
  }

  /** A text takes one byte for a character, unless one of them needs two. */
  private static long ofText(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) > LARGEST_LATIN) {
        return TEXT + 2L * length;
      }
    }
    return TEXT + length;
  }
}
