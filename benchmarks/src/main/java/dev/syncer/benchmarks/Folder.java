package dev.syncer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of one measurement, which goes with it. */
public record Folder(Path path) implements AutoCloseable {
  /** A folder among the system's temporary ones. */
  public static Folder temporary() throws IOException {
    return new Folder(Files.createTempDirectory("syncer."));
  }

  /** A folder in another. */
  public static Folder in(Path parent) throws IOException {
    return new Folder(Files.createTempDirectory(parent, "syncer."));
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
