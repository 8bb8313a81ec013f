package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers that the server closes with are those that the clients and the docs know. */
class CloseCodeTest {

  private static TreeSet<Integer> numbersIn(String file, String pattern) throws IOException {
    TreeSet<Integer> numbers = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of("..", file)));
    while (matcher.find()) {
      numbers.add(Integer.valueOf(matcher.group(1)));
    }
    return numbers;
  }

  @Test
  void applicationCodes_areThoseOfTheTypeScriptClient() throws IOException {
    TreeSet<Integer> ours = new TreeSet<>();
    for (CloseCode code : CloseCode.values()) {
      if (code.number() >= 4000) {
        ours.add(code.number());
      }
    }

    assertThat(numbersIn("client-js/src/codes.ts", "\\b[A-Z_]+: (4\\d{3}),")).isEqualTo(ours);
  }

  @Test
  void codes_areAllExplained() throws IOException {
    TreeSet<Integer> explained = numbersIn("docs/errors.md", "\\b(1\\d{3}|4\\d{3})\\b");

    for (CloseCode code : CloseCode.values()) {
      assertThat(explained).as("docs/errors.md explains %s", code).contains(code.number());
    }
  }
}
