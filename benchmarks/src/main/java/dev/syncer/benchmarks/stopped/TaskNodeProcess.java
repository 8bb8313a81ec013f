package dev.syncer.benchmarks.stopped;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, with a heap of its own. */
final class TaskNodeProcess implements TaskNode {
  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final URI address;
  private final String token;

  private TaskNodeProcess(Process process) throws IOException {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    String[] words = line().split(" ");
    this.address = URI.create(words[0]);
    this.token = words[1];
  }

  /**
   * Starts this very JVM with this very class path.
   *
   * @param heap as {@code -Xmx} takes it
   */
  static TaskNodeProcess start(String heap, Path file, int share, int stages, int tasks)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                LocalTaskNode.class.getName(),
                file.toString(),
                Integer.toString(share),
                Integer.toString(stages),
                Integer.toString(tasks))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return new TaskNodeProcess(process);
    } catch (IOException | RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the node has ended");
    }
    return line;
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public Gauge gauge() {
    try {
      input.write("gauge\n");
      input.flush();
      return Gauge.read(line());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its input, and with it the node; by force if it takes long. */
  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
