package dev.syncer.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.behaviour.Failpoints.Point;
import dev.syncer.core.suite.NodeFixture;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed again and again, under writers and clients: nothing is lost, doubled,
 * swapped or split, and nobody is told of what is not there. It dies at random moments and at
 * failpoints, see {@link KilledNode}; clients go on at the next process where they were.
 *
 * <p>Writers keep what was answered, clients what they applied. At the end both are compared with
 * the change log, and what each client shows with a fresh read. The negative controls do the same
 * with histories that have one fault each.
 *
 * <p>Six kills, one at each point, or twenty with the profile {@code long}; {@code
 * -Dsyncer.kills=N} for more, {@code -Dsyncer.seed=S} for the same choices again.
 */
@Tag("longer")
public abstract class KillContract {
  private static final int KILLS =
      Integer.getInteger("syncer.kills", Boolean.getBoolean("syncer.long") ? 20 : 6);

  @TempDir Path folder;

  /** Made by the test that extends it. */
  protected KillContract() {}

  /** The class whose {@code main} calls {@link KilledNode#serve}. */
  protected abstract Class<?> node();

  @Test
  void clients_nodeKilledUnderLoad_showAllOfItAndHadItOnce() {
    long seed = Long.getLong("syncer.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("KillContract: " + KILLS + " kills, -Dsyncer.seed=" + seed);
    Point[] points = Point.values();
    try (KillRun run = new KillRun(node(), folder, seed)) {
      for (int kill = 0; kill < KILLS; kill++) {
        run.kill(points[kill % points.length]);
      }

      KillHistory history = run.end();
      System.out.println(history.summary() + ", " + run.cuts() + " frames cut");

      assertThat(run.faults()).isEmpty();
      assertThat(history.faults()).isEmpty();
      run.clients().forEach(client -> assertShowsWhatIsThere(client, run));
      assertAllPlacesWereReached(run);
      for (KillTampering tampering : KillTampering.values()) {
        assertThat(tampering.of(history).faults()).as("%s", tampering).isNotEmpty();
      }
    }
  }

  private static void assertShowsWhatIsThere(KillClient client, KillRun run) {
    for (int i = 0; i < client.wanted().size(); i++) {
      Map<String, Object> wanted = client.wanted().get(i);
      assertThat(NodeFixture.withoutNames(client.records(i)))
          .as(client + ": " + wanted)
          .isEqualTo(NodeFixture.withoutNames(run.fresh(wanted)));
    }
  }

  /** The last two say what clients saw of it; the others halt the process themselves. */
  private static void assertAllPlacesWereReached(KillRun run) {
    if (KILLS >= Point.values().length) {
      assertThat(run.cuts()).as("frames that were cut").isPositive();
      assertThat(run.halves()).as("snapshots that were cut").isPositive();
    }
  }
}
