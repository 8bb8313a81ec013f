package dev.syncer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this project. */
final class Project {
  private Project() {}

  /** The folder with the README. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("e2e/pom.xml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("The tests run inside of the project's folder only");
    }
    return folder;
  }

  /** The packed board; its libraries are next to it. */
  static Path boardJar() {
    Path jar = root().resolve("examples/board/app/target/board/board.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is not there. These tests need the packed board: run mvn verify in the root");
    }
    return jar;
  }

  /** The text of a file of the project. */
  static String text(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
