package dev.syncer.behaviour;

import static org.awaitility.Awaitility.await;

import dev.syncer.behaviour.Failpoints.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process with a {@link KilledNode}. */
final class KillProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final PrintStream orders;
  private final List<String> lines = new ArrayList<>();

  private KillProcess(Process process) {
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readLines, "kill-process");
    reader.setDaemon(true);
    reader.start();
  }

  static KillProcess start(Class<?> main, Path folder) {
    try {
      return new KillProcess(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1", // it does not live long
                  "-XX:+UseSerialGC",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  main.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readLines() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  /** Its output up to now. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Where it listens, once it does. */
  URI address() {
    return URI.create(line(KilledNode.READY).substring(KilledNode.READY.length()));
  }

  /** The first line with a prefix, once it is there. */
  String line(String prefix) {
    await("\"" + prefix + "\" of the node")
        .atMost(PATIENCE)
        .until(() -> said(prefix).isPresent() || !process.isAlive());
    return said(prefix)
        .orElseThrow(() -> new AssertionError("the node has ended and said " + lines()));
  }

  private Optional<String> said(String prefix) {
    return lines().stream().filter(line -> line.startsWith(prefix)).findFirst();
  }

  /** Lets it die at the n-th pass of a place; from here on, once for each process. */
  void arm(Point point, int pass) {
    orders.println("arm " + point + " " + pass);
    line(KilledNode.ARMED);
  }

  /** Lets it write its change log into a file. */
  void writeLog(Path file) {
    orders.println("log " + file);
    line(KilledNode.WRITTEN);
  }

  /** {@code kill -9}. */
  void kill() {
    process.toHandle().destroyForcibly(); // the process's own method would close its output
  }

  boolean isDead() {
    return !process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    orders.close();
  }
}
