package dev.syncer.core.model;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What stands between two {@code %} of a {@link LikePattern}: characters, and places for any one.
 *
 * <p>It is found in one pass over the text, whatever the text and the part are like. Without places
 * that is the search of Knuth, Morris and Pratt, which never goes back. With places it is that of
 * Baeza-Yates and Gonnet ("A new approach to text searching", 1992): a bit for each prefix of the
 * part that ends at the last character, so 64 prefixes move on in one step.
 */
final class TextPart {
  /** Stands for any character; no code point. */
  static final int ANY_CHARACTER = -2;

  private static final int NOT_FOUND = -1;

  private final int[] points;
  private final boolean hasPlaces;

  /** For each prefix the longest other one that it ends with; empty for a part with places. */
  private final int[] shorter;

  /** The characters that the part names, ascending, and the bits of their places and of any. */
  private final int[] known;

  private final long[][] places;
  private final long[] anyPlaces;

  TextPart(int[] points) {
    this.points = points;
    this.hasPlaces = Arrays.stream(points).anyMatch(point -> point == ANY_CHARACTER);
    this.shorter = hasPlaces ? new int[0] : shorter(points);
    this.known =
        hasPlaces
            ? Arrays.stream(points).filter(p -> p != ANY_CHARACTER).sorted().distinct().toArray()
            : new int[0];
    this.anyPlaces = hasPlaces ? places(points, ANY_CHARACTER) : new long[0];
    this.places = Arrays.stream(known).mapToObj(p -> places(points, p)).toArray(long[][]::new);
  }

  private static int[] shorter(int[] points) {
    int[] shorter = new int[points.length];
    int length = 0;
    for (int i = 1; i < points.length; i++) {
      while (length > 0 && points[i] != points[length]) {
        length = shorter[length - 1];
      }
      if (points[i] == points[length]) {
        length++;
      }
      shorter[i] = length;
    }
    return shorter;
  }

  private static long[] places(int[] points, int wanted) {
    long[] bits = new long[(points.length + Long.SIZE - 1) / Long.SIZE];
    for (int i = 0; i < points.length; i++) {
      if (points[i] == wanted || points[i] == ANY_CHARACTER) {
        bits[i / Long.SIZE] |= 1L << i;
      }
    }
    return bits;
  }

  /** How many characters it takes. */
  int length() {
    return points.length;
  }

  /**
   * Where it ends that stands at a place of the text; -1 if it does not stand there.
   *
   * @param pointAt the character at an index of the text
   */
  int endAt(String text, int from, IntUnaryOperator pointAt) {
    int index = from;
    for (int point : points) {
      if (index >= text.length()) {
        return NOT_FOUND;
      }
      int found = pointAt.applyAsInt(index);
      if (point != found && point != ANY_CHARACTER) {
        return NOT_FOUND;
      }
      index += Character.charCount(found);
    }
    return index;
  }

  /** Where the first one ends that begins at a place or after it; -1 if there is none. */
  int endAfter(String text, int from, IntUnaryOperator pointAt) {
    return hasPlaces ? shifted(text, from, pointAt) : compared(text, from, pointAt);
  }

  private int compared(String text, int from, IntUnaryOperator pointAt) {
    int length = 0;
    int index = from;
    while (index < text.length()) {
      int point = pointAt.applyAsInt(index);
      index += Character.charCount(point);
      while (length > 0 && points[length] != point) {
        length = shorter[length - 1];
      }
      if (points[length] == point) {
        length++;
      }
      if (length == points.length) {
        return index;
      }
    }
    return NOT_FOUND;
  }

  private int shifted(String text, int from, IntUnaryOperator pointAt) {
    long[] prefixes = new long[anyPlaces.length];
    int last = (points.length - 1) / Long.SIZE;
    long whole = 1L << (points.length - 1);
    int index = from;
    while (index < text.length()) {
      int point = pointAt.applyAsInt(index);
      index += Character.charCount(point);
      int place = Arrays.binarySearch(known, point);
      long[] fits = place < 0 ? anyPlaces : places[place];
      long carried = 1;
      for (int i = 0; i <= last; i++) {
        long next = prefixes[i] >>> (Long.SIZE - 1);
        prefixes[i] = (prefixes[i] << 1 | carried) & fits[i];
        carried = next;
      }
      if ((prefixes[last] & whole) != 0) {
        return index;
      }
    }
    return NOT_FOUND;
  }
}
