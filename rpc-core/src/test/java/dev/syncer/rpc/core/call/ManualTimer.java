package dev.syncer.rpc.core.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer whose time only goes on when a test says so. */
public final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
  private final List<Task> tasks = new ArrayList<>();
  private long now;
  private boolean isShutdown;

  /** Threads for calls, with this timer. */
  public CallThreads threads() {
    ExecutorService executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "test-call");
              thread.setDaemon(true);
              return thread;
            });
    return new CallThreads(executor, executor, this);
  }

  /** Lets time go on; what is due runs on the caller's thread. */
  public void advance(Duration time) {
    long end;
    synchronized (this) {
      end = now + time.toNanos();
    }
    for (Task next = due(end); next != null; next = due(end)) {
      next.task.run();
    }
    synchronized (this) {
      now = end;
    }
  }

  private synchronized Task due(long end) {
    tasks.removeIf(CompletableFuture::isCancelled);
    Task next = tasks.stream().min(Comparator.comparingLong(task -> task.at)).orElse(null);
    if (next == null || next.at > end) {
      return null;
    }
    now = next.at;
    if (next.pause > 0) {
      next.at += next.pause;
    } else {
      tasks.remove(next);
    }
    return next;
  }

  private synchronized Task add(Runnable task, long delay, long pause) {
    if (isShutdown) {
      throw new RejectedExecutionException("the timer has ended");
    }
    Task added = new Task(task, now + delay, pause);
    tasks.add(added);
    return added;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return add(task, unit.toNanos(delay), 0);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initial, long delay, TimeUnit unit) {
    return add(task, unit.toNanos(initial), unit.toNanos(delay));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initial, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized void shutdown() {
    isShutdown = true;
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    isShutdown = true;
    tasks.clear();
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    add(task, 0, 0);
  }

  private static final class Task extends CompletableFuture<Object>
      implements ScheduledFuture<Object> {
    private final Runnable task;
    private final long pause;
    private long at;

    Task(Runnable task, long at, long pause) {
      this.task = task;
      this.at = at;
      this.pause = pause;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
