package dev.syncer.benchmarks.stopped;

import dev.syncer.benchmarks.Folder;
import dev.syncer.benchmarks.stopped.StoppedReaderRun.Found;
import dev.syncer.benchmarks.stopped.StoppedReaderRun.Load;
import dev.syncer.benchmarks.stopped.StoppedReaderRun.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one reader that stops costs a node and all others: the node in a process of its own, on a
 * real file, real sockets, commits at a fixed rate. It stops as a suspended laptop does: nothing is
 * read from its socket. Prints a line of JSON, and a line for each promise that did not hold; ends
 * with 1 if there is one.
 *
 * <p>{@code StoppedReaderBenchmark}. {@code -Dreaders}, {@code -Dstages}: a commit reaches {@code
 * readers / stages} of them, and the one that stops sees all. {@code -Drate}: commits a second.
 * {@code -Dpad}: characters that a commit writes. {@code -Dshare}: bytes that may wait for one
 * connection. {@code -Dheap}: of the node. {@code -Dwarm}, {@code -Dbefore}, {@code -Dstopped},
 * {@code -Dafter}: seconds; 70 at most while it is stopped, after 75 it would be taken for gone.
 */
public final class StoppedReaderBenchmark {
  private static final int RATE = Integer.getInteger("rate", 200);
  private static final int SHARE = Integer.getInteger("share", 1024 * 1024);
  private static final int STAGES = Integer.getInteger("stages", 50);
  private static final String HEAP = System.getProperty("heap", "128m");

  /** What may be in the heap beside: the same work leaves not the same to the byte. */
  private static final long NOISE = 2 * 1024 * 1024;

  /** A node keeps about a thousand commits for those who missed little: it has them by then. */
  private static final int RECENT = 1_100;

  private static final double MOST_RATIO = 1.5;

  /** Bytes of a commit beside its values, and some more. */
  private static final int ENVELOPE = 4 * 1024;

  private StoppedReaderBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Load load =
        new Load(
            Integer.getInteger("readers", 1_000),
            STAGES,
            Integer.getInteger("pad", 1_000),
            RATE,
            Math.max(RECENT, RATE * Integer.getInteger("warm", 20)),
            RATE * Integer.getInteger("before", 30),
            RATE * Integer.getInteger("stopped", 60),
            RATE * Integer.getInteger("after", 5));
    Found found;
    try (Folder folder = Folder.temporary();
        TaskNode node =
            TaskNodeProcess.start(
                HEAP, folder.path().resolve("tasks.db"), SHARE, STAGES, load.tasks())) {
      found = StoppedReaderRun.on(node, load);
    }
    List<String> faults = faults(load, found);
    print(json(load, found, faults.size()));
    faults.forEach(fault -> print("DOES NOT HOLD: " + fault));
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private static List<String> faults(Load load, Found found) {
    List<String> faults = new ArrayList<>(found.faults());
    faults.addAll(held(load, found, SHARE));
    long more = found.stopped().gauge().memory() - found.before().gauge().memory();
    if (more > SHARE + NOISE) {
      faults.add("the node holds " + more + " bytes more than before, and the share is " + SHARE);
    }
    double ratio = ratio(found);
    if (ratio > MOST_RATIO) {
      faults.add("the others' p99 is %.2f times that of before".formatted(ratio));
    }
    double slowest =
        Math.min(
            load.before() / found.before().seconds(), load.stopped() / found.stopped().seconds());
    if (slowest < 0.95 * load.rate()) {
      faults.add(
          "no result: %.0f commits a second where %d were due".formatted(slowest, load.rate()));
    }
    return faults;
  }

  /**
   * What is wrong with the bytes that waited for the reader that stopped.
   *
   * @param share that a connection may hold
   */
  static List<String> held(Load load, Found found, int share) {
    long most = found.stopped().gauge().most();
    if (most > share + load.pad() + ENVELOPE) { // the one commit that was sent last
      return List.of(most + " bytes waited for one connection, whose share is " + share);
    }
    if (most < share) {
      return List.of("no result: only " + most + " bytes waited, less than the share; commit more");
    }
    return List.of();
  }

  private static double ratio(Found found) {
    double before = found.before().times().milliseconds(0.99);
    return found.stopped().times().milliseconds(0.99) / before;
  }

  private static String json(Load load, Found found, int faults) {
    Part before = found.before();
    Part stopped = found.stopped();
    return String.format(
        Locale.ROOT,
        "{\"readers\":%d,\"stages\":%d,\"commitsPerSec\":%.0f,\"deliveriesPerSec\":%.0f,"
            + "\"stoppedSec\":%.1f,\"missed\":%d,\"share\":%d,\"held\":%d,"
            + "\"memoryBefore\":%d,\"memoryStopped\":%d,\"heapBefore\":%d,\"heapStopped\":%d,"
            + "\"p50Before\":%.2f,\"p50Stopped\":%.2f,\"p99Before\":%.2f,\"p99Stopped\":%.2f,"
            + "\"ratio\":%.2f,\"caughtUpSec\":%.1f,\"resets\":%d,\"faults\":%d}",
        load.readers(),
        load.stages(),
        load.stopped() / stopped.seconds(),
        stopped.deliveries() / stopped.seconds(),
        stopped.seconds(),
        found.missed(),
        SHARE,
        stopped.gauge().most(),
        before.gauge().memory(),
        stopped.gauge().memory(),
        before.gauge().heap(),
        stopped.gauge().heap(),
        before.times().milliseconds(0.5),
        stopped.times().milliseconds(0.5),
        before.times().milliseconds(0.99),
        stopped.times().milliseconds(0.99),
        ratio(found),
        found.caughtUp(),
        found.resets(),
        faults);
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }
}
