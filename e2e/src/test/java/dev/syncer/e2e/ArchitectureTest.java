package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.syncer.api.wrong.WrongApi;
import dev.syncer.core.view.wrong.WrongView;
import dev.syncer.core.wrong.WrongCore;
import dev.syncer.core.wrong.circle.There;
import dev.syncer.core.wrong.internal.Secret;
import dev.syncer.examples.wrong.WrongExample;
import dev.syncer.rpc.core.wrong.WrongRpc;
import dev.syncer.store.wrong.WrongStore;
import dev.syncer.transport.wrong.WrongTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows between the modules, and the rules of the style that a machine can hold. */
final class ArchitectureTest {
  private static final List<String> MODULES =
      List.of(
          "dev.syncer.api",
          "dev.syncer.core",
          "dev.syncer.rpc",
          "dev.syncer.rpc.core",
          "dev.syncer.store.jdbi",
          "dev.syncer.transport.undertow",
          "dev.syncer.testkit",
          "dev.syncer.testkit.base",
          "dev.syncer.testkit.adapters",
          "dev.syncer.examples.board",
          "dev.syncer.examples.notes");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.syncer");

  private static final JavaClasses WRONG =
      new ClassFileImporter()
          .importClasses(
              WrongApi.class,
              WrongCore.class,
              WrongExample.class,
              WrongView.class,
              There.class,
              Secret.class,
              WrongRpc.class,
              WrongStore.class,
              WrongTransport.class);

  @ParameterizedTest
  @EnumSource
  void rule_theProduct_obeysIt(ArchitectureRule rule) {
    assertThat(rule.evaluate(PRODUCT).getFailureReport().getDetails()).isEmpty();
  }

  /** The control: classes that are wrong on purpose break each of the rules. */
  @ParameterizedTest
  @EnumSource
  void rule_wrongClasses_breakIt(ArchitectureRule rule) {
    assertThat(rule.evaluate(WRONG).hasViolation()).isTrue();
  }

  @Test
  void rules_seeEveryModule() {
    for (String module : MODULES) {
      assertThat(PRODUCT.containPackage(module)).as(module).isTrue();
    }
  }

  @Test
  void everyPackage_saysWhatItIsAndIsNullMarked() throws IOException {
    List<Path> packages;
    try (Stream<Path> files = Files.walk(Project.root())) {
      packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains(Path.of("src", "main", "java").toString()))
              .map(Path::getParent)
              .distinct()
              .toList();
    }

    assertThat(packages).hasSizeGreaterThan(MODULES.size());
    for (Path folder : packages) {
      assertThat(folder.resolve("package-info.java"))
          .exists()
          .content()
          .contains("@NullMarked")
          .startsWith("/**");
    }
  }
}
