package dev.syncer.rpc.core.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose call runs next: a caller has a few that run at the same time and some that wait, and those
 * who have some waiting take turns. So somebody with a thousand calls holds up nobody but
 * themselves. Safe for use by many threads.
 */
final class Turns {
  private final int slots;
  private final int atOnce;
  private final int waiting;

  private final Map<Object, Lane> lanes = new HashMap<>();

  /** Those who have calls that wait and may run one more, the next first. */
  private final Deque<Lane> ready = new ArrayDeque<>();

  private int running;

  private static final class Lane {
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private int running;
    private boolean isReady;
  }

  /**
   * @param slots calls that run at the same time, of all together
   * @param atOnce calls that run at the same time, of one caller
   * @param waiting calls of one caller that wait besides
   */
  Turns(int slots, int atOnce, int waiting) {
    this.slots = slots;
    this.atOnce = atOnce;
    this.waiting = waiting;
  }

  /**
   * A call comes. It is started at once, or by the thread of one that {@linkplain #leave leaves};
   * each that was started has to leave.
   *
   * @param who whose turn it takes
   * @param start is short, and does not throw
   * @return false if so many of the same caller wait that this one is refused
   */
  boolean enter(Object who, Runnable start) {
    Deque<Runnable> started;
    synchronized (this) {
      Lane lane = lanes.computeIfAbsent(who, w -> new Lane());
      // Those who wait stand before it: it takes a place in the queue even if it leaves it at once.
      if (lane.calls.size() >= waiting + Math.max(0, atOnce - lane.running)) {
        return false;
      }
      lane.calls.add(start);
      stand(lane);
      started = next();
    }
    started.forEach(Runnable::run);
    return true;
  }

  /** A call has ended: its place is for another. */
  void leave(Object who) {
    Deque<Runnable> started;
    synchronized (this) {
      running--;
      Lane lane = lanes.computeIfAbsent(who, w -> new Lane());
      lane.running--;
      stand(lane);
      if (lane.running == 0 && lane.calls.isEmpty()) {
        lanes.remove(who);
      }
      started = next();
    }
    started.forEach(Runnable::run);
  }

  private void stand(Lane lane) {
    if (!lane.isReady && !lane.calls.isEmpty() && lane.running < atOnce) {
      lane.isReady = true;
      ready.add(lane);
    }
  }

  private Deque<Runnable> next() {
    Deque<Runnable> started = new ArrayDeque<>();
    while (running < slots && !ready.isEmpty()) {
      Lane lane = ready.remove();
      lane.isReady = false;
      started.add(lane.calls.remove());
      lane.running++;
      running++;
      stand(lane);
    }
    return started;
  }
}
