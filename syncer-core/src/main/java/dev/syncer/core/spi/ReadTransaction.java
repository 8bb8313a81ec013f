package dev.syncer.core.spi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one state of the database; used by one thread, and only inside its unit of work.
 *
 * <p>Each row that is read is {@linkplain MemoryClaim#take taken} from the current claim before the
 * next one is read. Rows that were read in part {@linkplain Row#shows show} only what was read.
 */
public interface ReadTransaction {

  /** The records that exist among the ids, ids ascending. Many2ones have no names yet. */
  default List<Row> read(Model model, Collection<Long> ids) {
    return read(model, ids, null);
  }

  /**
   * As {@link #read(Model, Collection)}, but only some of the fields.
   *
   * @param fields what is read, beside id and version; null for everything
   */
  List<Row> read(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields);

  /**
   * The records that match, entire.
   *
   * @param orders first sort first; ids ascending decide between equals
   * @param limit 1 or more
   * @param offset 0 or more
   */
  default List<Row> search(
      Model model, Condition condition, List<Order> orders, int limit, int offset) {
    return search(model, new Search(condition, orders, limit, offset, null, Long.MAX_VALUE)).rows();
  }

  /** The records that match, as far and as much of them as is asked for. */
  Found search(Model model, Search search);

  /** How many records match. */
  long count(Model model, Condition condition);

  /** The position of the last commit in this state; 0 if there is none. */
  long head();

  /** The position of the first commit that the log still holds; head + 1 if it holds none. */
  long oldest();

  /**
   * The position of the last commit before a time; {@link #oldest} - 1 if the log holds none.
   * Cheap, however long the log is. Where the clock was put back, it is one of several.
   */
  long lastBefore(Instant time);

  /** The commits after a position, in order, at most {@code limit}. */
  default List<Commit> log(long after, int limit) {
    return log(after, limit, Long.MAX_VALUE);
  }

  /**
   * The commits after a position, in order, at most {@code limit}.
   *
   * @param bytes {@link Commit#bytes} that they have together, but for the first, which may be
   *     larger
   */
  List<Commit> log(long after, int limit, long bytes);

  /**
   * The commits that changed a record, newest first, each with the change of that record alone.
   *
   * @param limit 1 or more
   */
  List<Commit> log(Model model, long id, int limit);
}
