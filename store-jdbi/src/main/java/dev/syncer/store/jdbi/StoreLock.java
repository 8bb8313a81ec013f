package dev.syncer.store.jdbi;

import dev.syncer.core.ErrorCode;
import dev.syncer.core.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one server on a database: a lock of the operating system on a file next to
 * it, which also ends with the process. SQLite's own locks would let two servers take turns, and
 * neither would hear of the other's commits.
 */
final class StoreLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

  /**
   * What this process holds. A POSIX lock goes when the process closes any descriptor of the file,
   * so a second store may not even open it, or it would set the first one's lock free.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param database without symbolic links, so that one database has one lock
   * @throws StartupException if somebody else has it, or the file cannot be made
   */
  static StoreLock on(Path database) {
    // The file stays when the lock goes: whoever deletes it could delete that of a successor.
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    if (!HELD_HERE.add(file)) {
      throw inUse(database);
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      HELD_HERE.remove(file);
      throw unusable(file, e);
    }
    StoreLock lock = new StoreLock(file, channel);
    try {
      if (channel.tryLock() != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("Another class loader of this process has the lock \"{}\".", file);
    } catch (IOException e) {
      lock.close();
      throw unusable(file, e);
    }
    lock.close();
    throw inUse(database);
  }

  private static StartupException unusable(Path file, IOException reason) {
    return new StartupException(
        ErrorCode.STORE_UNUSABLE,
        "the lock file \""
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
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("The lock of the database was not closed: {}", e.toString());
    } finally {
      HELD_HERE.remove(file);
    }
  }
}
