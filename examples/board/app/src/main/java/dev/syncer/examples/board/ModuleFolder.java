package dev.syncer.examples.board;

import dev.syncer.api.ModelModule;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A folder with jars of model modules and of what they need. */
final class ModuleFolder {
  private static final String SERVICE = "META-INF/services/" + ModelModule.class.getName();

  private ModuleFolder() {}

  /**
   * A class loader over the jars and the application. It stays open as long as the program runs.
   *
   * @throws StartupException naming each jar that cannot be read, or if there is no module
   */
  static ClassLoader loader(Path folder) {
    List<Path> jars = jars(folder);
    List<String> faults = new ArrayList<>();
    boolean hasModule = false;
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        hasModule |= file.getEntry(SERVICE) != null;
      } catch (IOException e) {
        faults.add(
            ErrorCode.MODULE_BROKEN.message(
                "the file \"" + jar + "\" is no jar that can be read. Repair or remove it."));
      }
    }
    if (faults.isEmpty() && !hasModule) {
      faults.add(
          ErrorCode.MODULE_BROKEN.message(
              "no jar in the folder \"" + folder + "\" names a model module in " + SERVICE + "."));
    }
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
    return new URLClassLoader(
        jars.stream().map(ModuleFolder::url).toArray(URL[]::new),
        ModuleFolder.class.getClassLoader());
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StartupException(
          ErrorCode.MODULE_BROKEN,
          "the folder of modules \""
              + folder
              + "\" cannot be read. Name a folder that is there and may be read.");
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("no URL for " + jar, e);
    }
  }
}
