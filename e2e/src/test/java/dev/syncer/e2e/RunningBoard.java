package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packed board in a process of its own, started the way a person starts it. */
final class RunningBoard implements AutoCloseable {
  /** Nothing here takes this long; a test that waits longer has failed. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  // It does not live long: what the second compiler and another collector do first is for nothing.
  // startAsWritten is without.
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final Pattern ADDRESS = Pattern.compile("Board is running at (http://\\S+/) ");
  // Below the ports that outgoing connections get: one of those could take it between two starts.
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 30_000;

  private final Process process;
  private final Path out;
  private final Path err;
  private final URI address;

  private RunningBoard(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.address = awaitAddress();
  }

  /**
   * Starts a board and waits until it says where it is.
   *
   * @param folder where it runs
   */
  static RunningBoard start(Path folder, String... options) {
    Path out = log("out");
    Path err = log("err");
    return new RunningBoard(process(folder, out, err, packed(options)), out, err);
  }

  /** Starts a board with a command as a person would type it, on the JDK of the tests. */
  static RunningBoard startAsWritten(String command, Path folder) {
    Path out = log("out");
    Path err = log("err");
    return new RunningBoard(process(folder, out, err, List.of(command.split(" "))), out, err);
  }

  /** Runs a board that is expected to end by itself. */
  static Ended run(Path folder, String... options) {
    Path out = log("out");
    Path err = log("err");
    Process process = process(folder, out, err, packed(options));
    return new Ended(exitCode(process, err), text(out), text(err));
  }

  /** A port that nobody listens on now. */
  static int freePort() {
    for (int port = FIRST_PORT + (int) (ProcessHandle.current().pid() % 5000);
        port < LAST_PORT;
        port++) {
      try (ServerSocket socket =
          new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IllegalStateException("No port is free");
  }

  private static List<String> packed(String... options) {
    List<String> command = new ArrayList<>();
    command.add("java");
    command.addAll(SHORT_LIVED);
    command.add("-jar");
    command.add(Project.boardJar().toString());
    command.addAll(List.of(options));
    return command;
  }

  private static Process process(Path folder, Path out, Path err, List<String> command) {
    List<String> found = new ArrayList<>(command);
    found.set(0, Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
    try {
      Process process =
          new ProcessBuilder(found)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      // A test run that is stopped leaves no server behind.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI awaitAddress() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ADDRESS.matcher(text(out)).find() || !process.isAlive());
    Matcher matcher = ADDRESS.matcher(text(out));
    if (!matcher.find()) {
      fail("the board did not start:%n%s%n%s", text(out), text(err));
    }
    return URI.create(matcher.group(1));
  }

  /** The root of its pages, with a slash at the end. */
  URI address() {
    return address;
  }

  int port() {
    return address.getPort();
  }

  /** What it said on stderr so far. */
  String errors() {
    return text(err);
  }

  /** Asks it to stop, as Ctrl+C and service managers do, and waits for that. */
  Ended stop() {
    process.destroy();
    return new Ended(exitCode(process, err), text(out), text(err));
  }

  /** Ends it at once, like {@code kill -9} and a loss of power do for a process. */
  void kill() {
    process.destroyForcibly();
    exitCode(process, err);
  }

  @Override
  public void close() {
    stop();
  }

  private static int exitCode(Process process, Path err) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("the board did not end:%n%s", text(err));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a run's output goes: not into its folder, which is the test's own. */
  private static Path log(String kind) {
    Path logs = Project.root().resolve("e2e/target/boards");
    try {
      return Files.createTempFile(Files.createDirectories(logs), "", "." + kind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
