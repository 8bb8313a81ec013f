package dev.syncer.examples.board;

import dev.syncer.core.UnnamedModules;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder with jars of model modules and of what they need. */
final class ModuleFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ModuleFolder.class);
  private static final String SERVICE = UnnamedModules.SERVICE;

  private ModuleFolder() {}

  /**
   * A class loader over the jars and the application. It stays open as long as the program runs.
   *
   * @throws StartupException naming each jar that cannot be read, or if there is no module
   */
  static ClassLoader loader(Path folder) {
    List<Path> jars = jars(folder);
    ClassLoader loader =
        new URLClassLoader(
            jars.stream().map(ModuleFolder::url).toArray(URL[]::new),
            ModuleFolder.class.getClassLoader());
    List<String> faults = new ArrayList<>();
    boolean hasModule = false;
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        boolean namesModules = file.getEntry(SERVICE) != null;
        hasModule |= namesModules;
        List<String> forgotten =
            UnnamedModules.among(file.stream().map(ZipEntry::getName), loader, named(file));
        forgotten.forEach(
            module ->
                faults.add(ErrorCode.MODULE_BROKEN.message(forgotten(module, jar.getFileName()))));
        if (!namesModules && forgotten.isEmpty()) {
          LOG.info("{} has no model module; its classes are there for other jars", jar);
        }
      } catch (IOException e) {
        faults.add(
            ErrorCode.MODULE_BROKEN.message(
                "the file \"" + jar + "\" is no jar that can be read. Repair or remove it."));
      }
    }
    if (faults.isEmpty() && !hasModule) {
      faults.add(
          ErrorCode.MODULE_BROKEN.message(
              "no jar in the folder \""
                  + folder
                  + "\" has a model module. A jar names its modules in "
                  + SERVICE
                  + ", a line each."));
    }
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
    return loader;
  }

  private static String forgotten(String module, Path jar) {
    return "the jar \""
        + jar
        + "\" has the model module "
        + module
        + ", but does not name it in "
        + SERVICE
        + ". Add a line with its name.";
  }

  /** The classes that a jar names, comments left out. */
  private static List<String> named(JarFile jar) throws IOException {
    ZipEntry entry = jar.getEntry(SERVICE);
    if (entry == null) {
      return List.of();
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .toList();
    }
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
