package dev.syncer.behaviour;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which promises a run has looked at, and what is wrong where they do not hold. Whatever breaks a
 * run is the fault of a promise. Safe for use by many threads.
 */
final class PressureVerdict {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where a fault is in the way what it holds up never comes: that is not waited for so long. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final PressureScarcity scarcity;
  private final @Nullable PressurePromise broken;
  private final BooleanSupplier hasStruck;
  private volatile boolean isScarce;
  private final EnumMap<PressurePromise, List<String>> faults =
      new EnumMap<>(PressurePromise.class);

  /**
   * @param broken the promise that does not hold; null for none. For all others a run waits as long
   *     as for those of a sound node, so that a slow machine does not end it before
   * @param hasStruck whether the fault that breaks it is in somebody's way by now. Before that a
   *     run is as patient as with a sound node: that something is slow is no finding
   */
  PressureVerdict(
      PressureScarcity scarcity, @Nullable PressurePromise broken, BooleanSupplier hasStruck) {
    this.scarcity = scarcity;
    this.broken = broken;
    this.hasStruck = hasStruck;
  }

  /** That of a sound node. */
  PressureVerdict(PressureScarcity scarcity) {
    this(scarcity, null, () -> false);
  }

  /** Something has not come that others wait for as well: the run ends. */
  static final class NeverCame extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** From now on something is scarce: what is broken shows. */
  void scarce() {
    isScarce = true;
  }

  /** How long a run waits for what a promise says. */
  Duration patience(PressurePromise promise) {
    return isScarce && promise == broken && hasStruck.getAsBoolean() ? IMPATIENCE : PATIENCE;
  }

  /** A promise that was looked at, and what is wrong where it does not hold. */
  synchronized void check(PressurePromise promise, String fault, boolean holds) {
    List<String> known = faults.computeIfAbsent(promise, any -> new ArrayList<>());
    if (!holds) {
      known.add(fault);
    }
  }

  /** The same for what has to come. */
  void comes(PressurePromise promise, String what, BooleanSupplier isSo) {
    check(promise, "", true);
    try {
      if (promise == broken) {
        until(what, PATIENCE, () -> hasStruck.getAsBoolean() || isSo.getAsBoolean());
      }
      until(what, patience(promise), isSo);
    } catch (ConditionTimeoutException e) {
      throw ended(promise, "with " + scarcity + ", never: " + what);
    }
  }

  private static void until(String what, Duration patience, BooleanSupplier isSo) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK)
        .atMost(patience)
        .until(isSo::getAsBoolean);
  }

  /** The answer of a call that has to have one. */
  <T> T answer(PressurePromise promise, String what, Supplier<T> call) {
    check(promise, "", true);
    try {
      return call.get();
    } catch (RuntimeException | AssertionError e) {
      throw ended(promise, what + " has no answer: " + e);
    }
  }

  private NeverCame ended(PressurePromise promise, String fault) {
    check(promise, fault, false);
    return new NeverCame();
  }

  /** Does it all; what breaks it is a fault that did not stay where it was. */
  void during(Runnable run) {
    try {
      run.run();
    } catch (NeverCame e) {
      // what was awaited is among the faults
    } catch (RuntimeException | AssertionError e) {
      check(PressurePromise.I11, "the run broke: " + e, false);
    }
  }

  /** By promise that was looked at. */
  synchronized Map<PressurePromise, List<String>> faults() {
    Map<PressurePromise, List<String>> copy = new EnumMap<>(PressurePromise.class);
    faults.forEach((promise, those) -> copy.put(promise, List.copyOf(those)));
    return copy;
  }
}
