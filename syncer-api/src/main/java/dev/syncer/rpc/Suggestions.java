package dev.syncer.rpc;

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
        .min(
            Comparator.<String>comparingInt(name -> distance(wrong, name))
                // Of names that are equally near always the same one, in whatever order they come.
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .map(name -> " Did you mean \"" + name + "\"?")
        .orElse("");
  }

  /**
   * Levenshtein's distance in which two swapped letters, the most common slip of all, count once;
   * given up as far when the lengths differ by more than {@link #FAR}.
   */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > FAR) {
      return FAR + 1;
    }
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 ? j : j == 0 ? i : cheapest(table, a, b, i, j);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int cheapest(int[][] table, String a, String b, int i, int j) {
    int substitute = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(substitute, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
    boolean isSwap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwap ? Math.min(least, table[i - 2][j - 2] + 1) : least;
  }
}
