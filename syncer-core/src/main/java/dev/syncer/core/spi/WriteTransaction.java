package dev.syncer.core.spi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes inside a unit of work; what it wrote it reads. How many statements a call takes
 * does not grow with the records, but for the limits on the length of a statement.
 */
public interface WriteTransaction extends ReadTransaction {

  /**
   * Inserts records.
   *
   * @param rows their ids are not looked at
   * @return the ids given, in the order of the rows; ids rise and never come back
   */
  List<Long> insert(Model model, List<Row> rows);

  /** Overwrites all fields of records that exist, found by their ids. */
  void update(Model model, List<Row> rows);

  /** Deletes records. */
  void delete(Model model, Collection<Long> ids);

  /**
   * Does work that is undone alone if it throws: the transaction is then as it was before, and the
   * exception reaches the caller. May be nested.
   *
   * @param work uses this transaction
   */
  <T extends @Nullable Object> T savepoint(Supplier<T> work);

  /**
   * Keeps a text until the next start, see {@link StoreState#notes}; over an earlier one of the
   * key.
   *
   * @param text null to keep none
   */
  void note(String key, @Nullable String text);

  /** Puts a commit at the end of the log and answers its position; once in a unit of work. */
  long append(Commit commit);

  /**
   * Takes commits out of the log, oldest first, up to a position at most. Records stay as they are,
   * {@link #head} too, and positions do not come back, also where the log is empty then; nobody is
   * told. A call takes a bounded number, so that other units of work do not wait for long.
   *
   * @param upTo the last position that may go
   * @return whether there are more to go: prune again, in a unit of work of its own
   */
  boolean prune(long upTo);
}
