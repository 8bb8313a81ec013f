package dev.syncer.benchmarks.hostile;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who listen to the tasks, read some of them, and write one now and then, each at a fixed
 * rate. A time begins when something was due, so that what delays them counts.
 */
final class Neighbours implements AutoCloseable {
  private static final int TASKS = 200;
  private static final String SENT = "\"sent\":";
  private static final int THREADS = 64;

  private final List<Calls> users = new ArrayList<>();
  private final List<WebSocket> sockets = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger turn = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile Times times = new Times();

  /** What was measured, in microseconds. */
  static final class Times {
    final ConcurrentLinkedQueue<Long> calls = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Long> events = new ConcurrentLinkedQueue<>();

    /** Milliseconds that all but one of a hundred took less than. */
    static double p99(ConcurrentLinkedQueue<Long> all) {
      List<Long> sorted = all.stream().sorted().toList();
      return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() * 99 / 100) / 1e3;
    }
  }

  Neighbours(URI server, List<String> tokens) {
    for (String token : tokens) {
      Calls user = new Calls(server, token);
      users.add(user);
      WebSocket socket = user.open(this::take);
      socket
          .sendText(Calls.request(1, "syncer.subscribe", "{\"channel\":\"demo:bench.task\"}"), true)
          .join();
      sockets.add(socket);
    }
  }

  /**
   * Begins.
   *
   * @param reads a second, all together
   * @param writes a second, all together
   */
  void start(int reads, int writes) {
    every(1_000_000_000L / reads, this::read);
    every(1_000_000_000L / writes, this::write);
    every(TimeUnit.SECONDS.toNanos(20), this::ping);
  }

  private interface Work {
    void run(Calls user, long due) throws IOException, InterruptedException;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
  private void every(long nanos, Work work) {
    clock.scheduleAtFixedRate(
        () -> {
          long due = micros();
          Calls user = users.get(turn.getAndIncrement() % users.size());
          threads.execute(
              () -> {
                try {
                  work.run(user, due);
                } catch (IOException e) {
                  times.calls.add(micros() - due);
                  fault(String.valueOf(e));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
        },
        nanos,
        nanos,
        TimeUnit.NANOSECONDS);
  }

  static long micros() {
    return System.nanoTime() / 1_000;
  }

  private void read(Calls user, long due) throws IOException, InterruptedException {
    called(due, user.model("bench.task", "read", "[[%d]]".formatted(1 + due % TASKS)));
  }

  private void write(Calls user, long due) throws IOException, InterruptedException {
    String args = "[[%d],{\"sent\":%d}]".formatted(1 + due % TASKS, due);
    called(due, user.model("bench.task", "write", args));
  }

  private void called(long due, String answer) {
    times.calls.add(micros() - due);
    if (!answer.contains("\"result\"")) {
      fault(answer.substring(0, Math.min(200, answer.length())));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whether it has arrived is seen by who reads
  private void ping(Calls user, long due) {
    for (WebSocket socket : sockets) {
      socket.sendText(Calls.request(2, "syncer.ping", "{}"), true);
    }
  }

  private void take(String message) {
    int at = message.indexOf(SENT);
    if (message.startsWith("closed")) {
      fault(message);
    } else if (message.contains("\"syncer.commit\"") && at >= 0) {
      int from = at + SENT.length();
      int to = from;
      while (to < message.length() && Character.isDigit(message.charAt(to))) {
        to++;
      }
      times.events.add(micros() - Long.parseLong(message.substring(from, to)));
    }
  }

  private void fault(String what) {
    faults.add(what);
  }

  /** What went wrong since this was asked last. */
  List<String> takeFaults() {
    List<String> taken = List.copyOf(faults);
    faults.clear();
    return taken;
  }

  /** Measures for some seconds. */
  Times measured(int seconds) throws InterruptedException {
    Times measured = new Times();
    times = measured;
    TimeUnit.SECONDS.sleep(seconds);
    times = new Times();
    return measured;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
    sockets.forEach(WebSocket::abort);
  }
}
