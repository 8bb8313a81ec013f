package dev.syncer.transport.undertow;

/**
 * Tells whether bytes that arrive in pieces are UTF-8, at the first byte that cannot be. The state
 * between two pieces is how many continuation bytes are due and in which range the next one lies
 * (Unicode, table 3-7: well-formed byte sequences).
 */
final class Utf8Check {
  private int due;
  private int lowest = 0x80;
  private int highest = 0xBF;

  /** False if these bytes, after those before them, can not be UTF-8. */
  boolean accepts(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xFF;
      if (due == 0) {
        if (b >= 0x80 && !begins(b)) {
          return false;
        }
      } else {
        if (b < lowest || b > highest) {
          return false;
        }
        due--;
        lowest = 0x80;
        highest = 0xBF;
      }
    }
    return true;
  }

  /** True if no character is unfinished. */
  boolean isComplete() {
    return due == 0;
  }

  /** Forgets what came before. */
  void reset() {
    due = 0;
    lowest = 0x80;
    highest = 0xBF;
  }

  private boolean begins(int b) {
    if (b < 0xC2 || b > 0xF4) {
      return false; // a continuation byte, an over-long form, or beyond U+10FFFF
    }
    if (b < 0xE0) {
      due = 1;
    } else if (b < 0xF0) {
      due = 2;
      lowest = b == 0xE0 ? 0xA0 : 0x80; // over-long
      highest = b == 0xED ? 0x9F : 0xBF; // surrogates
    } else {
      due = 3;
      lowest = b == 0xF0 ? 0x90 : 0x80; // over-long
      highest = b == 0xF4 ? 0x8F : 0xBF; // beyond U+10FFFF
    }
    return true;
  }
}
