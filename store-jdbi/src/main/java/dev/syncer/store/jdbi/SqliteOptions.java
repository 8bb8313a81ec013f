package dev.syncer.store.jdbi;

import static dev.syncer.core.fault.OptionCheck.check;

import dev.syncer.core.fault.StartupException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Settings of a store on SQLite. {@code SqliteOptions.builder(Path.of("demo.db")).build()}.
 *
 * @param file the database; made if it is not there, its folder is not
 * @param synchronous what a commit waits for; default {@link Synchronous#FULL}
 * @param readers connections that read, so how many reads run at once; default 8, 1 to 64
 * @param groupSize units of work that share one transaction at most; default 64, 1 to 1,000; 1
 *     gives each its own
 */
public record SqliteOptions(Path file, Synchronous synchronous, int readers, int groupSize) {

  /** What a commit waits for before it is answered. */
  public enum Synchronous {
    /** The disk: an answered commit survives a power cut. */
    FULL,
    /**
     * The operating system: an answered commit survives the end of the process, but a power cut may
     * lose the last ones. So after an end that was not clean the history counts as another one, and
     * each client starts from a snapshot.
     */
    NORMAL
  }

  public SqliteOptions {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(synchronous, "synchronous");
    // The driver reads what follows a question mark as settings.
    check(
        file.toString().indexOf('?') < 0,
        "file of the store",
        file,
        "a path without a question mark");
    check(readers >= 1 && readers <= 64, "readers of the store", readers, "1 to 64 connections");
    check(
        groupSize >= 1 && groupSize <= 1_000,
        "groupSize of the store",
        groupSize,
        "1 to 1000 units of work");
  }

  /** The defaults for a database. */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {
    private final Path file;
    private Synchronous synchronous = Synchronous.FULL;
    private int readers = 8;
    private int groupSize = 64;

    private Builder(Path file) {
      this.file = Objects.requireNonNull(file, "file");
    }

    public Builder synchronous(Synchronous waitsFor) {
      this.synchronous = Objects.requireNonNull(waitsFor, "waitsFor");
      return this;
    }

    public Builder readers(int connections) {
      this.readers = connections;
      return this;
    }

    public Builder groupSize(int units) {
      this.groupSize = units;
      return this;
    }

    /**
     * @throws StartupException if a setting is out of its range
     */
    public SqliteOptions build() {
      return new SqliteOptions(file, synchronous, readers, groupSize);
    }
  }
}
