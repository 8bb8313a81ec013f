package dev.syncer.core.suite;

import com.google.inject.Module;
import java.util.List;
import java.util.Optional;

/**
 * What the observer received in two worlds.
 *
 * @param fault where it differs; empty if it is equal
 * @param received how many answers and frames there were
 * @param secrets how many values differ between the worlds
 */
record WorldPair(Optional<String> fault, int received, int secrets) {

  static WorldPair run(long seed, Module one, Module other, WorldTampering tampering) {
    // History tells also what was before the record came into reach.
    boolean hasHistory = seed % 2 == 0;
    // Versions and dates move with hidden changes, and are told: these pairs look at all the rest.
    boolean hasDeeds = tampering == WorldTampering.HIDDEN_CHANGE_TOLD || seed % 4 == 1;
    World first = new World(seed, one, tampering, null, hasDeeds);
    try {
      first.run();
      WorldSecrets secrets =
          new WorldSecrets(
              first.models(),
              first.rights(),
              first.trace(),
              first.node(),
              first.observer(),
              hasHistory);
      World second = new World(seed, other, tampering, secrets, hasDeeds);
      try {
        second.run();
        List<String> told = told(first, hasHistory, hasDeeds);
        Optional<String> fault =
            difference(told, told(second, hasHistory, hasDeeds))
                .or(() -> first.trace().difference(second.trace()))
                .map(each -> "seed " + seed + ": " + each);
        return new WorldPair(fault, told.size(), secrets.size());
      } finally {
        second.close();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new IllegalStateException("seed " + seed, e);
    } finally {
      first.close();
    }
  }

  private static List<String> told(World world, boolean hasHistory, boolean hasDeeds) {
    return world.received().stream()
        .filter(each -> hasHistory || !each.startsWith(WorldReads.HISTORY))
        .map(each -> hasDeeds ? withoutStamps(each) : each)
        .toList();
  }

  private static String withoutStamps(String told) {
    return told.replaceAll("\"version\":\\d+", "\"version\":0")
        .replaceAll("\"(write_date|__last_update)\":\"[^\"]*\"", "\"$1\":\"\"")
        .replaceAll("\"write_uid\":\\[[^]]*]", "\"write_uid\":[]");
  }

  private static Optional<String> difference(List<String> one, List<String> other) {
    int most = Math.max(one.size(), other.size());
    for (int i = 0; i < most; i++) {
      String here = i < one.size() ? one.get(i) : "nothing";
      String there = i < other.size() ? other.get(i) : "nothing";
      if (!here.equals(there)) {
        return Optional.of("received no. " + i + ":\n  " + here + "\n  " + there);
      }
    }
    return Optional.empty();
  }
}
