package dev.syncer.benchmarks.hostile;

import dev.syncer.benchmarks.Folder;
import dev.syncer.benchmarks.hostile.Neighbours.Times;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What others notice of one user who does each {@link Hostility}: the p99 of their calls and of
 * their events, before and meanwhile. Prints a line of JSON for each.
 *
 * <p>Settings, {@code -Dname=value}: {@code users}, others; {@code reads} and {@code writes} a
 * second; {@code before} and {@code during}, seconds; {@code heap} of the node; {@code cases},
 * names parted by commas.
 */
public final class HostileBenchmark {
  private static final int USERS = Integer.getInteger("users", 100);
  private static final int READS = Integer.getInteger("reads", 50);
  private static final int WRITES = Integer.getInteger("writes", 10);
  private static final int BEFORE = Integer.getInteger("before", 10);
  private static final int DURING = Integer.getInteger("during", 10);
  private static final int SECONDS_TO_END = 30;

  private HostileBenchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> only = Arrays.asList(System.getProperty("cases", "").split(","));
    for (Hostility each : Hostility.values()) {
      if (only.contains(each.name()) || only.contains("")) {
        try (Folder folder = Folder.temporary()) {
          measure(each, folder.path().resolve("bench.db"));
        }
      }
    }
  }

  /** Each on a node of its own: what one leaves behind is not the next one's. */
  private static void measure(Hostility hostility, Path file)
      throws IOException, InterruptedException {
    Process process = node(file);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("the node has ended");
      }
      List<String> words = List.of(line.split(" "));
      URI server = URI.create(words.get(0));
      try (Neighbours others = new Neighbours(server, words.subList(2, words.size()))) {
        String cursor = cursor(new Calls(server, words.get(1)));
        others.start(READS, WRITES);
        others.measured(BEFORE / 2); // it gets warm
        if (hostility == Hostility.P13) {
          others.measured(60 / Math.max(1, WRITES / 10)); // what was missed
        }
        others.takeFaults();
        Times before = others.measured(BEFORE);
        List<String> faultsBefore = others.takeFaults();
        Times during = during(hostility, others, server, words.get(1), cursor);
        report(hostility, before, during, faultsBefore, others.takeFaults());
      }
    } finally {
      process.outputWriter(StandardCharsets.UTF_8).close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static Process node(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + System.getProperty("heap", "1g"),
            "-cp",
            System.getProperty("java.class.path"),
            HostileNode.class.getName(),
            file.toString(),
            Integer.toString(USERS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Where the log is now, for the one who comes back. */
  private static String cursor(Calls user) throws IOException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        user.open(
            message -> {
              int at = message.indexOf("\"cursor\":\"");
              if (at >= 0) {
                int from = at + "\"cursor\":\"".length();
                answer.complete(message.substring(from, message.indexOf('"', from)));
              }
            });
    socket.sendText(Calls.request(1, "syncer.ping", "{}"), true).join();
    String cursor = answer.orTimeout(20, TimeUnit.SECONDS).join();
    socket.abort();
    return cursor;
  }

  private static Times during(
      Hostility hostility, Neighbours others, URI server, String token, String cursor)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < hostility.threads(); i++) {
      Thread thread = new Thread(() -> goOn(hostility, server, token, cursor), "hostile");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    TimeUnit.MILLISECONDS.sleep(500); // so that it has begun
    Times during = others.measured(DURING);
    threads.forEach(Thread::interrupt);
    return during;
  }

  private static void goOn(Hostility hostility, URI server, String token, String cursor) {
    Calls user = new Calls(server, token);
    try (Hostility.Run run = new Hostility.Run(server, cursor)) {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          hostility.once(user, run);
        } catch (IOException | RuntimeException e) {
          run.pause(50); // cut off, or turned away: it tries again
        }
        run.next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void report(
      Hostility hostility, Times before, Times during, List<String> earlier, List<String> faults) {
    double callsBefore = Times.p99(before.calls);
    double callsDuring = Times.p99(during.calls);
    double eventsBefore = Times.p99(before.events);
    double eventsDuring = Times.p99(during.events);
    print(
        String.format(
            Locale.ROOT,
            "{\"case\":\"%s\",\"what\":\"%s\",\"users\":%d,\"callsBefore\":%.1f,"
                + "\"callsDuring\":%.1f,\"callsRatio\":%.2f,\"eventsBefore\":%.1f,"
                + "\"eventsDuring\":%.1f,\"eventsRatio\":%.2f,\"calls\":%d,\"events\":%d,"
                + "\"faults\":%d}",
            hostility,
            hostility.what,
            USERS,
            callsBefore,
            callsDuring,
            callsDuring / callsBefore,
            eventsBefore,
            eventsDuring,
            eventsDuring / eventsBefore,
            during.calls.size(),
            during.events.size(),
            earlier.size() + faults.size()));
    faults.stream().distinct().limit(3).forEach(fault -> print("FAULT: " + fault));
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }
}
