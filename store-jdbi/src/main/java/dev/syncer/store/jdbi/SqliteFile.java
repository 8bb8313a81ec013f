package dev.syncer.store.jdbi;

import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.StoreState;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open SQLite file: its lock, its connections, and what it knew when it was opened. */
final class SqliteFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

  /** {@code SYNC} in ASCII, in the header of the file: the mark of a database made here. */
  static final int APPLICATION_ID = 0x53594e43;

  private static final int FORMAT = 1;

  private final StoreLock lock;
  private final Connections connections;
  private final SqliteOptions options;

  /**
   * Open from first to last and otherwise idle. While a connection is open that has read in WAL
   * mode, SQLite keeps its lock and closes no descriptor of the file, and so the lock of this
   * process stays.
   */
  private final Handle anchor;

  private final StoreFiles files;
  private final StoreState state;
  private final String owner;
  private volatile Handle writer;

  private SqliteFile(
      StoreLock lock,
      Connections connections,
      SqliteOptions options,
      Opened opened,
      StoreFiles files) {
    this.lock = lock;
    this.connections = connections;
    this.options = options;
    this.anchor = opened.anchor();
    this.writer = opened.writer();
    this.state = opened.state();
    this.owner = opened.owner();
    this.files = files;
  }

  private record Opened(Handle writer, Handle anchor, StoreState state, String owner) {}

  /**
   * @throws StartupException if the file cannot be used; nothing in it was changed then
   */
  static SqliteFile open(SqliteOptions options, Registry registry) {
    return open(options, registry, UnaryOperator.identity());
  }

  /**
   * @param wrapper of each connection that is opened, for tests to put faults between
   */
  static SqliteFile open(
      SqliteOptions options, Registry registry, UnaryOperator<Connection> wrapper) {
    Schema.checkNames(registry);
    Path file = resolved(options.file());
    StoreLock lock = StoreLock.on(file);
    List<Handle> handles = new ArrayList<>();
    try {
      Connections connections = new Connections(file, wrapper);
      Handle writer = connections.writer();
      handles.add(writer);
      prepare(writer, file);
      Handle anchor = connections.reader();
      handles.add(anchor);
      number(anchor, "SELECT count(*) FROM sqlite_schema");
      lock.hold(file);
      String owner = Metadata.newOwner();
      StoreState state = begin(writer, options.synchronous(), registry, owner);
      // Only now: the mark of the session had to be on the disk in either case.
      waitFor(writer, options.synchronous());
      return new SqliteFile(
          lock,
          connections,
          options,
          new Opened(writer, anchor, state, owner),
          new StoreFiles(file));
    } catch (RuntimeException | IOException e) {
      handles.forEach(Handle::close);
      lock.close();
      throw e instanceof StartupException fault ? fault : Faults.atStart(file, e);
    }
  }

  private static void waitFor(Handle handle, Synchronous synchronous) {
    handle.execute("PRAGMA synchronous = " + synchronous);
  }

  /** The path without symbolic links, so that there is one name and one lock for a database. */
  private static Path resolved(Path file) {
    Path absolute = file.toAbsolutePath();
    String fault = null;
    try {
      if (Files.isDirectory(absolute)) {
        fault = "it is a folder";
      } else if (Files.exists(absolute)) {
        return absolute.toRealPath();
      } else if (absolute.getParent() == null || !Files.isDirectory(absolute.getParent())) {
        fault = "its folder does not exist";
      } else {
        return absolute.getParent().toRealPath().resolve(absolute.getFileName());
      }
    } catch (IOException e) {
      fault = e.getClass().getSimpleName();
    }
    throw new StartupException(
        ErrorCode.STORE_UNUSABLE,
        "the database \""
            + file
            + "\" cannot be opened: "
            + fault
            + ". Name a file in a folder that exists and is writable; the file is made if it is not"
            + " there.");
  }

  private static void prepare(Handle handle, Path file) {
    int application = number(handle, "PRAGMA application_id");
    boolean isNew = application == 0 && number(handle, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!isNew && application != APPLICATION_ID) {
      throw new StartupException(
          ErrorCode.STORE_FOREIGN,
          "the database \""
              + file
              + "\" was made by another program. Name another file; a database"
              + " is made where there is none.");
    }
    int format = number(handle, "PRAGMA user_version");
    if (format > FORMAT) {
      throw new StartupException(
          ErrorCode.STORE_FOREIGN,
          "the database \""
              + file
              + "\" has format "
              + format
              + ", this version reads up to "
              + FORMAT
              + ". Start the version that made it, or a newer one.");
    }
    String mode = handle.createQuery("PRAGMA journal_mode = WAL").mapTo(String.class).one();
    if (!mode.equals("wal")) {
      throw new StartupException(
          ErrorCode.STORE_UNUSABLE,
          "the database \""
              + file
              + "\" cannot keep a write-ahead log, its mode is "
              + mode
              + ". It must be on a local disk.");
    }
    handle.execute("PRAGMA synchronous = FULL");
  }

  private static StoreState begin(
      Handle handle, Synchronous synchronous, Registry registry, String owner) {
    handle.execute("BEGIN IMMEDIATE");
    try {
      handle.execute("PRAGMA application_id = " + APPLICATION_ID);
      handle.execute("PRAGMA user_version = " + FORMAT);
      new Schema(handle, registry).apply();
      long head =
          handle
              .createQuery("SELECT seq FROM sqlite_sequence WHERE name = ?")
              .bind(0, Schema.LOG)
              .mapTo(Long.class)
              .findFirst()
              .orElse(0L);
      StoreState state = new Metadata(handle).begin(synchronous, head, owner);
      handle.execute("COMMIT");
      return state;
    } catch (RuntimeException e) {
      try {
        handle.execute("ROLLBACK");
      } catch (JdbiException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private static int number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Integer.class).one();
  }

  StoreState state() {
    return state;
  }

  Handle writer() {
    return writer;
  }

  /** The token of this server, which is in the file as long as no other has taken it over. */
  String owner() {
    return owner;
  }

  /** A connection that reads; it belongs to the caller. */
  Handle newReader() {
    return connections.reader();
  }

  /**
   * Puts a new connection into the place of the one that writes; what was open on that is undone.
   */
  void renewWriter() {
    closeQuietly(writer);
    Handle next = connections.writer();
    try {
      waitFor(next, options.synchronous());
    } catch (RuntimeException e) {
      closeQuietly(next);
      throw e;
    }
    writer = next;
  }

  /** One that may be broken. */
  static void closeQuietly(Handle handle) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      LOG.debug("A connection was not closed cleanly: {}", e.getClass().getSimpleName());
    }
  }

  /**
   * @throws StoreLostException if the files are not those that were opened
   */
  void check() {
    files.check();
  }

  /** Bytes of the write-ahead log. */
  long logBytes() {
    return files.logBytes();
  }

  /**
   * As {@link #check}, unless it was done a moment ago.
   *
   * @throws StoreLostException if the files are not those that were opened
   */
  void checkNowAndThen() {
    files.checkNowAndThen();
  }

  /**
   * Ends the session cleanly; connections that read are closed before by who has them.
   *
   * @param isOurs whether it may still be written
   */
  void close(boolean isOurs) {
    try {
      if (isOurs) {
        writer.execute("PRAGMA synchronous = FULL");
        new Metadata(writer).end();
        writer.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(Integer.class).list();
      }
    } catch (RuntimeException e) {
      LOG.warn("The database was not closed cleanly; the next start repairs it.", e);
    } finally {
      // The last connection takes the write-ahead log away, which one that only reads cannot.
      closeQuietly(anchor);
      closeQuietly(writer);
      lock.close();
    }
  }

  @Override
  public void close() {
    close(true);
  }
}
