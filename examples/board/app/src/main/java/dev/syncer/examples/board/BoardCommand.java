package dev.syncer.examples.board;

import dev.syncer.core.Syncer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options, and what they do. */
@Command(
    name = "board",
    description = "A task board that is live in every open page.",
    mixinStandardHelpOptions = true,
    versionProvider = BoardCommand.Version.class,
    usageHelpAutoWidth = true)
final class BoardCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "<port>",
      defaultValue = "8080",
      description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--db",
      paramLabel = "<file>",
      defaultValue = "board.db",
      description =
          "Database file; made if it is not there, with a small demo project."
              + " Default: ${DEFAULT-VALUE}.")
  private Path file = Path.of("board.db");

  @Option(
      names = "--import",
      paramLabel = "<file>",
      description = {
        "Import tasks from a CSV file and exit, all of them or, if a line is wrong, none.",
        "First line: any of name (needed), description, stage, tag, user, priority, due, planned,"
            + " spent. Stages and tags that are not there are made."
      })
  private @Nullable Path csv;

  @Option(
      names = "--modules",
      paramLabel = "<dir>",
      description = "Folder with jars of further model modules.")
  private @Nullable Path modules;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Board board = new Board(file, port, modules);
    return csv == null ? serve(board) : importTasks(board, csv);
  }

  private int importTasks(Board board, Path from) {
    // The file first: a wrong one should not leave a new database behind.
    TaskFile tasks = TaskFile.read(from);
    try (Syncer syncer = board.open()) {
      say(new TaskImport(syncer.database()).run(tasks) + " into " + file + ".");
    }
    return 0;
  }

  private int serve(Board board) {
    Syncer syncer = board.open();
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      DemoData.seed(syncer.database());
      syncer.start();
    } catch (RuntimeException e) {
      syncer.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  syncer.close();
                  stopped.countDown();
                },
                "stop"));
    say("Board is running at " + syncer.address() + "/ (database " + file + "). Stop with Ctrl+C.");
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }

  /** Says which version runs. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = BoardCommand.class.getPackage().getImplementationVersion();
      return new String[] {"board " + (version == null ? "(development)" : version)};
    }
  }
}
