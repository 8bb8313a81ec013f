package dev.syncer.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code like}: {@code %} stands for any text, {@code _} for one character, a
 * backslash makes the next character stand for itself. A store uses {@link #matches} itself where
 * its database cannot fold the case of all letters. Immutable; equal where pattern and case are.
 */
public final class LikePattern {
  private static final int LAST_ASCII = 127;

  private final String pattern;
  private final boolean ignoresCase;

  /** What stands between the {@code %}; empty parts at the ends where the text may go on. */
  private final List<TextPart> parts;

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

  private static List<TextPart> parts(String pattern) {
    int[] points = pattern.codePoints().toArray();
    List<TextPart> parts = new ArrayList<>();
    int[] part = new int[points.length];
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      boolean isEscape = points[i] == '\\' && i + 1 < points.length;
      if (isEscape) {
        part[count++] = points[++i];
      } else if (points[i] == '%') {
        parts.add(new TextPart(Arrays.copyOf(part, count)));
        count = 0;
      } else {
        part[count++] = points[i] == '_' ? TextPart.ANY_CHARACTER : points[i];
      }
    }
    parts.add(new TextPart(Arrays.copyOf(part, count)));
    return List.copyOf(parts);
  }

  /** The pattern as it is written. */
  public String pattern() {
    return pattern;
  }

  public boolean ignoresCase() {
    return ignoresCase;
  }

  /**
   * Whether the whole text matches. One pass over the text, for each 64 characters of the pattern
   * at most, whatever stands in them.
   */
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

  /** Each part as early as it can be: what a later place would leave, an earlier one leaves too. */
  private boolean isMatch(String text) {
    IntUnaryOperator pointAt = index -> pointAt(text, index);
    int index = parts.get(0).endAt(text, 0, pointAt);
    int last = parts.size() - 1;
    if (last == 0 || index < 0) {
      return index == text.length();
    }
    for (int i = 1; i < last; i++) {
      TextPart part = parts.get(i);
      if (part.length() > 0) {
        index = part.endAfter(text, index, pointAt);
        if (index < 0) {
          return false;
        }
      }
    }
    TextPart end = parts.get(last);
    if (text.codePointCount(index, text.length()) < end.length()) {
      return false;
    }
    int begin = text.offsetByCodePoints(text.length(), -end.length());
    return end.endAt(text, begin, pointAt) == text.length();
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
