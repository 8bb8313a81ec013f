package dev.syncer.store.jdbi;

import dev.syncer.core.ErrorCode;
import dev.syncer.core.StartupException;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.StoreState;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open SQLite file: its lock, its connections, and what it knew when it was opened. */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** {@code SYNC} in ASCII, in the header of the file: the mark of a database made here. */
  static final int APPLICATION_ID = 0x53594e43;

  private static final int FORMAT = 1;

  /** Connections of each lane that calls cannot take. */
  private static final int RESERVED = 3;

  private final StoreLock lock;
  private final Handle writer;
  private final Map<ReadLane, List<Handle>> readers;
  private final StoreState state;

  private Database(
      StoreLock lock, Handle writer, Map<ReadLane, List<Handle>> readers, StoreState state) {
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
    this.state = state;
  }

  /**
   * @throws StartupException if the file cannot be used; nothing in it was changed then
   */
  static Database open(SqliteOptions options, Registry registry) {
    Schema.checkNames(registry);
    Path file = resolved(options.file());
    StoreLock lock = StoreLock.on(file);
    List<Handle> handles = new ArrayList<>();
    try {
      Connections connections = new Connections(file);
      Handle writer = connections.writer();
      handles.add(writer);
      prepare(writer, file);
      StoreState state = begin(writer, options.synchronous(), registry);
      // Only now: the mark of the session had to be on the disk in either case.
      writer.execute("PRAGMA synchronous = " + options.synchronous());
      Map<ReadLane, List<Handle>> readers = new EnumMap<>(ReadLane.class);
      for (ReadLane lane : ReadLane.values()) {
        int count =
            switch (lane) {
              case CALLS -> options.readers();
              case SESSIONS, DELIVERY -> RESERVED;
              case PROBE -> 1;
            };
        List<Handle> those = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Handle handle = connections.reader();
          handles.add(handle);
          those.add(handle);
        }
        readers.put(lane, List.copyOf(those));
      }
      return new Database(lock, writer, readers, state);
    } catch (RuntimeException e) {
      handles.forEach(Handle::close);
      lock.close();
      throw e instanceof StartupException ? e : Faults.atStart(file, e);
    }
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

  private static StoreState begin(Handle handle, Synchronous synchronous, Registry registry) {
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
      StoreState state = new Metadata(handle).begin(synchronous, head);
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

  Map<ReadLane, List<Handle>> readers() {
    return readers;
  }

  /** Ends the session cleanly; the connections that read are closed by who uses them. */
  @Override
  public void close() {
    try {
      writer.execute("PRAGMA synchronous = FULL");
      new Metadata(writer).end();
      writer.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(Integer.class).list();
    } catch (JdbiException e) {
      LOG.warn("The database was not closed cleanly; the next start repairs it.", e);
    } finally {
      writer.close();
      lock.close();
    }
  }
}
