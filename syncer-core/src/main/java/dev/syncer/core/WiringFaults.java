package dev.syncer.core;

import com.google.inject.spi.Message;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.RootCause;
import dev.syncer.core.fault.StartupException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What Guice could not put together, in the words of Syncer. */
final class WiringFaults {
  private static final Pattern NO_STORE =
      Pattern.compile("\\bStore\\b.* (?:was|is not explicitly) bound");
  private static final String OURS = "dev.syncer.core.";

  private WiringFaults() {}

  /**
   * One exception with all faults: those of the models as they are, others in a line each. Neither
   * Guice's report nor its lines are in the stack trace; what a part threw itself is the cause.
   */
  static StartupException of(Collection<Message> messages) {
    Set<String> faults = new LinkedHashSet<>();
    Throwable thrown = null;
    for (Message message : messages) {
      if (message.getCause() instanceof StartupException fault) {
        faults.addAll(fault.faults());
      } else {
        thrown = thrown == null ? message.getCause() : thrown;
        faults.add(ErrorCode.WIRING_BROKEN.message(words(message)));
      }
    }
    StartupException fault = new StartupException(List.copyOf(faults));
    if (thrown != null) {
      fault.initCause(withoutGuice(thrown));
    }
    return withoutGuice(fault);
  }

  private static String words(Message message) {
    String text = message.getMessage().lines().findFirst().orElse("no reason given").strip();
    if (NO_STORE.matcher(text).find()) {
      return "no store is installed. Install one with Syncer.builder().install(…), for example"
          + " JdbiStoreModule.sqlite(Path.of(\"notes.db\")).";
    }
    Throwable cause = message.getCause();
    String reason = cause == null ? text : RootCause.words(cause, message.getSource());
    return "the application cannot be put together: "
        + reason
        + (reason.endsWith(".") ? "" : ".")
        + " Look at the Guice modules that install(…) was given.";
  }

  private static <T extends Throwable> T withoutGuice(T fault) {
    List<StackTraceElement> lines = new ArrayList<>(Arrays.asList(fault.getStackTrace()));
    lines.removeIf(
        line ->
            line.getClassName().startsWith("com.google.inject.")
                || line.getClassName().startsWith(OURS + "WiringFaults"));
    fault.setStackTrace(lines.toArray(StackTraceElement[]::new));
    return fault;
  }
}
