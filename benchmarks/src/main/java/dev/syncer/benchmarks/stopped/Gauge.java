package dev.syncer.benchmarks.stopped;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a node holds, in bytes.
 *
 * @param heap used on the heap after a collection
 * @param direct in buffers outside of the heap, where small frames lie
 * @param waiting what waits for all connections together
 * @param most the most that has waited for any one connection so far
 */
record Gauge(long heap, long direct, long waiting, long most) {
  private static final int COLLECTIONS = 3;

  /** Takes the memory of this process, after it was collected. */
  static Gauge of(WatchedSessions sessions) {
    for (int i = 0; i < COLLECTIONS; i++) { // buffers outside of the heap go after their owners
      System.gc();
    }
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Gauge(heap, direct, sessions.waiting(), sessions.most());
  }

  /** Heap and direct buffers: a frame may lie in either. */
  long memory() {
    return heap + direct;
  }

  /** As {@link #read} takes it. */
  String line() {
    return heap + " " + direct + " " + waiting + " " + most;
  }

  static Gauge read(String line) {
    long[] parts = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new Gauge(parts[0], parts[1], parts[2], parts[3]);
  }
}
