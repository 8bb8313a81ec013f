package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of the project's pages. */
final class PagesTest {
  private static final int COLUMNS = 120;
  private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "dist");

  static List<String> pages() {
    List<String> pages = new ArrayList<>();
    try {
      Files.walkFileTree(
          Project.root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".md")) {
                pages.add(Project.root().relativize(file).toString());
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  @Test
  void pages_ofTheProject_areFound() {
    assertThat(pages()).contains("README.md", "docs/errors.md", "client-js/README.md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void lines_ofAPage_areNotWiderThan120Columns(String page) {
    assertThat(tooWide(Project.text(page).lines())).isEmpty();
  }

  /** A wide sentence would be noticed; a table and a link cannot be broken. */
  @Test
  void line_thatIsTooWide_isNoticed() {
    String sentence = "word ".repeat(25);
    String link = "[word](https://example.org/" + "x".repeat(COLUMNS) + ")";

    assertThat(tooWide(Stream.of(sentence, "| " + sentence + "|", "- " + link, link + ",")))
        .containsExactly(sentence);
  }

  private static List<String> tooWide(Stream<String> lines) {
    return lines.filter(line -> columns(line) > COLUMNS && canBeBroken(line.strip())).toList();
  }

  private static int columns(String line) {
    return line.codePointCount(0, line.length());
  }

  private static boolean canBeBroken(String line) {
    boolean isTable = line.startsWith("|");
    boolean isOneLink = line.matches("(?:[-*>] )?\\S*\\]\\(\\S+\\)\\S*|(?:[-*>] )?https?://\\S+");
    return !isTable && !isOneLink;
  }
}
