package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressurePromise.I11;
import static dev.syncer.behaviour.PressurePromise.I14;
import static dev.syncer.behaviour.PressurePromise.I15;
import static dev.syncer.behaviour.PressurePromise.I3;
import static dev.syncer.behaviour.PressurePromise.I5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
  private static final Duration MOST_TIME = Duration.ofMinutes(10);

  @TempDir Path folder;

  /** Made by the test that extends it. */
  protected PressureContract() {}

  /**
   * A node on a free port of the loopback address, not yet open. Who calls {@code
   * /web/session/authenticate} with {@code uid} is the user with this id.
   *
   * @param over what the module of its store goes through
   */
  protected abstract Syncer node(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      PressureBounds bounds,
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
        fault,
        PressureBounds.of(callTime),
        (over, bounds) -> node(folder, over, options, bounds, PressureNode.models()));
  }

  private static List<String> told(PressureVerdict verdict) {
    List<String> all = new ArrayList<>();
    verdict
        .faults()
        .forEach((promise, those) -> those.forEach(each -> all.add(promise + ": " + each)));
    return all;
  }

  private static void print(PressureScarcity scarcity, PressureFault fault, PressureVerdict seen) {
    System.out.println(scarcity + " with " + fault + ": looked at " + seen.faults().keySet());
    told(seen).forEach(System.out::println);
  }

  /** P1, P2, P3 with readings held; P6, P7, P11, P12, P18 as their scarcities say. */
  @ParameterizedTest
  @EnumSource(PressureScarcity.class)
  void promises_underPressure_hold(PressureScarcity scarcity) {
    PressureVerdict verdict = new PressureVerdict(scarcity);
    try (PressureRun run =
        new PressureRun(node(PressureFault.NONE, MOST_TIME), scarcity, verdict)) {
      run.run();
    }
    print(scarcity, PressureFault.NONE, verdict);

    assertThat(told(verdict)).isEmpty();
  }

  /** One of each kind: reads, delivery. The others are {@link #otherControls}. */
  static Stream<Arguments> controls() {
    return Stream.of(
        Arguments.of(PressureScarcity.READINGS_HELD, PressureFault.ONE_LANE, I14),
        Arguments.of(PressureScarcity.ERROR_IN_A_HOOK, PressureFault.TOLD_ROLLED_BACK, I3));
  }

  static Stream<Arguments> otherControls() {
    return Stream.of(
        Arguments.of(PressureScarcity.WRITER_HELD, PressureFault.READS_WAIT, I5),
        Arguments.of(PressureScarcity.DISK_FULL, PressureFault.WRITER_LOST, I14),
        Arguments.of(PressureScarcity.LARGE_RECORDS, PressureFault.BROKER_HELD, I14),
        Arguments.of(PressureScarcity.ERROR_IN_A_FIELD, PressureFault.FIELDS_FOR_ALL, I11),
        Arguments.of(PressureScarcity.ERROR_IN_A_HOOK, PressureFault.WRITER_LOST, I14),
        Arguments.of(PressureScarcity.SLOW_STATEMENT, PressureFault.NO_TURNS, I14),
        Arguments.of(PressureScarcity.COSTLY_FILTER, PressureFault.BROKER_HELD, I14),
        Arguments.of(PressureScarcity.PEERS_THAT_DRIP, PressureFault.ENDLESS_REQUESTS, I15));
  }

  @ParameterizedTest
  @MethodSource("controls")
  void run_withAFaultOfBefore_findsIt(
      PressureScarcity scarcity, PressureFault fault, PressurePromise promise) {
    assertFound(scarcity, fault, promise);
  }

  @ParameterizedTest
  @Tag("long")
  @MethodSource("otherControls")
  void run_withAnotherFaultOfBefore_findsIt(
      PressureScarcity scarcity, PressureFault fault, PressurePromise promise) {
    assertFound(scarcity, fault, promise);
  }

  private void assertFound(
      PressureScarcity scarcity, PressureFault fault, PressurePromise promise) {
    PressureNode node = node(fault, MOST_TIME);
    PressureVerdict verdict = new PressureVerdict(scarcity, promise, node::hasStruck);
    try (PressureRun run = new PressureRun(node, scarcity, verdict)) {
      run.run();
      print(scarcity, fault, verdict);

      await()
          .atMost(PressureVerdict.PATIENCE)
          .untilAsserted(
              () -> {
                run.listen();
                assertThat(verdict.faults().getOrDefault(promise, List.of())).isNotEmpty();
              });
      // Not because the machine is slow: it is in the way of what was looked at.
      assertThat(node.hasStruck()).isEqualTo(fault.isOfTheStore());
    }
  }

  /** P12: a call that is over its time ends, though what it waits for never comes. */
  @Test
  void calls_thatStandForEver_areStopped() {
    assertThat(isGivenBack(PressureFault.NONE, PressureVerdict.PATIENCE)).isTrue();
  }

  @Test
  @Tag("long")
  void calls_thatNobodyStops_areFound() {
    assertThat(isGivenBack(PressureFault.NEVER_STOPPED, Duration.ofSeconds(4))).isFalse();
  }

  /** Whether calls that stand at a gate that stays closed come to their end. */
  private boolean isGivenBack(PressureFault fault, Duration patience) {
    PressureModule.Gate gate = new PressureModule.Gate(1);
    List<WireSocket> sockets = new ArrayList<>();
    try (PressureNode node = node(fault, Duration.ofSeconds(2))) {
      PressureModule.Controller.gate = gate;
      for (int i = 0; i < PressureRun.READERS; i++) {
        String token = WireClient.login(node.address(), Map.of("uid", 2 + i));
        WireSocket socket = WireSocket.connect(node.address());
        sockets.add(socket);
        socket.post(
            PressureModule.READ, WireClient.body(Map.of()), "Authorization: Bearer " + token);
      }
      if (fault != PressureFault.NONE) {
        // Each call is over its time by then, and goes on: else it is only slow.
        await().atMost(PressureVerdict.PATIENCE).until(node::hasStruck);
      }
      boolean isStopped = gate.awaitLeft(patience);
      gate.open();
      return isStopped;
    } finally {
      gate.open();
      sockets.forEach(WireSocket::close);
    }
  }
}
