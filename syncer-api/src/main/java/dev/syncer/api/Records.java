package dev.syncer.api;

import java.util.Collection;
import java.util.List;

/**
 * The records of one model inside a unit of work. What it writes is seen by what it reads.
 *
 * <p>Refusals are {@link dev.syncer.rpc.ValidationException} (a value that does not fit), {@link
 * dev.syncer.rpc.MissingException} (no such record), {@link dev.syncer.rpc.ConflictException};
 * after one of them, or after a hook that throws, nothing of that call is written, and the unit of
 * work may go on.
 */
public interface Records {

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
   * Makes sure that each of the records is at a version. Nobody comes between this and the writes
   * of the same unit of work.
   *
   * @throws dev.syncer.rpc.ConflictException naming the first that is not, see {@link #write(long,
   *     Values, long)}
   * @throws dev.syncer.rpc.MissingException if one does not exist
   */
  void requireVersion(Collection<Long> ids, long version);

  /** Removes a record. */
  default void unlink(long id) {
    unlink(List.of(id));
  }

  /** Removes records; an id given twice counts once. */
  void unlink(Collection<Long> ids);

  /** Reads the records that exist among the ids, in the order of the ids. */
  List<ModelRecord> read(Collection<Long> ids);

  /**
   * Reads some fields of the records that exist among the ids, in the order of the ids. Nothing
   * else is read or computed; besides these a record has its {@code id} and {@code version}, as if
   * the model had no other fields.
   *
   * @param fields names of fields; {@code display_name} for the one that records are called by
   * @throws dev.syncer.rpc.ValidationException if the model has no such field
   */
  List<ModelRecord> read(Collection<Long> ids, Collection<String> fields);

  /**
   * Reads one record.
   *
   * @throws dev.syncer.rpc.MissingException if it does not exist
   */
  ModelRecord get(long id);

  /** The last 100 committed changes of a record, newest first; see {@link #history(long, int)}. */
  default List<HistoryEntry> history(long id) {
    return history(id, 100);
  }

  /**
   * The committed changes of a record, newest first, as far as the change log reaches; empty if it
   * tells nothing of the record. Also of a record that is gone. Looks through the log, so it is
   * meant for one record that somebody looks at, not for many.
   *
   * @param limit at most so many, 1 or more
   */
  List<HistoryEntry> history(long id, int limit);

  /** The ids of the records that match, in the order asked for. */
  List<Long> search(Query query);

  /** The records that match, in the order asked for. */
  List<ModelRecord> searchRead(Query query);

  /**
   * Some fields of the records that match, in the order asked for; see {@link #read(Collection,
   * Collection)}.
   */
  List<ModelRecord> searchRead(Query query, Collection<String> fields);

  /** How many records match; order, limit and offset are not looked at. */
  long count(Query query);
}
