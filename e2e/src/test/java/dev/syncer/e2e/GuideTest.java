package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide of the first module tells a stranger to type, typed. */
final class GuideTest {
  private static final String GUIDE = Project.text("docs/guide/first-module.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
  private static final Pattern FILE = Pattern.compile("(?m)^`(src/main/\\S+)`");

  @TempDir private Path folder;

  /** The folder looks like the checkout, and what is typed in it leaves nothing there. */
  @BeforeEach
  void link() throws IOException {
    Files.createSymbolicLink(folder.resolve("examples"), Project.root().resolve("examples"));
  }

  @Test
  void commands_asWritten_putTheModuleOnTheBoard() {
    assertThat(block("mkdir")).startsWith("mvn -q -DskipTests package\n");
    type(line("mkdir"));

    assertNotesWork("notes.jar");
  }

  @Test
  void module_ofTheTwoFilesInTheGuide_worksOnTheBoard() throws IOException {
    Path source = file(0, block("class NotesModule"));
    file(1, block("dev.syncer.examples.notes.NotesModule"));

    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-d",
                folder.resolve("src/main/resources").toString(),
                source.toString());
    assertThat(code).isZero();
    Path modules = Files.createDirectory(folder.resolve("modules"));
    ModuleJars.ofFolder(modules.resolve("notes-1.jar"), folder.resolve("src/main/resources"));

    assertNotesWork("notes-1.jar");
  }

  @Test
  void pom_ofTheGuide_dependsOnTheVersionThatIsHere() {
    String parent = Project.text("pom.xml");
    String version = parent.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");

    assertThat(block("<project"))
        .contains("<artifactId>syncer-api</artifactId>\n      <version>" + version + "</version>");
  }

  /** The example is such an application, so what it needs is what is needed. */
  @Test
  void dependencies_ofAnApplication_areThoseOfTheExample_N8() {
    Pattern artifact = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    String example =
        Project.text("examples/notes/pom.xml")
            .replaceFirst("(?s).*?<dependencies>", "")
            .replaceFirst("(?s)</dependencies>.*", "");
    List<String> needed =
        Pattern.compile("(?s)<dependency>.*?</dependency>")
            .matcher(example)
            .results()
            .map(MatchResult::group)
            .filter(each -> !each.contains("<scope>test</scope>"))
            .flatMap(each -> artifact.matcher(each).results().map(found -> found.group(1)))
            .filter(name -> !name.equals("syncer-api")) // comes with the others
            .toList();
    String shown = block("<artifactId>logback-classic");

    assertThat(artifact.matcher(shown).results().map(found -> found.group(1)))
        .containsExactlyElementsOf(needed);
    assertThat(Project.text("pom.xml"))
        .contains(
            "<logback.version>" + shown.replaceFirst("(?s).*<version>(.*?)</version>.*", "$1"));
  }

  /** The lines with curl of the page about subscriptions, typed beside the board. */
  @Test
  void curl_ofSubscriptions_asWritten_showsTheSnapshotAndTheNextCommit_N15() throws IOException {
    requireProgram("curl");
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      RpcClient ana = RpcClient.loggedIn(board.address(), "ana");
      long stage = ana.idOfStage("Doing");
      ana.createTask("Lamp", stage, 1);
      String lines =
          Project.text("docs/guide/subscriptions.md")
              .replaceFirst("(?s).*```\\n(TOKEN=.*?)```.*", "$1")
              .replace("curl -N", "exec curl -sS -N");
      Process typed =
          new ProcessBuilder("bash", "-c", at(board, lines)).redirectErrorStream(true).start();

      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(typed.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(upTo(said, "event: snapshot")).contains("\"name\":\"Lamp\",");
        ana.createTask("Lantern", stage, 2);
        assertThat(upTo(said, "event: commit"))
            .contains("\"method\":\"create\"", "\"name\":\"Lantern\"", "\"priority\":\"normal\"")
            .doesNotContain("description");
      } finally {
        typed.destroy();
      }
    }
  }

  /** The data of the next event of a kind. */
  private static String upTo(BufferedReader said, String event) throws IOException {
    StringBuilder all = new StringBuilder();
    boolean isThere = false;
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      isThere |= line.equals(event);
      if (isThere && line.startsWith("data: ")) {
        return line;
      }
    }
    return fail("curl ended after " + all);
  }

  private void assertNotesWork(String jar) {
    String command = line("java -jar examples/board") + " --port 0";
    try (RunningBoard board = RunningBoard.startAsWritten(command, folder)) {
      List<String> answers =
          block("curl").lines().map(line -> type(at(board, line))).map(String::strip).toList();

      assertThat(answers).hasSize(3);
      assertThat(answers.get(0)).contains("\"name\":\"Ana\"");
      assertThat(answers.get(1)).endsWith("\"result\":1}");
      assertThat(answers.get(2)).contains("\"name\":\"Buy milk\"", "\"done\":false");
      assertThat(type(at(board, line("/create")).replace("\"name\"", "\"nam\"")))
          .contains("Did you mean \\\"name\\\"?");
      assertThat(board.errors()).containsPattern("Model module NotesModule .* from " + jar);
    }
  }

  private static String at(RunningBoard board, String line) {
    return line.replace("http://127.0.0.1:8080/", board.address().toString());
  }

  private String type(String line) {
    requireProgram(line.startsWith("curl") ? "curl" : "mkdir");
    try {
      Process process =
          new ProcessBuilder("bash", "-c", line)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s%n%s", line, said).isZero();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(line, e);
    }
  }

  private static void requireProgram(String name) {
    boolean isThere =
        Pattern.compile(java.io.File.pathSeparator)
            .splitAsStream(System.getenv("PATH"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, name)));
    String missing = "There is no " + name + ", which the guide uses. Install it.";
    if (!isThere && "true".equals(System.getenv("CI"))) {
      fail(missing);
    }
    Assumptions.assumeTrue(isThere, missing);
  }

  /** Writes the file that the guide names at this place. */
  private Path file(int place, String text) throws IOException {
    String name = FILE.matcher(GUIDE).results().toList().get(place).group(1);
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** The first block with these words in it. */
  private static String block(String words) {
    return BLOCK
        .matcher(GUIDE)
        .results()
        .map(GuideTest::content)
        .filter(block -> block.contains(words))
        .findFirst()
        .orElseThrow();
  }

  /** What is in a block; a command that goes on in the next line is one line. */
  private static String content(MatchResult block) {
    return block.group(1).replaceAll("\\\\\\n *", "");
  }

  /** The first line of a block with these words in it. */
  private static String line(String words) {
    return block(words).lines().filter(line -> line.contains(words)).findFirst().orElseThrow();
  }
}
