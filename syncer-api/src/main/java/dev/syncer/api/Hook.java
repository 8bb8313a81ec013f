package dev.syncer.api;

import java.util.List;

/**
 * What a module does around the creates, writes and unlinks of a model: its own or that of another
 * module. Hooks are given to a {@link ModelBuilder}; there is one interface for each shape of them.
 *
 * <p>Hooks run for every call of {@link Records}, and for records that go because one that they
 * point at goes; not for values that the framework derives. They run inside the unit of work, on
 * its thread: those of the module that declares the model first, then those of the modules that
 * extend it, in module order. A hook may read and write. What it writes is committed with the rest,
 * or not at all, and is {@code indirect} for subscribers unless a call named the record. A hook
 * that throws fails the unit of work. A hook that writes its own model runs again for that write,
 * so it first looks whether there is still something to do; calls more than 16 deep are an error.
 */
public sealed interface Hook {

  /** Runs before a record is created. */
  @FunctionalInterface
  non-sealed interface BeforeCreate extends Hook {

    /**
     * The values to create the record with.
     *
     * @param values as the call or the hook before gave them; defaults are not among them
     * @return the same or others; also read-only fields may be set
     */
    Values apply(UnitOfWork unit, Values values);
  }

  /** Runs before records are written. */
  @FunctionalInterface
  non-sealed interface BeforeWrite extends Hook {

    /**
     * The values to write to the records.
     *
     * @param records as they are before the write
     * @param values as the call or the hook before gave them
     * @return the same or others; also read-only fields may be set
     */
    Values apply(UnitOfWork unit, List<ModelRecord> records, Values values);
  }

  /** Runs after records were created or written, or before or after they are unlinked. */
  @FunctionalInterface
  non-sealed interface OnRecords extends Hook {

    /**
     * Does what follows.
     *
     * @param records as they are now; after an unlink as they were last
     */
    void run(UnitOfWork unit, List<ModelRecord> records);
  }
}
