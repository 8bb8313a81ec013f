package dev.syncer.benchmarks.stopped;

/** Times in steps of ten microseconds, up to ten seconds. Used by one thread at a time. */
final class Latencies {
  private static final int STEP = 10;
  private static final int STEPS = 1_000_000;

  private final int[] counts = new int[STEPS + 1];
  private long count;

  void add(long microseconds) {
    counts[(int) Math.max(0, Math.min(STEPS, microseconds / STEP))]++;
    count++;
  }

  long count() {
    return count;
  }

  /**
   * The time below which that share of all lies, in milliseconds; 0 for none.
   *
   * @param share 0 to 1
   */
  double milliseconds(double share) {
    long before = 0;
    for (int i = 0; i <= STEPS; i++) {
      before += counts[i];
      if (before > 0 && before >= share * count) {
        return (i + 1) * STEP / 1e3;
      }
    }
    return 0;
  }
}
