package dev.syncer.benchmarks.stopped;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.benchmarks.stopped.StoppedReaderRun.Found;
import dev.syncer.benchmarks.stopped.StoppedReaderRun.Load;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader that stops among others, over real sockets: bytes and commits are counted, no verdict on
 * times. So much is committed meanwhile that the system's buffers of a socket cannot hold it.
 */
class StoppedReaderBenchmarkTest {
  private static final int SHARE = 64 * 1024;
  private static final Load LOAD = new Load(30, 3, 12_000, 0, 20, 20, 700, 80);

  @TempDir Path folder;

  @Test
  void readerThatStops_costsItsShare_slowsNobody_andEndsEqualToAFreshRead() throws Exception {
    Found found = found(SHARE);

    assertThat(found.faults()).isEmpty();
    assertThat(StoppedReaderBenchmark.held(LOAD, found, SHARE)).isEmpty();
    assertThat(found.stopped().gauge().waiting()).isBetween(1L, SHARE + 16_000L);
    assertThat(found.missed()).isGreaterThan(6_000_000);
    assertThat(found.resets()).isZero();
    assertThat(found.stopped().deliveries()).isGreaterThan(700 * 30 / 3);
  }

  /** The control: where nothing is bounded, the count says so. */
  @Test
  void outletWithoutABound_isFound() throws Exception {
    Found found = found(Integer.MAX_VALUE);

    assertThat(found.faults()).isEmpty();
    assertThat(StoppedReaderBenchmark.held(LOAD, found, SHARE))
        .singleElement()
        .asString()
        .contains("bytes waited for one connection, whose share is 65536");
  }

  /** The control of the other kind: what waits nowhere shows nothing. */
  @Test
  void readerThatReadsOn_isNoResult() throws Exception {
    Load calm = new Load(3, 3, 100, 0, 20, 20, 20, 20);

    Found found = found(SHARE, calm);

    assertThat(found.faults()).isEmpty();
    assertThat(StoppedReaderBenchmark.held(calm, found, SHARE))
        .singleElement()
        .asString()
        .startsWith("no result");
  }

  private Found found(int share) throws IOException, InterruptedException {
    return found(share, LOAD);
  }

  private Found found(int share, Load load) throws IOException, InterruptedException {
    try (TaskNode node =
        LocalTaskNode.start(folder.resolve("tasks.db"), share, load.stages(), load.tasks())) {
      return StoppedReaderRun.on(node, load);
    }
  }
}
