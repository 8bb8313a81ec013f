package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build promises to those who use its jars or build it themselves. */
final class BuildTest {
  private static final int JAVA_17 = 61;
  private static final Set<String> NOT_FOR_APPLICATIONS =
      Set.of("bom", "behaviour-tests", "examples", "benchmarks", "e2e");

  @Test
  void jars_runOnJava17() {
    List<Path> classes = classFiles();

    assertThat(classes).hasSizeGreaterThan(300);
    assertThat(classes).allSatisfy(file -> assertThat(version(file)).isEqualTo(JAVA_17));
  }

  @Test
  void bom_namesEveryModuleForApplications() {
    List<String> managed = all("<artifactId>([^<]+)</artifactId>\\s*<version>\\$", "bom/pom.xml");

    assertThat(managed)
        .containsExactlyInAnyOrderElementsOf(
            modulesForApplications().stream().map(BuildTest::artifact).toList());
  }

  @Test
  void versionsOfLibraries_areNamedInTheRootOnly() throws IOException {
    assertThat(poms()).hasSizeGreaterThan(10);
    assertThat(poms())
        .allSatisfy(
            pom ->
                assertThat(all("<version>([^<]+)</version>", pom))
                    .as(pom)
                    .allMatch(v -> v.endsWith("-SNAPSHOT") || v.equals("${project.version}")));
  }

  /** An address in it would be where everybody's downloads come from. */
  @Test
  void lockFile_namesNoAddress() {
    String lock = Project.text("client-js/package-lock.json");

    assertThat(lock).contains("\"integrity\"").doesNotContain("://registry", "\"resolved\"");
  }

  @Test
  void wrapperOfMaven_isNotNeeded() {
    assertThat(Project.root().resolve("mvnw")).doesNotExist();
    assertThat(Project.text("README.md")).doesNotContain("mvnw");
  }

  private static List<String> modulesForApplications() {
    return all("<module>([^<]+)</module>", "pom.xml").stream()
        .filter(module -> !NOT_FOR_APPLICATIONS.contains(module))
        .toList();
  }

  /** Artifacts bear the project's name; folders need not. */
  private static String artifact(String module) {
    return module.startsWith("syncer-") ? module : "syncer-" + module;
  }

  private static List<String> all(String pattern, String file) {
    return Pattern.compile(pattern)
        .matcher(Project.text(file))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The poms of all modules, but not the root's. */
  private static List<String> poms() throws IOException {
    try (Stream<Path> files = Files.walk(Project.root(), 4)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("/target/"))
          .map(file -> Project.root().relativize(file).toString())
          .filter(pom -> !pom.equals("pom.xml") && !pom.contains("node_modules"))
          .toList();
    }
  }

  private static List<Path> classFiles() {
    return modulesForApplications().stream()
        .map(module -> Project.root().resolve(module + "/target/classes"))
        .filter(Files::isDirectory)
        .flatMap(BuildTest::files)
        .filter(file -> file.toString().endsWith(".class"))
        .toList();
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.readInt(); // the magic number
      in.readUnsignedShort(); // the minor version
      return in.readUnsignedShort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
