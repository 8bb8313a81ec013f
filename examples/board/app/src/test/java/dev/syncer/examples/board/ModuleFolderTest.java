package dev.syncer.examples.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleFolderTest {
  private static final String SERVICE = "META-INF/services/dev.syncer.api.ModelModule";

  @TempDir private Path folder;

  private void jar(String name, String entry) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      jar.putNextEntry(new JarEntry(entry));
      jar.closeEntry();
    }
  }

  @Test
  void jars_ofAFolder_areSeenByTheLoader() throws IOException {
    jar("module.jar", SERVICE);
    jar("library.jar", "some/resource.txt");

    ClassLoader loader = ModuleFolder.loader(folder);

    assertThat(loader.getResource("some/resource.txt")).isNotNull();
  }

  @Test
  void moduleThatItsJarDoesNotName_isTold_N19() throws IOException {
    Path code = Path.of("org/example/Forgotten.class");
    Path source = folder.resolve("Forgotten.java");
    Files.writeString(
        source,
        """
        package org.example;
        public final class Forgotten implements dev.syncer.api.ModelModule {
          @Override public void define(dev.syncer.api.Models models) {}
        }
        """);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(compiled).isZero();
    jar("named.jar", SERVICE);
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(folder.resolve("orders.jar")))) {
      jar.putNextEntry(new JarEntry("org/example/Forgotten.class"));
      Files.copy(folder.resolve(code), jar);
      jar.closeEntry();
    }

    assertThatThrownBy(() -> ModuleFolder.loader(folder))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("\"orders.jar\" has the model module org.example.Forgotten")
        .hasMessageContaining(SERVICE);
  }

  @Test
  void filesThatAreNoJars_areAllNamed() throws IOException {
    Files.writeString(folder.resolve("a.jar"), "x");
    Files.writeString(folder.resolve("b.jar"), "y");

    assertThatThrownBy(() -> ModuleFolder.loader(folder))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("a.jar")
        .hasMessageContaining("b.jar");
  }

  @Test
  void folder_withoutAModuleOrNotThere_isRefused() throws IOException {
    jar("library.jar", "some/resource.txt");

    assertThatThrownBy(() -> ModuleFolder.loader(folder))
        .hasMessageContaining("has a model module");
    assertThatThrownBy(() -> ModuleFolder.loader(folder.resolve("none")))
        .hasMessageContaining("cannot be read");
  }
}
