package dev.syncer.api;

import java.util.Collection;
import java.util.List;

/**
 * The records of one model inside a unit of work. What it writes is seen by what it reads.
 *
 * <p>Refusals are {@link dev.syncer.rpc.ValidationException} (a value that does not fit), {@link
 * dev.syncer.rpc.MissingException} (no such record), {@link dev.syncer.rpc.ConflictException};
 * after one of them nothing of that call is written.
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

  /** Removes a record. */
  default void unlink(long id) {
    unlink(List.of(id));
  }

  /** Removes records; an id given twice counts once. */
  void unlink(Collection<Long> ids);

  /** Reads the records that exist among the ids, in the order of the ids. */
  List<ModelRecord> read(Collection<Long> ids);

  /**
   * Reads one record.
   *
   * @throws dev.syncer.rpc.MissingException if it does not exist
   */
  ModelRecord get(long id);

  /** The ids of the records that match, in the order asked for. */
  List<Long> search(Query query);

  /** The records that match, in the order asked for. */
  List<ModelRecord> searchRead(Query query);

  /** How many records match; order, limit and offset are not looked at. */
  long count(Query query);
}
