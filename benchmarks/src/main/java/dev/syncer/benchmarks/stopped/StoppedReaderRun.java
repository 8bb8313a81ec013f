package dev.syncer.benchmarks.stopped;

import static dev.syncer.benchmarks.stopped.TaskReaders.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Readers of a node, of which one stops reading its socket while commits go on, and then reads
 * again. It alone sees all tasks; the others are dealt out to the stages in turn.
 */
final class StoppedReaderRun {
  /** How long something may take that has no reason to. */
  private static final int PATIENCE = 60;

  /** Small, so that the server soon notices: what the system keeps for a socket it cannot see. */
  private static final int RECEIVE_BUFFER = 16 * 1024;

  private final TaskNode node;
  private final Load load;
  private final long epoch = System.nanoTime();
  private final List<TaskReader> others = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final TaskView view = new TaskView();
  private final TaskCalls calls;

  private StoppedReaderRun(TaskNode node, Load load) {
    this.node = node;
    this.load = load;
    this.calls = new TaskCalls(node.address(), node.token());
  }

  /**
   * What the node has to bear.
   *
   * @param readers beside the one that stops
   * @param stages that tasks are on, so that a commit reaches {@code readers / stages} of them
   * @param pad characters that most commits write
   * @param rate commits a second; 0 for as many as there can be
   * @param warm commits before anything counts
   * @param before commits while all read
   * @param stopped commits while one does not read
   * @param after commits while it reads again
   */
  record Load(
      int readers, int stages, int pad, int rate, int warm, int before, int stopped, int after) {
    /** Tasks that are there from the beginning. */
    int tasks() {
      return 10 * Math.max(stages, TaskWriters.LANES);
    }
  }

  /**
   * A part of the run.
   *
   * @param seconds how long its commits took
   * @param deliveries that reached those who read on
   * @param times how long they took
   * @param gauge what the node held at its end
   */
  record Part(double seconds, long deliveries, Latencies times, Gauge gauge) {}

  /**
   * What was found.
   *
   * @param missed bytes that the one got afterwards, of what it had not read
   * @param caughtUp seconds from its first read until it had them
   * @param faults what must not be, whatever the machine; empty if nothing
   */
  record Found(
      Part before, Part stopped, long missed, double caughtUp, int resets, List<String> faults) {}

  /** Runs it, on a node that was started for it. */
  static Found on(TaskNode node, Load load) throws IOException, InterruptedException {
    return new StoppedReaderRun(node, load).run();
  }

  private Found run() throws IOException, InterruptedException {
    try (TaskReaders readers = new TaskReaders(epoch);
        TaskWriters writers = new TaskWriters(calls, load.stages, load.tasks(), load.pad, epoch)) {
      TaskReader one = readers.add(node.address(), node.token(), 0, view, RECEIVE_BUFFER);
      for (int i = 0; i < load.readers; i++) {
        others.add(readers.add(node.address(), node.token(), 1 + i % load.stages, null, 0));
      }
      part(load.warm, readers, writers);
      Part before = part(load.before, readers, writers);
      one.stop();
      long read = one.bytes();
      Part stopped = part(load.stopped, readers, writers);
      long due = writers.told(0);
      long begin = System.nanoTime();
      one.readAgain();
      CatchUp catchUp = new CatchUp(one, due, begin);
      catchUp.start();
      part(load.after, readers, writers);
      catchUp.join();
      compare();
      faults.addAll(readers.faults());
      faults.addAll(view.faults());
      return new Found(
          before,
          stopped,
          catchUp.bytes - read,
          catchUp.seconds,
          view.resets(),
          List.copyOf(faults));
    }
  }

  private Part part(int commits, TaskReaders readers, TaskWriters writers)
      throws IOException, InterruptedException {
    long first = others.stream().mapToLong(TaskReader::count).sum();
    readers.taken();
    double seconds = writers.commit(commits, load.rate);
    boolean haveAll =
        await(() -> others.stream().allMatch(o -> o.count() >= writers.told(o.stage())), PATIENCE);
    for (TaskReader other : others) {
      if (other.count() != writers.told(other.stage())) {
        faults.add(
            "a reader of stage %d has %d commits of %d"
                .formatted(other.stage(), other.count(), writers.told(other.stage())));
      }
    }
    if (!haveAll) {
      throw new IOException("commits are missing after " + PATIENCE + " s: " + faults);
    }
    long all = others.stream().mapToLong(TaskReader::count).sum() - first;
    return new Part(seconds, all, readers.taken(), node.gauge());
  }

  /** The view of the one that stopped, when all is quiet, with a fresh read. */
  private void compare() throws IOException, InterruptedException {
    TreeMap<Long, JsonNode> fresh = calls.all();
    if (!await(() -> view.records().equals(fresh), PATIENCE)) {
      faults.add(differences(view.records(), fresh));
    }
  }

  private static String differences(TreeMap<Long, JsonNode> held, TreeMap<Long, JsonNode> fresh) {
    long differ =
        fresh.entrySet().stream().filter(e -> !e.getValue().equals(held.get(e.getKey()))).count();
    return "the view is no fresh read: %d records of %d, of which %d differ or are not there"
        .formatted(held.size(), fresh.size(), differ);
  }

  /** Waits until the reader has what it had not read, beside those who go on. */
  private static final class CatchUp extends Thread {
    private final TaskReader reader;
    private final long due;
    private final long begin;
    private double seconds = Double.NaN;
    private long bytes;

    CatchUp(TaskReader reader, long due, long begin) {
      super("catch-up");
      this.reader = reader;
      this.due = due;
      this.begin = begin;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        if (await(() -> reader.count() >= due, PATIENCE)) {
          seconds = (System.nanoTime() - begin) / 1e9;
        }
        bytes = reader.bytes();
      } catch (InterruptedException e) {
        interrupt();
      }
    }
  }
}
