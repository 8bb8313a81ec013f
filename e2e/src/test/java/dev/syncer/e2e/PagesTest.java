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
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of the project's pages, and that what they name is there. */
final class PagesTest {
  private static final int COLUMNS = 120;
  private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "dist");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern ID = Pattern.compile("id=\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern TYPE =
      Pattern.compile("(?<![-\\w])[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\\b");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]+)");
  private static final Pattern SETTING =
      Pattern.compile("\\b(SyncerOptions|Limits|FilterLimits|HttpOptions)\\.([a-z]\\w+)");
  private static final Pattern ROUTE =
      Pattern.compile(
          "(?<![\\w.:])/(?:(?:web|syncer|longpolling|board)(?:/[a-z_]+){1,2}|jsonrpc\\b)");
  private static final Pattern PROPERTY = Pattern.compile("-D(syncer\\.\\w+)");
  private static final Pattern PROJECTS = Pattern.compile("-pl '?!?([\\w/-]+)");
  private static final Pattern FILE =
      Pattern.compile(
          "(?<![\\w/.(])((?:\\.ci|docs|examples|protocol|client-js|benchmarks|e2e|rpc-core|testkit|"
              + "(?:syncer|store|transport|testkit|behaviour)-\\w+)/[\\w./-]*\\w)");
  private static final Pattern SCRIPT = Pattern.compile("npm run (\\w+)");

  /** Types of Java, of browsers and of libraries that pages may name. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "BigDecimal",
          "EventSource",
          "ExceptionInInitializerError",
          "HttpOnly",
          "IllegalStateException",
          "LocalDate",
          "NullMarked",
          "ObjectMapper",
          "ProvisionException",
          "SameSite",
          "ServiceLoader",
          "SetEnv",
          "SoftReference",
          // A kind of store or transport that is not there yet: `<Technology>StoreModule`.
          "StoreModule",
          // Names on the wire, see RpcFault.
          "UnavailableException");

  static List<String> pages() {
    return files(file -> file.endsWith(".md"));
  }

  /** The files of the project, without what is built or brought. */
  private static List<String> files(Predicate<String> wanted) {
    List<String> files = new ArrayList<>();
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
              String name = Project.root().relativize(file).toString();
              if (wanted.test(name)) {
                files.add(name);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
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

  /** All that is written in a language of programs, the tests too. */
  private static String sources() {
    return files(PagesTest::isSource).stream().map(Project::text).collect(Collectors.joining());
  }

  private static boolean isSource(String file) {
    return file.matches(".*\\.(java|ts|js|xml|sh)") && !file.endsWith("-lock.json");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** What each page says that a test of one piece of it finds wrong, with the page's name. */
  private static List<String> wrong(Function<String, Stream<String>> check) {
    return pages().stream()
        .flatMap(page -> check.apply(page).map(each -> page + ": " + each))
        .toList();
  }

  @Test
  void links_ofAllPages_leadSomewhere_N15() {
    assertThat(wrong(page -> deadLinks(page, Project.text(page)))).isEmpty();
    assertThat(deadLinks("README.md", "[a](docs/none.md) [b](docs/errors.md#none) [c](#nothing)"))
        .as("control")
        .hasSize(3);
  }

  private static Stream<String> deadLinks(String page, String text) {
    return LINK.matcher(text)
        .results()
        .filter(link -> !link.group(1).matches("\\w+:.*"))
        .filter(link -> !leadsSomewhere(page, text, link.group(1), link.group(2)))
        .map(MatchResult::group);
  }

  private static boolean leadsSomewhere(
      String page, String text, String path, @Nullable String anchor) {
    Path target = Project.root().resolve(page).resolveSibling(path).normalize();
    if (!path.isEmpty() && !Files.exists(target)) {
      return false;
    }
    if (anchor == null || !(path.isEmpty() || path.endsWith(".md"))) {
      return true;
    }
    String there =
        path.isEmpty() ? text : Project.text(Project.root().relativize(target).toString());
    return found(ID, there).contains(anchor)
        || found(HEADING, there).stream().anyMatch(title -> anchor(title).equals(anchor));
  }

  /** As the sites that show Markdown make it. */
  private static String anchor(String title) {
    return title.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
  }

  @Test
  void typesInCode_ofAllPages_areThere_N15() {
    Set<String> types =
        Set.copyOf(
            found(
                Pattern.compile(
                    // What is declared, and the names of errors, which are a table.
                    "(?:\\b(?:class|interface|record|enum|type) |PREFIX \\+ \")([A-Z]\\w+)"),
                sources()));

    assertThat(
            wrong(
                page ->
                    found(CODE, Project.text(page)).stream()
                        .flatMap(code -> TYPE.matcher(code).results().map(MatchResult::group))
                        .filter(name -> !types.contains(name) && !OF_OTHERS.contains(name))
                        .distinct()))
        .isEmpty();
    assertThat(types).contains("ModelModule").doesNotContain("NoSuchModule");
  }

  @Test
  void optionsOfCommands_ofAllPages_areThere_N15() {
    String board =
        Project.text(
            "examples/board/app/src/main/java/dev/syncer/examples/board/BoardCommand.java");

    assertThat(
            wrong(
                page ->
                    found(OPTION, Project.text(page)).stream()
                        .filter(option -> !board.contains('"' + option + '"'))
                        .filter(option -> !option.equals("--help"))))
        .isEmpty();
  }

  @Test
  void settings_ofAllPages_areThere_N15() {
    assertThat(
            wrong(
                page ->
                    SETTING
                        .matcher(Project.text(page))
                        .results()
                        .filter(
                            setting -> !sourceOf(setting.group(1)).contains(setting.group(2) + "("))
                        .filter(
                            setting ->
                                !sourceOf(setting.group(1)).contains(" " + setting.group(2) + ","))
                        .filter(
                            setting ->
                                !sourceOf(setting.group(1)).contains(" " + setting.group(2) + ")"))
                        .map(MatchResult::group)))
        .isEmpty();
  }

  private static String sourceOf(String type) {
    return files(file -> file.endsWith("/" + type + ".java")).stream()
        .map(Project::text)
        .collect(Collectors.joining());
  }

  @Test
  void routes_ofAllPages_areThere_N15() {
    String code = sources();

    assertThat(
            wrong(
                page ->
                    ROUTE
                        .matcher(Project.text(page))
                        .results()
                        .map(MatchResult::group)
                        .filter(route -> !code.contains('"' + route))
                        .distinct()))
        .isEmpty();
  }

  @Test
  void filesAndModules_ofAllPages_areThere_N15() {
    assertThat(
            wrong(
                page -> {
                  String text = Project.text(page);
                  return Stream.concat(found(PROJECTS, text).stream(), found(FILE, text).stream())
                      .filter(file -> !file.contains("/target/"))
                      .filter(file -> !Files.exists(Project.root().resolve(file)));
                }))
        .isEmpty();
  }

  @Test
  void properties_ofAllPages_areRead_N15() {
    String code = sources();

    assertThat(
            wrong(
                page ->
                    found(PROPERTY, Project.text(page)).stream()
                        .filter(property -> !code.contains(property))))
        .isEmpty();
  }

  @Test
  void scriptsOfNpm_ofAllPages_areThere_N15() {
    String scripts = Project.text("client-js/package.json");

    assertThat(found(SCRIPT, Project.text("client-js/README.md"))).isNotEmpty();
    assertThat(
            wrong(
                page ->
                    found(SCRIPT, Project.text(page)).stream()
                        .filter(name -> !scripts.contains("\"" + name + "\":"))))
        .isEmpty();
  }
}
