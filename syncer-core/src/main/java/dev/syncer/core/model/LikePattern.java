package dev.syncer.core.model;

import java.util.Locale;

/**
 * A pattern of {@code like}: {@code %} stands for any text, {@code _} for one character, a
 * backslash makes the next character stand for itself. A store uses {@link #matches} itself where
 * its database cannot fold the case of all letters.
 *
 * @param pattern the whole pattern
 * @param ignoresCase whether {@code É} matches {@code é}
 */
public record LikePattern(String pattern, boolean ignoresCase) {

  /** The pattern of {@code like}: the text anywhere. */
  public static LikePattern containing(String text, boolean ignoresCase) {
    return new LikePattern("%" + text + "%", ignoresCase);
  }

  /** Whether the whole text matches. Time grows with the product of both lengths at most. */
  public boolean matches(String text) {
    return matches(fold(pattern).codePoints().toArray(), fold(text).codePoints().toArray());
  }

  private String fold(String text) {
    return ignoresCase ? text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : text;
  }

  /** Greedy with one point of return, the last {@code %}: no recursion, no exponential time. */
  private static boolean matches(int[] pattern, int[] text) {
    int p = 0;
    int t = 0;
    int returnPattern = -1;
    int returnText = 0;
    while (t < text.length) {
      if (p < pattern.length && pattern[p] == '%') {
        returnPattern = ++p;
        returnText = t;
        continue;
      }
      if (p < pattern.length) {
        boolean isEscape = pattern[p] == '\\' && p + 1 < pattern.length;
        int wanted = isEscape ? pattern[p + 1] : pattern[p];
        if ((!isEscape && wanted == '_') || wanted == text[t]) {
          p += isEscape ? 2 : 1;
          t++;
          continue;
        }
      }
      if (returnPattern < 0) {
        return false;
      }
      p = returnPattern;
      t = ++returnText;
    }
    while (p < pattern.length && pattern[p] == '%') {
      p++;
    }
    return p == pattern.length;
  }
}
