package dev.syncer.core.spi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Reads one state of the database; used by one thread, and only inside its unit of work. */
public interface ReadTransaction {

  /** The records that exist among the ids, ids ascending. Many2ones have no names yet. */
  List<Row> read(Model model, Collection<Long> ids);

  /**
   * The records that match.
   *
   * @param orders first sort first; ids ascending decide between equals
   * @param limit 1 or more
   * @param offset 0 or more
   */
  List<Row> search(Model model, Condition condition, List<Order> orders, int limit, int offset);

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
  List<Commit> log(long after, int limit);

  /**
   * The commits that changed a record, newest first, each with the change of that record alone.
   *
   * @param limit 1 or more
   */
  List<Commit> log(Model model, long id, int limit);
}
