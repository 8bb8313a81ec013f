package dev.syncer.core;

import dev.syncer.api.ModelModule;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classes of model modules that no file of services names, so that {@link java.util.ServiceLoader}
 * passes over them without a word. Looks at classes without running them.
 */
public final class UnnamedModules {
  /** The file in which a jar names its modules, a line each. */
  public static final String SERVICE = "META-INF/services/" + ModelModule.class.getName();

  private static final String CLASS = ".class";

  private UnnamedModules() {}

  /** What to do about a class that is not named. */
  public static String sentence(String module) {
    return "The class "
        + module
        + " is a model module, but is not installed: "
        + SERVICE
        + " does not name it. Add a line with its name.";
  }

  /**
   * The names of those among the files of a jar or a folder.
   *
   * @param files names within the jar or folder, as {@code org/example/Notes.class}
   * @param named the names of the classes that are named
   */
  public static List<String> among(
      Stream<String> files, ClassLoader loader, Collection<String> named) {
    return files
        .filter(file -> file.endsWith(CLASS) && file.indexOf('$') < 0 && !file.contains("-"))
        .map(file -> file.substring(0, file.length() - CLASS.length()).replace('/', '.'))
        .filter(name -> !named.contains(name) && isModule(name, loader))
        .sorted()
        .toList();
  }

  /**
   * Those in the folders of the class path: what a module's author has just compiled. Jars are not
   * searched, since that takes long.
   *
   * @param installed the modules that are there, however they came
   */
  static List<String> onTheClassPath(ClassLoader loader, Collection<ModelModule> installed) {
    Set<String> named =
        installed.stream().map(module -> module.getClass().getName()).collect(Collectors.toSet());
    return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(Files::isDirectory)
        .flatMap(folder -> among(files(folder).stream(), loader, named).stream())
        .toList();
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .toList();
    } catch (IOException e) {
      return List.of(); // a hint, and no reason to stop a start
    }
  }

  private static boolean isModule(String name, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(name, false, loader);
      return ModelModule.class.isAssignableFrom(type)
          && Modifier.isPublic(type.getModifiers())
          && !Modifier.isAbstract(type.getModifiers())
          && Stream.of(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // it needs what is not here, so it is no module that could run
    }
  }
}
