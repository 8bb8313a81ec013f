package dev.syncer.store.jdbi;

import dev.syncer.core.spi.WorkOwner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares a number of places between owners: who has some takes another only if as many stay free as
 * they have. So an owner gets half of all, two get three quarters, and however slow their work is,
 * the next owner finds a place. Work of {@linkplain WorkOwner#NONE nobody} takes what is free. Safe
 * for use by many threads.
 */
final class Shares {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<WorkOwner, Integer> held = new HashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int free;

  private record Waiting(WorkOwner owner, Condition changed) {}

  /**
   * @param places places there are
   */
  Shares(int places) {
    this.free = places;
  }

  /**
   * Takes a place; {@link #release} must follow.
   *
   * @return false if there was none for this owner in that time
   */
  boolean tryAcquire(WorkOwner owner, long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!mayTake(owner) && !awaitsOne(owner, millis)) {
        return false;
      }
      free--;
      held.merge(owner, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayTake(WorkOwner owner) {
    int has = owner.equals(WorkOwner.NONE) ? 0 : held.getOrDefault(owner, 0);
    return free - 1 >= has;
  }

  private boolean awaitsOne(WorkOwner owner, long millis) throws InterruptedException {
    Waiting self = new Waiting(owner, lock.newCondition());
    waiting.add(self);
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!mayTake(owner)) {
        if (nanos <= 0) {
          return false;
        }
        nanos = self.changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      waiting.remove(self);
      if (free > 1) {
        wakeNext(); // one that was woken for another place, and is none the worse for it
      }
    }
  }

  /** Gives a place back. */
  void release(WorkOwner owner) {
    lock.lock();
    try {
      free++;
      held.computeIfPresent(owner, (o, has) -> has == 1 ? null : has - 1);
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  /** The first of those who wait and may: it stands in the queue until it runs. */
  private void wakeNext() {
    for (Waiting each : waiting) {
      if (mayTake(each.owner)) {
        each.changed.signal();
        return;
      }
    }
  }
}
