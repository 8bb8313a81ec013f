package dev.syncer.core.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the observer of a {@link World} was told, without cursors. Each subscription begins anew on
 * its own, with a window when its connection is live and else at once, so which of two snapshots
 * comes first is a matter of time: in each step of the test they are put into the order of their
 * connections and names. Used by one thread.
 */
final class WorldReceipts {
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("(?:SNAPSHOT|RESET) \\{\"subscription\":\"([^\"]*)\".*", Pattern.DOTALL);

  private final List<String> all = new ArrayList<>();
  private final TreeMap<String, List<String>> step = new TreeMap<>();

  private boolean areOthersTold;

  /** A server whose names of subscriptions count what others have asked for. */
  void othersAreTold(boolean areTold) {
    areOthersTold = areTold;
  }

  /** Something came over a connection. */
  void add(int connection, String told) {
    Matcher one = SUBSCRIPTION.matcher(told);
    String from = connection + (one.matches() ? " " + one.group(1) : "");
    step.computeIfAbsent(from, each -> new ArrayList<>())
        .add(withoutCursors(told) + (areOthersTold ? " after others" : ""));
  }

  private static String withoutCursors(String text) {
    return text.replaceAll("\"cursor\":\"[^\"]*\"", "\"cursor\":\"\"");
  }

  /** A step is over. */
  void settle() {
    step.values().forEach(all::addAll);
    step.clear();
  }

  /** Something was answered. */
  void add(String told) {
    settle();
    all.add(told);
  }

  /** All of it. */
  List<String> all() {
    settle();
    return List.copyOf(all);
  }
}
