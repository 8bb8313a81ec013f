package dev.syncer.rpc.core.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in their order, on threads that may block. A task that is done
 * later, elsewhere, keeps those behind it waiting, and no thread.
 */
final class SerialExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Predicate<Runnable> threads;
  private final Runnable stuck;
  private final Deque<Supplier<? extends CompletionStage<?>>> tasks = new ArrayDeque<>();
  private boolean isRunning;

  /**
   * @param threads runs a task elsewhere, or answers false if it has no room
   * @param stuck told when there is no thread on which to go on: what waits is dropped then
   */
  SerialExecutor(Predicate<Runnable> threads, Runnable stuck) {
    this.threads = threads;
    this.stuck = stuck;
  }

  /**
   * Queues a task.
   *
   * @param task answers when it has taken effect; those behind it wait for that
   * @return false if there is no thread for it; the tasks that wait are dropped then
   */
  boolean execute(Supplier<? extends CompletionStage<?>> task) {
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
    drop();
    return false;
  }

  private synchronized void drop() {
    isRunning = false;
    tasks.clear();
  }

  /** Tasks that wait. */
  synchronized int size() {
    return tasks.size();
  }

  private void run() {
    for (var task = next(); task != null; task = next()) {
      CompletionStage<?> effect = run(task);
      if (!effect.toCompletableFuture().isDone()) {
        effect.whenComplete((done, failure) -> goOn());
        return;
      }
    }
  }

  /** Begins a task; one that fails at that has no more effect. */
  static CompletionStage<?> run(Supplier<? extends CompletionStage<?>> task) {
    try {
      return task.get();
    } catch (RuntimeException | Error e) {
      LOG.error("A message could not be handled", e);
      return CompletableFuture.completedStage(true);
    }
  }

  /** On a thread of its own: the one that has ended the task may not block. */
  private void goOn() {
    if (!threads.test(this::run)) {
      drop();
      stuck.run();
    }
  }

  private synchronized @Nullable Supplier<? extends CompletionStage<?>> next() {
    Supplier<? extends CompletionStage<?>> task = tasks.pollFirst();
    isRunning = task != null;
    return task;
  }
}
