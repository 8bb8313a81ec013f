package dev.syncer.api;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The records of one model, as the user who acts may read them. {@link Records} also writes. */
public interface ReadRecords {

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

  /** As {@link #read(Collection, Collection)}, with typed fields. */
  default List<ModelRecord> read(Collection<Long> ids, Field<?>... fields) {
    return read(ids, Stream.of(fields).map(Field::name).toList());
  }

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

  /** The ids of the records that match, ascending. */
  default List<Long> search(Filter which) {
    return search(Query.of(which));
  }

  /** The ids of the records that match, in the order asked for. */
  List<Long> search(Query query);

  /** The records that match, ids ascending. */
  default List<ModelRecord> searchRead(Filter which) {
    return searchRead(Query.of(which));
  }

  /** The records that match, in the order asked for. */
  List<ModelRecord> searchRead(Query query);

  /**
   * Some fields of the records that match, in the order asked for; see {@link #read(Collection,
   * Collection)}.
   */
  List<ModelRecord> searchRead(Query query, Collection<String> fields);

  /** As {@link #searchRead(Query, Collection)}, with typed fields. */
  default List<ModelRecord> searchRead(Query query, Field<?>... fields) {
    return searchRead(query, Stream.of(fields).map(Field::name).toList());
  }

  /** How many records match. */
  default long count(Filter which) {
    return count(Query.of(which));
  }

  /** How many records match; order, limit and offset are not looked at. */
  long count(Query query);
}
