package dev.syncer.examples.board;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.spi.StoreException;
import dev.syncer.rpc.RpcException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The program. Ends with 0 when all went well, and with 1 and words on stderr when not. */
public final class BoardApplication {
  private static final Logger LOG = LoggerFactory.getLogger(BoardApplication.class);
  private static final int FAILED = 1;
  private static final String GENERATE_CODE = "guice_bytecode_gen_option";

  private BoardApplication() {}

  public static void main(String[] arguments) {
    // Generated code makes Guice faster where there is much to make, and newer JDKs print warnings.
    if (System.getProperty(GENERATE_CODE) == null) {
      System.setProperty(GENERATE_CODE, "DISABLED");
    }
    System.exit(run(arguments));
  }

  /** Runs until it is done or stopped, and answers the exit code. */
  static int run(String... arguments) {
    CommandLine command =
        new CommandLine(new BoardCommand())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler(
                (e, given) -> failed(e.getCommandLine(), e.getMessage() + ". Try --help."))
            .setExecutionExceptionHandler((e, ran, parsed) -> failed(ran, e));
    return command.execute(arguments);
  }

  /** A mistake of the person who starts it is told in its own words; anything else is a bug. */
  private static int failed(CommandLine command, Exception fault) {
    if (fault instanceof StartupException
        || fault instanceof ImportException
        || fault instanceof StoreException
        || fault instanceof RpcException) {
      String words = String.valueOf(fault.getMessage());
      return failed(
          command,
          words.startsWith(ErrorCode.ADDRESS_UNUSABLE.id())
              ? words + ". The board takes another port with --port."
              : words);
    }
    LOG.error("The board stopped by a fault of its own", fault);
    return FAILED;
  }

  private static int failed(CommandLine command, @Nullable String words) {
    command.getErr().println("board: " + words);
    return FAILED;
  }
}
