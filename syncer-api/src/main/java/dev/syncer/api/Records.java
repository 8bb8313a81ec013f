package dev.syncer.api;

import java.util.Collection;
import java.util.List;

/**
 * The records of one model inside a unit of work, to read and to write. What it writes is seen by
 * what it reads.
 *
 * <p>Refusals are {@link dev.syncer.rpc.ValidationException} (a value that does not fit), {@link
 * dev.syncer.rpc.MissingException} (no such record), {@link dev.syncer.rpc.ConflictException};
 * after one of them, or after a hook that throws, nothing of that call is written, and the unit of
 * work may go on.
 */
public interface Records extends ReadRecords {

  /** Creates a record and answers its id. */
  default long create(Values values) {
    return create(List.of(values)).get(0);
  }

  /** Creates records in one statement and answers their ids, in the same order. */
  List<Long> create(List<Values> records);

  /** Writes the same values to a record. */
  default void write(long id, Values values) {
    write(List.of(id), values);
  }

  /** Writes the same values to each of the records. */
  void write(Collection<Long> ids, Values values);

  /**
   * Writes to a record if nobody else has changed it since it was read.
   *
   * @param ifVersion the {@link ModelRecord#version} that it was read at
   * @throws dev.syncer.rpc.ConflictException if it is at another; the context has {@code model},
   *     {@code id}, {@code version} (the current one) and {@code record} (the current values)
   */
  default void write(long id, Values values, long ifVersion) {
    requireVersion(List.of(id), ifVersion);
    write(id, values);
  }

  /**
   * Refuses to go on unless each of the records is at this version. No other unit of work writes
   * between this check and the writes that follow it.
   *
   * @throws dev.syncer.rpc.ConflictException naming the first that is not, see {@link #write(long,
   *     Values, long)}
   * @throws dev.syncer.rpc.MissingException if one does not exist
   */
  void requireVersion(Collection<Long> ids, long version);

  /** Deletes a record. */
  default void unlink(long id) {
    unlink(List.of(id));
  }

  /** Deletes records; an id given twice counts once. */
  void unlink(Collection<Long> ids);
}
