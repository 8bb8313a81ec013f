package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The types that the libraries make public, by name: who adds one sees it in review. {@code
 * -Dsyncer.messages=renew} writes the file anew.
 */
final class PublicTypesTest {
  private static final String FILE = "e2e/src/test/resources/public-types.txt";

  private static final List<String> LIBRARIES =
      List.of(
          "dev.syncer.api",
          "dev.syncer.rpc",
          "dev.syncer.core",
          "dev.syncer.store",
          "dev.syncer.transport");

  private final List<JavaClass> types =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(LIBRARIES).stream()
              .filter(JavaClass::isTopLevelClass)
              .filter(each -> !each.getSimpleName().equals("package-info"))
              .toList();

  @Test
  void publicTypes_areThoseOfTheFile() throws IOException {
    String now =
        types.stream()
            .filter(PublicTypesTest::isPublic)
            .map(each -> each.getName() + "\n")
            .sorted()
            .collect(Collectors.joining());
    if ("renew".equals(System.getProperty("syncer.messages"))) {
      Files.writeString(Project.root().resolve(FILE), now);
    }

    String named = Project.text(FILE);

    assertThat(now.lines())
        .as("a public type is a promise: hide it, or run with -Dsyncer.messages=renew")
        .containsExactlyElementsOf(named.lines().toList());
  }

  /** Outside of the API most types are nobody's business. */
  @Test
  void publicShare_outsideTheApi_isSmall() {
    Predicate<JavaClass> isOfTheApi =
        each ->
            each.getPackageName().startsWith("dev.syncer.api")
                || each.getPackageName().equals("dev.syncer.rpc");
    List<JavaClass> outside = types.stream().filter(isOfTheApi.negate()).toList();

    long shown = outside.stream().filter(PublicTypesTest::isPublic).count();

    assertThat(outside).hasSizeGreaterThan(300);
    assertThat(100.0 * shown / outside.size()).isLessThanOrEqualTo(45);
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }
}
