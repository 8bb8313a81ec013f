package dev.syncer.rpc.core.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other, in their order, on threads that may block. */
final class Strand {
  private static final Logger LOG = LoggerFactory.getLogger(Strand.class);

  private final Predicate<Runnable> threads;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean isRunning;

  /**
   * @param threads runs a task elsewhere, or answers false if it has no room
   */
  Strand(Predicate<Runnable> threads) {
    this.threads = threads;
  }

  /**
   * Queues a task.
   *
   * @return false if there is no thread for it; the tasks that wait are dropped then
   */
  boolean execute(Runnable task) {
    synchronized (this) {
      tasks.addLast(task);
      if (isRunning) {
        return true;
      }
      isRunning = true;
    }
    if (threads.test(this::run)) {
      return true;
    }
    synchronized (this) {
      isRunning = false;
      tasks.clear();
    }
    return false;
  }

  /** Tasks that wait. */
  synchronized int size() {
    return tasks.size();
  }

  private void run() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A message could not be handled", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = tasks.pollFirst();
    isRunning = task != null;
    return task;
  }
}
