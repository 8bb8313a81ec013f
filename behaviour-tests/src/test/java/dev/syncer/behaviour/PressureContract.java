package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressurePromise.I14;
import static dev.syncer.behaviour.PressurePromise.I3;
import static dev.syncer.behaviour.PressurePromise.I5;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each promise of the architecture while something is scarce, slow, broken or hostile, over a real
 * store and real sockets. A run has one {@link PressureScarcity}; others write, read, come, come
 * back and lose their rights while it is there. At the end the oracle: acknowledged ⊆ told ⊆
 * committed, versions without holes, commits whole, and each client shows what a fresh read shows.
 *
 * <p>{@code docs/reliability.md} has the table of scarcities and promises, and says what is shown
 * elsewhere.
 */
public abstract class PressureContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where something is lost it never comes: that need not be waited for so long. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(5);

  private static final Duration MOST_TIME = Duration.ofSeconds(170);

  @TempDir Path folder;

  /** Made by the test that extends it. */
  protected PressureContract() {}

  /**
   * A node on a free port of the loopback address, not yet open. Who calls {@code
   * /web/session/authenticate} with {@code uid} is the user with this id.
   *
   * @param over what the module of its store goes through
   * @param callTime how long a call may take
   */
  protected abstract Syncer node(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      Duration callTime,
      ModelModule... modules);

  private PressureNode node(PressureFault fault, Duration callTime) {
    SyncerOptions options =
        SyncerOptions.builder()
            .heartbeat(MOST_TIME) // one of the clients is silent for long
            .snapshotChunk(20)
            .frameLimit(16 * 1024)
            .outboundShare(256 * 1024)
            .build();
    return new PressureNode(
        fault, over -> node(folder, over, options, callTime, PressureNode.models()));
  }

  private List<String> broken(PressureScarcity scarcity, PressureFault fault, Duration patience) {
    try (PressureRun run = new PressureRun(node(fault, MOST_TIME), scarcity, patience)) {
      Map<PressurePromise, List<String>> found = run.run();
      List<String> all = new ArrayList<>();
      found.forEach((promise, faults) -> faults.forEach(each -> all.add(promise + ": " + each)));
      System.out.println(scarcity + " with " + fault + ": looked at " + found.keySet());
      all.forEach(System.out::println);
      return all;
    }
  }

  /** P1, P2, P3 with readings held; P11, P12, P18 beside costly filters, statements, and drips. */
  @ParameterizedTest
  @EnumSource(
      value = PressureScarcity.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ERROR_IN_A_FIELD"})
  void promises_underPressure_hold(PressureScarcity scarcity) {
    assertThat(broken(scarcity, PressureFault.NONE, PATIENCE)).isEmpty();
  }

  static Stream<Arguments> controls() {
    return Stream.of(
        Arguments.of(PressureScarcity.READINGS_HELD, PressureFault.ONE_LANE, I14),
        Arguments.of(PressureScarcity.WRITER_HELD, PressureFault.READS_WAIT, I5),
        Arguments.of(PressureScarcity.LARGE_RECORDS, PressureFault.BROKER_HELD, I14),
        Arguments.of(PressureScarcity.ERROR_IN_A_HOOK, PressureFault.WRITER_LOST, I14),
        Arguments.of(PressureScarcity.ERROR_IN_A_HOOK, PressureFault.TOLD_ROLLED_BACK, I3));
  }

  @ParameterizedTest
  @MethodSource("controls")
  void run_withAFaultOfBefore_findsIt(
      PressureScarcity scarcity, PressureFault fault, PressurePromise promise) {
    assertThat(broken(scarcity, fault, IMPATIENCE))
        .anyMatch(broken -> broken.startsWith(promise.toString()));
  }
}
