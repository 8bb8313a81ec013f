package dev.syncer.core.model;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody may have meant. */
public final class Suggestions {
  private static final int FAR = 3;

  private Suggestions() {}

  /** {@code Did you mean "stage_id"?} with a blank before it, or nothing if no name is near. */
  public static String didYouMean(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(wrong, name) <= Math.min(FAR, Math.max(1, name.length() / 3)))
        .min(Comparator.comparingInt(name -> distance(wrong, name)))
        .map(name -> " Did you mean \"" + name + "\"?")
        .orElse("");
  }

  /** Levenshtein's distance, given up as far when the lengths differ by more than {@link #FAR}. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > FAR) {
      return FAR + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
