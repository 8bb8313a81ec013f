package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of an open database, which are looked at while it is written: one that was deleted,
 * moved, replaced or linked would be written around whoever opens it by its name. Used by one
 * thread.
 */
final class StoreFiles {
  private static final long NAMES_NANOS = Duration.ofSeconds(1).toNanos();

  private final List<FileIdentity> files = new ArrayList<>();
  private long namesLookedAt = System.nanoTime();

  /**
   * @param database open, and written to at least once
   * @throws StartupException if it has a second name
   */
  StoreFiles(Path database) throws IOException {
    FileIdentity main = FileIdentity.of(database);
    if (!main.hasOneName()) {
      throw new StartupException(
          ErrorCode.STORE_UNUSABLE,
          "the database \""
              + database
              + "\" has more than one name (a hard link), and its write-ahead log belongs to one of"
              + " them only. Remove the other name, or copy the file.");
    }
    files.add(main);
    files.add(FileIdentity.of(database.resolveSibling(database.getFileName() + "-wal")));
  }

  /**
   * @throws StoreLostException if one is not what it was
   */
  void check() {
    long now = System.nanoTime();
    for (FileIdentity file : files) {
      String fault = file.fault();
      if (fault != null) {
        throw lost(file, fault);
      }
    }
    if (now - namesLookedAt >= NAMES_NANOS) {
      namesLookedAt = now;
      for (FileIdentity file : files) {
        if (!file.hasOneName()) {
          throw lost(file, "has a second name (a hard link) now");
        }
      }
    }
  }

  private static StoreLostException lost(FileIdentity file, String fault) {
    return new StoreLostException(
        "the file " + file.path().getFileName() + " of the database " + fault + ".");
  }
}
