package dev.syncer.store.jdbi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Which file a path names, so that one can tell whether it still does. Where the system has no
 * numbers for files (Windows), one that is open cannot be moved or deleted.
 *
 * @param path a file
 * @param key device and number of the file; null where there are none
 */
record FileIdentity(Path path, @Nullable Object key) {

  /** The file that a path names now. */
  static FileIdentity of(Path path) throws IOException {
    return new FileIdentity(path, keyOf(path));
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** What became of the path; null if it names the same file. */
  @Nullable String fault() {
    try {
      return key == null || key.equals(keyOf(path))
          ? null
          : "is another file now: the one that was opened was moved away or replaced";
    } catch (IOException e) {
      return "is not there any more: it was deleted or moved";
    }
  }

  /** Whether the file has one name only; with two, each would have a write-ahead log of its own. */
  boolean hasOneName() {
    try {
      return key == null
          || !Files.getFileStore(path).supportsFileAttributeView("unix")
          || ((Number) Files.getAttribute(path, "unix:nlink")).longValue() == 1;
    } catch (IOException e) {
      return true; // then it is gone, which is told by its fault
    }
  }
}
