package dev.syncer.core.model;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code like}: {@code %} stands for any text, {@code _} for one character, a
 * backslash makes the next character stand for itself. A store uses {@link #matches} itself where
 * its database cannot fold the case of all letters. Immutable; equal where pattern and case are.
 */
public final class LikePattern {
  // No code points: these stand among those of the pattern.
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;
  private static final int END = -3;

  private static final int LAST_ASCII = 127;

  private final String pattern;
  private final boolean ignoresCase;
  private final int[] parts;

  /**
   * @param pattern the whole pattern
   * @param ignoresCase whether {@code É} matches {@code é}
   */
  public LikePattern(String pattern, boolean ignoresCase) {
    this.pattern = pattern;
    this.ignoresCase = ignoresCase;
    this.parts = parts(ignoresCase ? folded(pattern) : pattern);
  }

  /** The pattern of {@code like}: the text anywhere. */
  public static LikePattern containing(String text, boolean ignoresCase) {
    return new LikePattern("%" + text + "%", ignoresCase);
  }

  private static int[] parts(String pattern) {
    int[] points = pattern.codePoints().toArray();
    int[] parts = new int[points.length];
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      boolean isEscape = points[i] == '\\' && i + 1 < points.length;
      if (isEscape) {
        parts[count++] = points[++i];
      } else if (points[i] == '%') {
        parts[count++] = ANY_TEXT;
      } else {
        parts[count++] = points[i] == '_' ? ANY_CHARACTER : points[i];
      }
    }
    return Arrays.copyOf(parts, count);
  }

  /** The pattern as it is written. */
  public String pattern() {
    return pattern;
  }

  public boolean ignoresCase() {
    return ignoresCase;
  }

  /** Whether the whole text matches. Time grows with the product of both lengths at most. */
  public boolean matches(String text) {
    // Most text is ASCII, or its case counts: then nothing has to be copied.
    return (!ignoresCase || isAscii(text)) ? isMatch(text) : isMatch(folded(text));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LAST_ASCII) {
        return false;
      }
    }
    return true;
  }

  /**
   * Upper case first, which makes two letters of ß; and a sigma is the same letter wherever it
   * stands in a word.
   */
  private static String folded(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
  }

  private int pointAt(String text, int index) {
    int point = text.codePointAt(index);
    return ignoresCase && point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point;
  }

  /** Greedy with one point of return, the last {@code %}: no recursion, no exponential time. */
  private boolean isMatch(String text) {
    int p = 0;
    int t = 0;
    int returnPart = -1;
    int returnText = 0;
    while (t < text.length()) {
      int part = p < parts.length ? parts[p] : END;
      if (part == ANY_TEXT) {
        returnPart = ++p;
        returnText = t;
        continue;
      }
      int point = pointAt(text, t);
      if (part == ANY_CHARACTER || part == point) {
        p++;
        t += Character.charCount(point);
        continue;
      }
      if (returnPart < 0) {
        return false;
      }
      p = returnPart;
      returnText += Character.charCount(text.codePointAt(returnText));
      t = returnText;
    }
    while (p < parts.length && parts[p] == ANY_TEXT) {
      p++;
    }
    return p == parts.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LikePattern like
        && like.ignoresCase == ignoresCase
        && like.pattern.equals(pattern);
  }

  @Override
  public int hashCode() {
    return 31 * pattern.hashCode() + Boolean.hashCode(ignoresCase);
  }

  @Override
  public String toString() {
    return (ignoresCase ? "ilike " : "like ") + pattern;
  }
}
