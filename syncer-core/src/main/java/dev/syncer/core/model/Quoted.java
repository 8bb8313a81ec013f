package dev.syncer.core.model;

/**
 * Names from outside, made safe for messages: cut to a readable length, control characters escaped.
 */
public final class Quoted {
  private static final int MOST = 100;

  private Quoted() {}

  /** The name in quotation marks. */
  public static String name(String text) {
    return "\"" + cut(text) + "\"";
  }

  /** The name, cut behind 100 characters and with control characters as escapes. */
  public static String cut(String text) {
    boolean isPlain = text.length() <= MOST && text.chars().noneMatch(Character::isISOControl);
    if (isPlain) {
      return text;
    }
    int end = Math.min(text.length(), MOST);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--; // not within a character
    }
    StringBuilder cut = new StringBuilder();
    for (int i = 0; i < end; i++) {
      char each = text.charAt(i);
      if (Character.isISOControl(each)) {
        cut.append(String.format("\\u%04x", (int) each));
      } else {
        cut.append(each);
      }
    }
    return end < text.length() ? cut.append('…').toString() : cut.toString();
  }
}
