package dev.syncer.e2e;

import dev.syncer.api.ModelModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Jars with a model module, made as a build would make them. */
final class ModuleJars {
  private ModuleJars() {}

  /** A jar that only names the class of its module. */
  static void naming(Path file, String module) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      addService(jar, module);
    }
  }

  /** A jar with a module in it. */
  static void holding(Path file, Class<? extends ModelModule> module) throws IOException {
    String entry = module.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        InputStream code = ModuleJars.class.getClassLoader().getResourceAsStream(entry)) {
      addService(jar, module.getName());
      jar.putNextEntry(new JarEntry(entry));
      code.transferTo(jar);
      jar.closeEntry();
    }
  }

  /** A jar with all files of a folder. */
  static void ofFolder(Path file, Path folder) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
  }

  private static void addService(JarOutputStream jar, String module) throws IOException {
    jar.putNextEntry(new JarEntry("META-INF/services/" + ModelModule.class.getName()));
    jar.write((module + "\n").getBytes(StandardCharsets.UTF_8));
    jar.closeEntry();
  }
}
