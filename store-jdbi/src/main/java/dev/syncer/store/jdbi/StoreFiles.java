package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of an open database, which are looked at while it is written: one that was deleted,
 * moved, replaced or linked would be written around whoever opens it by its name. Used by one
 * thread.
 *
 * <p>A look costs each commit a few system calls, so mostly one has to do: a file gets or loses a
 * name in a folder only together with another time of the folder. A time that is young says
 * nothing, since the next change may get the same.
 */
final class StoreFiles {
  private static final long NAMES_NANOS = Duration.ofSeconds(1).toNanos();

  /** Longer than any clock of a file system takes to go on. */
  private static final Duration YOUNG = Duration.ofSeconds(3);

  /** What was true so short a time ago need not be looked at before a transaction, only after. */
  private static final long RECENT_NANOS = Duration.ofMillis(5).toNanos();

  private final List<FileIdentity> files = new ArrayList<>();
  private final Path folder;
  private long namesLookedAt = System.nanoTime();
  private long lookedAt = System.nanoTime() - RECENT_NANOS;

  /** The folder as it was when all files were there, if that says something. */
  private @Nullable Folder seen;

  /**
   * @param key device and number
   * @param time of the last change of a name in it
   */
  private record Folder(Object key, FileTime time) {
    static @Nullable Folder of(Path path) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return key == null ? null : new Folder(key, attributes.lastModifiedTime());
      } catch (IOException e) {
        return null; // then the files are not there either
      }
    }

    boolean isOld() {
      return time.toInstant().isBefore(Instant.now().minus(YOUNG));
    }
  }

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
    this.folder = Objects.requireNonNull(database.toAbsolutePath().getParent(), "folder");
    files.add(main);
    files.add(FileIdentity.of(database.resolveSibling(database.getFileName() + "-wal")));
  }

  /** Bytes of the write-ahead log; 0 where that cannot be told. */
  long logBytes() {
    try {
      return Files.size(files.get(1).path());
    } catch (IOException e) {
      return 0; // the next check says what has become of it
    }
  }

  /**
   * As {@link #check}, unless it was done a moment ago.
   *
   * @throws StoreLostException if one is not what it was
   */
  void checkNowAndThen() {
    if (System.nanoTime() - lookedAt >= RECENT_NANOS) {
      check();
    }
  }

  /**
   * @throws StoreLostException if one is not what it was
   */
  void check() {
    Folder now = Folder.of(folder);
    if (now == null || !now.equals(seen)) {
      checkIdentity();
      seen = now != null && now.isOld() ? now : null;
    }
    lookedAt = System.nanoTime();
    if (lookedAt - namesLookedAt >= NAMES_NANOS) {
      namesLookedAt = lookedAt;
      checkNames();
    }
  }

  private void checkIdentity() {
    for (FileIdentity file : files) {
      String fault = file.fault();
      if (fault != null) {
        throw lost(file, fault);
      }
    }
  }

  /** A second name may be in any folder. */
  private void checkNames() {
    for (FileIdentity file : files) {
      if (!file.hasOneName()) {
        throw lost(file, "has a second name (a hard link) now");
      }
    }
  }

  private static StoreLostException lost(FileIdentity file, String fault) {
    return new StoreLostException(
        "the file " + file.path().getFileName() + " of the database " + fault + ".");
  }
}
