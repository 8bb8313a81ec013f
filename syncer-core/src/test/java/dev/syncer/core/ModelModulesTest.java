package dev.syncer.core;

import static dev.syncer.api.Fields.decimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are found, and those that would be if somebody had named them. */
class ModelModulesTest {
  @TempDir private Path folder;

  /** Its first line is a mistake, so it cannot be made. */
  public static final class TwelveDecimals implements ModelModule {
    public static final Field<BigDecimal> PRICE = decimal("price", 12);

    @Override
    public void define(Models models) {
      models.model("test.product").fields(PRICE);
    }
  }

  private URLClassLoader naming(String... modules) throws IOException {
    Path file = folder.resolve(UnnamedModules.SERVICE);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(modules));
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ModelModulesTest.class.getClassLoader());
  }

  @Test
  void discovered_moduleWhoseConstantFails_tellsTheCause_N12() throws IOException {
    try (URLClassLoader loader = naming(TwelveDecimals.class.getName())) {
      assertThatThrownBy(() -> ModelModules.discovered(loader))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("SYNC-1008")
          .hasMessageContaining("decimal(\"price\", 12): the scale is 0 to 9")
          .hasMessageContaining("ModelModulesTest.java:")
          .hasMessageNotContaining("ExceptionInInitializerError");
    }
  }

  @Test
  void discovered_moduleThatIsNotThere_isNamed() throws IOException {
    try (URLClassLoader loader = naming("test.NoSuchModule")) {
      assertThatThrownBy(() -> ModelModules.discovered(loader))
          .hasMessageContaining("test.NoSuchModule");
    }
  }

  private static List<String> unnamed(String file, String... named) {
    return UnnamedModules.among(
        Stream.of("META-INF/MANIFEST.MF", file),
        ModelModulesTest.class.getClassLoader(),
        List.of(named));
  }

  @Test
  void moduleWithoutALine_isFound_N19() {
    String name = ForgottenModule.class.getName();
    String file = name.replace('.', '/') + ".class";

    assertThat(unnamed(file)).containsExactly(name);
    assertThat(unnamed(file, name)).isEmpty();
    assertThat(UnnamedModules.sentence(name)).contains(name, UnnamedModules.SERVICE);
  }

  @Test
  void classThatIsNoModule_orCannotBeLoaded_isPassedOver_N19() {
    assertThat(unnamed("dev/syncer/core/ModelModulesTest.class")).isEmpty();
    assertThat(unnamed("dev/syncer/core/ThereIsNone.class")).isEmpty();
  }

  /** The tests of this module are a folder of the class path, as a module under construction is. */
  @Test
  void folderOfTheClassPath_isSearched_N19() {
    ClassLoader loader = ModelModulesTest.class.getClassLoader();

    assertThat(UnnamedModules.onTheClassPath(loader, List.of()))
        .contains(ForgottenModule.class.getName());
    assertThat(UnnamedModules.onTheClassPath(loader, List.of(new ForgottenModule())))
        .doesNotContain(ForgottenModule.class.getName());
  }
}
