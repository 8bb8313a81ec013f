package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a stranger to do, done. */
final class ReadmeTest {
  private static final int FIRST_SCREEN = 12;
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @TempDir private Path folder;

  @Test
  void firstBlock_fitsTheFirstScreen() {
    assertThat(blocks().get(0).lines().count()).isLessThanOrEqualTo(FIRST_SCREEN);
  }

  @Test
  void runCommand_asWritten_startsTheBoard() {
    String command = command("java -jar");
    assertThat(command).startsWith("mvn -q -DskipTests package && java -jar ");
    String run = command.substring(command.indexOf("java -jar"));
    String database = folder.resolve("board.db").toString();

    try (RunningBoard board =
        RunningBoard.startAsWritten(run + " --port 0 --db " + database, Project.root())) {
      assertThat(RpcClient.anonymous(board.address()).get("/").body()).contains("<title>Board");
    }
  }

  @Test
  void runCommand_ofTheGuide_namesAProgramThatIsThere() {
    Pattern jar = Pattern.compile("java -jar (\\S+)");
    List<String> jars =
        List.of("README.md", "docs/guide/first-module.md").stream()
            .flatMap(file -> jar.matcher(Project.text(file)).results().map(r -> r.group(1)))
            .toList();

    assertThat(jars).hasSizeGreaterThanOrEqualTo(2);
    assertThat(jars).allSatisfy(each -> assertThat(Project.root().resolve(each)).exists());
  }

  @Test
  void testCommand_isTheOneThatCiRuns() {
    String command = command("mvn verify");

    assertThat(Project.text(".ci/run").lines().map(String::strip))
        .anyMatch(line -> line.equals(command) || line.startsWith(command + " 2>&1 |"));
  }

  /** Nobody starts a command of an hour without being told. */
  @Test
  void testCommand_saysHowLongItTakes_N18() {
    String before =
        Project.text("README.md")
            .replaceFirst("(?s)```\\nmvn verify.*", "")
            .replaceFirst("(?s).*```", "");

    assertThat(before).containsPattern("\\d+ (?:to \\d+ )?minutes");
  }

  @Test
  void linksAndImages_leadSomewhere() {
    List<Path> targets =
        LINK.matcher(Project.text("README.md"))
            .results()
            .map(result -> Project.root().resolve(result.group(1)))
            .toList();

    assertThat(targets).isNotEmpty();
    assertThat(targets).allSatisfy(target -> assertThat(target).exists());
  }

  private static List<String> blocks() {
    return BLOCK.matcher(Project.text("README.md")).results().map(ReadmeTest::content).toList();
  }

  private static String content(MatchResult block) {
    return block.group(1);
  }

  /** The only line of the blocks with these words in it. */
  private static String command(String words) {
    List<String> lines =
        blocks().stream().flatMap(String::lines).filter(line -> line.contains(words)).toList();
    assertThat(lines).hasSize(1);
    return lines.get(0).strip();
  }
}
