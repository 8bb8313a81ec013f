package dev.syncer.store.jdbi;

import dev.syncer.core.model.Registry;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that has a store open, writes without end, and can be killed. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ServerProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ServerProcess on(Path file, Synchronous synchronous) throws IOException {
    return new ServerProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                file.toString(),
                synchronous.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** The next line: the epoch first, then the position of each commit that was answered. */
  String nextLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the process has ended");
    }
    return line;
  }

  /** {@code kill -9}; answers the last position that it had told. */
  long kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly(); // the process's own method would close its output
    process.waitFor();
    long last = 0;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      // The last line may be cut off; a number cut off is smaller, so it is no false claim.
      last = Math.max(last, Long.parseLong(line));
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }

  public static void main(String[] arguments) {
    Registry registry = TestModels.items();
    JdbiStore store =
        new JdbiStore(
            SqliteOptions.builder(Path.of(arguments[0]))
                .synchronous(Synchronous.valueOf(arguments[1]))
                .build());
    System.out.println(store.open(registry).epoch());
    while (true) {
      System.out.println(
          store
              .write(tx -> TestModels.create(tx, TestModels.item(registry), "by another process"))
              .position());
    }
  }
}
