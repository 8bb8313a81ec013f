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
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the guide show is code of this example, so it compiles and runs. */
class GuideCodeTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:java|js)\\n(.*?)^```$");

  private static final Pattern CELL = Pattern.compile("`([^`]+)`");

  static List<String> pages() throws IOException {
    try (Stream<Path> guide = Files.list(root().resolve("docs/guide"))) {
      return Stream.concat(
              Stream.of("README.md"), guide.map(page -> "docs/guide/" + page.getFileName()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_everyBlockOfCode_isInTheSources(String page) throws IOException {
    List<String> sources = sources();

    List<String> blocks = blocks(Files.readString(root().resolve(page)));

    assertThat(blocks).isNotEmpty();
    assertThat(blocks)
        .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
  }

  /** Each type of field is shown by a declaration that compiles. */
  @Test
  void models_everyDeclarationOfTheTable_isInTheSources() throws IOException {
    List<String> sources = sources();

    List<String> declarations =
        cells("docs/guide/models.md", "declaration", 0).stream()
            .map(code -> code.replace(".computed(…)", " .computed("))
            .toList();

    assertThat(declarations).hasSize(19);
    assertThat(declarations)
        .allSatisfy(code -> assertThat(sources).anyMatch(source -> source.contains(code)));
  }

  /** What subscribers get is what a test expects. */
  @Test
  void changes_everyAnswerOfTheTable_isInATest() throws IOException {
    List<String> sources = sources();

    List<String> answers = cells("docs/guide/changes.md", "you do", 1);

    assertThat(answers).hasSizeGreaterThan(20);
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(sources).anyMatch(source -> source.contains('"' + answer + '"')));
  }

  /** The codes in a column of the table whose first heading is given. */
  private static List<String> cells(String page, String heading, int column) throws IOException {
    return Files.readString(root().resolve(page))
        .lines()
        .dropWhile(line -> !line.startsWith("| " + heading + " |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(1).split("\\|")[column])
        .flatMap(cell -> CELL.matcher(cell).results().map(match -> match.group(1)))
        .toList();
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
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs/guide")) ? here : here.resolve("../..").normalize();
  }
}
