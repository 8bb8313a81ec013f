package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The messages of a module as people read them, in a file that is reviewed like code: a message a
 * case, under the name of the case. {@code -Dsyncer.messages=renew} writes the files anew.
 */
final class GoldenMessages {
  private static final String FOLDER = "e2e/src/test/resources/messages";

  private final String module;
  private final Map<String, String> messages = new LinkedHashMap<>();

  GoldenMessages(String module) {
    this.module = module;
  }

  /** The message of a case; what differs from run to run has to be replaced before. */
  void add(String name, String message) {
    assertThat(message).as(name).isNotBlank();
    assertThat(messages.put(name, message.strip())).as("a second case " + name).isNull();
  }

  /** Whether the file says the same. */
  void assertUnchanged() {
    Path file = Project.root().resolve(FOLDER).resolve(module + ".txt");
    String now =
        messages.entrySet().stream()
            .map(each -> "[" + each.getKey() + "]\n" + each.getValue() + "\n")
            .collect(Collectors.joining("\n"));
    if ("renew".equals(System.getProperty("syncer.messages"))) {
      write(file, now);
    }
    assertThat(now)
        .as("%s: read the difference aloud, then run with -Dsyncer.messages=renew", file)
        .isEqualTo(Project.text(FOLDER + "/" + module + ".txt"));
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
