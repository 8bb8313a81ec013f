package dev.syncer.benchmarks.stopped;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import tools.jackson.databind.JsonNode;

/**
 * Commits with one change each, over HTTP, at a fixed rate. Of twenty, sixteen write a task, two
 * move one to the next stage, one creates and one unlinks. Each has a number, and the time at which
 * it was due, so that a delay of the writers themselves counts too.
 *
 * <p>They go in lanes: lane {@code i} of {@code n} has the numbers {@code i}, {@code i + n}, … and
 * tasks that no other lane touches, and begins a call when the last was answered. So the commits of
 * a lane have the order of their numbers.
 */
final class TaskWriters implements AutoCloseable {
  /** How many write at a time. */
  static final int LANES = 8;

  private final TaskCalls calls;
  private final int stages;
  private final String pad;
  private final long epoch;
  private final ExecutorService threads = Executors.newFixedThreadPool(LANES);
  private final List<Lane> lanes = new ArrayList<>();

  /** What was told to those who see a stage, by its id; at 0 to those who see all. */
  private final AtomicLongArray told;

  private long begun;

  /**
   * @param tasks that are there, with the ids from 1 on, on the stages in turn
   * @param pad characters that each commit writes
   * @param epoch of {@code System.nanoTime()}, from which on times are told
   */
  TaskWriters(TaskCalls calls, int stages, int tasks, int pad, long epoch) {
    this.calls = calls;
    this.stages = stages;
    this.pad = "x".repeat(pad);
    this.epoch = epoch;
    this.told = new AtomicLongArray(stages + 1);
    for (int i = 0; i < LANES; i++) {
      lanes.add(new Lane(i));
    }
    for (int i = 0; i < tasks; i++) {
      lanes.get(i % LANES).tasks.add(new Task(1 + i, 1 + i % stages));
    }
  }

  /** A task that is there. */
  private record Task(long id, int stage) {}

  /** Notifications that are due to those who see a stage; with 0, who see all. */
  long told(int stage) {
    return told.get(stage);
  }

  /**
   * Commits so many more, and returns when all were answered.
   *
   * @param rate commits a second; 0 for as many as there can be
   * @return how many seconds it took
   * @throws IOException if a call failed
   */
  double commit(int count, int rate) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long first = begun;
    long end = first + count;
    begun = end;
    List<Future<?>> running = new ArrayList<>();
    for (Lane lane : lanes) {
      running.add(
          threads.submit(
              () -> {
                lane.commit(first, end, rate, start);
                return null;
              }));
    }
    for (Future<?> lane : running) {
      try {
        lane.get();
      } catch (ExecutionException e) {
        throw new IOException("a writer failed", e.getCause());
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One after the other. */
  private final class Lane {
    private final int number;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final Deque<Task> created = new ArrayDeque<>();

    Lane(int number) {
      this.number = number;
    }

    void commit(long first, long end, int rate, long start) throws Exception {
      long next = first + Math.floorMod(number - first, (long) LANES);
      for (long i = next; i < end; i += LANES) {
        long due = rate == 0 ? System.nanoTime() : start + (i - first) * 1_000_000_000 / rate;
        awaitDue(due);
        commit(i, (due - epoch) / 1_000);
      }
    }

    private void awaitDue(long due) throws InterruptedException {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
    }

    private void commit(long sequence, long sent) throws Exception {
      String values = "\"seq\":" + sequence + ",\"sent\":" + sent;
      String padded = values + ",\"pad\":\"" + sequence + pad + "\"";
      switch ((int) (sequence / LANES % 20)) {
        case 5 -> create(1 + (int) (sequence % stages), padded);
        case 15 -> unlink();
        case 9, 19 -> move(values);
        default -> write(padded);
      }
    }

    private void create(int stage, String values) throws Exception {
      JsonNode id = calls.call("create", "[{" + values + ",\"stage_id\":" + stage + "}]");
      created.add(new Task(id.asLong(), stage));
      tell(stage);
    }

    private void unlink() throws Exception {
      Task task = created.remove();
      calls.call("unlink", "[[" + task.id + "]]");
      tell(task.stage);
    }

    private void move(String values) throws Exception {
      Task task = tasks.remove();
      Task moved = new Task(task.id, 1 + task.stage % stages);
      calls.call("write", "[[" + task.id + "],{" + values + ",\"stage_id\":" + moved.stage + "}]");
      tasks.add(moved);
      tell(moved.stage);
      if (moved.stage != task.stage) {
        told.incrementAndGet(task.stage);
      }
    }

    private void write(String values) throws Exception {
      Task task = tasks.remove();
      calls.call("write", "[[" + task.id + "],{" + values + "}]");
      tasks.add(task);
      tell(task.stage);
    }

    private void tell(int stage) {
      told.incrementAndGet(stage);
      told.incrementAndGet(0);
    }
  }
}
