package dev.syncer.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README and the guide show is code of this example, so it compiles and runs. */
class GuideCodeTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:java|js)\\n(.*?)^```$");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/guide/first-module.md"})
  void page_everyBlockOfCode_isInTheSources(String page) throws IOException {
    List<String> sources = sources();

    List<String> blocks = blocks(Files.readString(root().resolve(page)));

    assertThat(blocks).isNotEmpty();
    assertThat(blocks)
        .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
  }

  /** A block that differs by one word would be noticed. */
  @Test
  void page_withAnotherBlock_isNoticed() throws IOException {
    List<String> blocks =
        blocks(
            "```java\nmodels.model(\"notes.node\").fields(NAME, DONE).implementsSyncer();\n```\n");

    assertThat(blocks).hasSize(1);
    assertThat(sources()).noneMatch(source -> source.contains(blocks.get(0)));
  }

  private static List<String> blocks(String page) {
    return BLOCK.matcher(page).results().map(match -> normal(match.group(1))).toList();
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(root().resolve("examples/notes/src"))) {
      return files
          .filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".js"))
          .map(GuideCodeTest::read)
          .map(GuideCodeTest::normal)
          .collect(Collectors.toList());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static String normal(String code) {
    return code.replaceAll("\\s+", " ").trim();
  }

  /** The root of the project: tests run in the folder of the module, or in the root. */
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs/guide")) ? here : here.resolve("../..").normalize();
  }
}
