package dev.syncer.examples.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
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
        .hasMessageContaining("names a model module");
    assertThatThrownBy(() -> ModuleFolder.loader(folder.resolve("none")))
        .hasMessageContaining("cannot be read");
  }
}
