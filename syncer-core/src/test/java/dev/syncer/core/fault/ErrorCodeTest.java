package dev.syncer.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^## (SYNC-\\d+)$");
  private static final Pattern ANCHOR = Pattern.compile("(?m)^<a id=\"(SYNC-\\d+)\"></a>$");

  @Test
  void errors_everyCode_hasOneSectionAndNoOtherIsThere() throws IOException {
    String page = page();

    List<String> headings = found(HEADING, page);

    assertThat(headings).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids());
  }

  @Test
  void errors_everySection_hasTheAnchorThatMessagesName() throws IOException {
    String page = page();

    List<String> anchors = found(ANCHOR, page);

    assertThat(anchors).isEqualTo(found(HEADING, page));
  }

  @Test
  void message_ofACode_endsWithTheLinkToItsSection() {
    String message = ErrorCode.MODEL_NAME.message("what failed.");

    assertThat(message).isEqualTo("SYNC-1001: what failed. See docs/errors.md#SYNC-1001");
  }

  @Test
  void ids_ofAllCodes_areDifferent() {
    Set<String> different = new TreeSet<>(ids());

    assertThat(different).hasSameSizeAs(ErrorCode.values());
  }

  /** A page without a section, or with one too many, would be noticed. */
  @Test
  void found_inAPageWithOtherSections_answersThose() {
    String page = "<a id=\"SYNC-1\"></a>\n## SYNC-1\ntext with SYNC-2\n### SYNC-3\n";

    assertThat(found(HEADING, page)).containsExactly("SYNC-1");
    assertThat(found(ANCHOR, page)).containsExactly("SYNC-1");
  }

  private static List<String> ids() {
    return Stream.of(ErrorCode.values()).map(ErrorCode::id).toList();
  }

  private static List<String> found(Pattern pattern, String page) {
    return pattern
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toList());
  }

  /** Tests run in the folder of the module; an IDE may run them in the root. */
  private static String page() throws IOException {
    Path fromModule = Path.of("../docs/errors.md");
    return Files.readString(Files.exists(fromModule) ? fromModule : Path.of("docs/errors.md"));
  }
}
