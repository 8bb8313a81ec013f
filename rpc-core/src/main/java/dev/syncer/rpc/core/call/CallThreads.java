package dev.syncer.rpc.core.call;

import dev.syncer.core.thread.DaemonThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that calls run on, which may block, and a timer. Virtual threads where the JVM has
 * them, else a bounded pool. Safe for use by many threads.
 */
public final class CallThreads {
  /** Threads for calls: they wait most of the time, and one connection must not fill them. */
  static final int CALL_THREADS = 128;

  /**
   * Threads for messages, apart: calls that wait hold up no message, not even their neighbour's.
   */
  private static final int MESSAGE_THREADS = 16;

  private static final int POOL_QUEUE = 4_096;

  private final ExecutorService calls;
  private final ExecutorService messages;
  private final ScheduledExecutorService timer;

  CallThreads(ExecutorService calls, ExecutorService messages, ScheduledExecutorService timer) {
    this.calls = calls;
    this.messages = messages;
    this.timer = timer;
  }

  /** The threads that suit this JVM. */
  public static CallThreads start(DaemonThreads daemons) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, daemons.numbered("syncer-rpc-timer"));
    timer.setRemoveOnCancelPolicy(true);
    return new CallThreads(
        executor(daemons.numbered("syncer-call"), CALL_THREADS),
        executor(daemons.numbered("syncer-message"), MESSAGE_THREADS),
        timer);
  }

  private static ExecutorService executor(ThreadFactory daemons, int size) {
    try {
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable e) {
      // Java 17 to 20: there are none, or they are a preview.
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              size, size, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(POOL_QUEUE), daemons);
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  /** Runs a call, which may block for long; false if there is no room for it. */
  public boolean call(Runnable task) {
    return execute(calls, task);
  }

  /**
   * Runs what comes before and after calls, which may block a little; false if there is no room.
   */
  public boolean execute(Runnable task) {
    return execute(messages, task);
  }

  private static boolean execute(ExecutorService executor, Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs a short task later, on the timer's thread; never if the threads end before. */
  public Future<?> after(Duration delay, Runnable task) {
    try {
      return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Runs a short task again and again, each time so long after the last one. */
  public Future<?> every(Duration pause, Runnable task) {
    long nanos = pause.toNanos();
    try {
      return timer.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Ends the threads; what runs is left to its end. */
  public void close() {
    calls.shutdown();
    messages.shutdown();
    timer.shutdownNow();
  }
}
