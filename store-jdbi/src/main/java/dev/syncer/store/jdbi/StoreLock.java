package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one server on a database: locks of the operating system, which also end with
 * the process. SQLite's own locks would let two servers take turns, and neither would hear of the
 * other's commits.
 *
 * <p>There are two. One is on a byte of the database itself, far behind its end and behind those
 * that SQLite locks: whoever wants to delete that lock has to delete the database. A POSIX lock is
 * lost, though, when the process closes any descriptor of the file, as a copy of it in the same
 * process does; and SQLite, when it gives up its last lock of the file, unlocks every byte. So
 * there is one on a file next to it, too, and {@link #hold} is called when SQLite has a lock that
 * stays. Where both were lost, the token of the owner in the database is what the first server
 * finds changed before it writes.
 */
final class StoreLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

  /** Of the database; SQLite locks some bytes after the first gigabyte. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * What this process holds. A POSIX lock goes when the process closes any descriptor of the file,
   * so a second store may not even open it, or it would set the first one's lock free.
   */
  private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final Set<FileChannel> LEFT_OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel beside;
  private @Nullable Object key;
  private @Nullable FileChannel inside;
  private @Nullable FileLock held;

  private StoreLock(Path file, FileChannel beside) {
    this.file = file;
    this.beside = beside;
  }

  /**
   * Taken before SQLite opens the database, and closed after it has closed it: a descriptor that is
   * closed in between would take SQLite's locks with it.
   *
   * @param database without symbolic links, so that one database has one lock; made if it is not
   *     there
   * @throws StartupException if somebody else has it, or the files cannot be made
   */
  static StoreLock on(Path database) {
    // The file stays when the lock goes: whoever deletes it could delete that of a successor.
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    if (!HELD_HERE.add(file)) {
      throw inUse(database);
    }
    StoreLock lock;
    try {
      lock = new StoreLock(file, open(file));
    } catch (IOException e) {
      HELD_HERE.remove(file);
      throw unusable(file, e);
    }
    boolean isHeld = false;
    try {
      isHeld = isLocked(lock.beside) && lock.isFreeInside(database);
    } catch (IOException e) {
      throw unusable(file, e);
    } finally {
      if (!isHeld) {
        lock.close();
      }
    }
    if (!isHeld) {
      throw inUse(database);
    }
    return lock;
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      LOG.debug("Another class loader of this process has the lock.");
      return false;
    }
  }

  private boolean isFreeInside(Path database) throws IOException {
    if (!Files.exists(database)) {
      Files.createFile(database);
    }
    Object identity = FileIdentity.of(database).key();
    if (identity != null && !HELD_HERE.add(identity)) {
      return false; // under another name
    }
    key = identity;
    inside = open(database);
    return isLockedInside();
  }

  private boolean isLockedInside() throws IOException {
    FileChannel channel = Objects.requireNonNull(inside);
    try {
      held = channel.tryLock(LOCKED_BYTE, 1, false);
      return held != null;
    } catch (OverlappingFileLockException e) {
      // Never closed: that would set free what another class loader of this process holds.
      inside = null;
      LEFT_OPEN.add(channel);
      return false;
    }
  }

  /**
   * Locks the database itself, while SQLite has a lock of it that stays until this one is closed.
   *
   * @throws StartupException if somebody else was faster
   */
  void hold(Path database) {
    try {
      FileLock before = held;
      if (before != null) {
        before.release();
      }
      if (isLockedInside()) {
        return;
      }
    } catch (IOException e) {
      throw unusable(database, e);
    }
    throw inUse(database);
  }

  private static StartupException unusable(Path file, IOException reason) {
    return new StartupException(
        ErrorCode.STORE_UNUSABLE,
        "the lock on the file \""
            + file
            + "\" of the database cannot be made or locked: "
            + reason.getClass().getSimpleName()
            + ". Its folder must be writable, and on a disk that knows locks.");
  }

  private static StartupException inUse(Path database) {
    return new StartupException(
        ErrorCode.STORE_IN_USE,
        "the database \""
            + database
            + "\" is open in another running server. A database has one server at a time: stop the"
            + " other one, or give this one another file.");
  }

  @Override
  public void close() {
    close(inside);
    close(beside);
    if (key != null) {
      HELD_HERE.remove(key);
    }
    HELD_HERE.remove(file);
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("A lock of the database was not closed: {}", e.toString());
    }
  }
}
