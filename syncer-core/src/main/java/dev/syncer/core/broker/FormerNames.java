package dev.syncer.core.broker;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.spi.ReadTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The log has the names of the time of each commit. Who reads it later may read a record by now
 * that was hidden then: so the name that it had is told only to those who might read it then.
 */
final class FormerNames {
  /** Changes of one record that are looked at; where there are more, its name is not told. */
  private static final int MOST_CHANGES = 64;

  private FormerNames() {}

  /**
   * Those of the records whose names of the time of a commit may be told. Costs a look into the log
   * for each of them, but nothing at the head.
   *
   * @param limit which records may be read
   * @param ids records that may be read now
   */
  static Set<Long> shown(
      ReadTransaction transaction, Model model, Condition limit, Set<Long> ids, long position) {
    if (transaction.head() <= position) {
      return ids;
    }
    Set<Long> shown = new HashSet<>(ids);
    shown.removeIf(id -> wasHidden(transaction, model, limit, id, position));
    return shown;
  }

  private static boolean wasHidden(
      ReadTransaction transaction, Model model, Condition limit, long id, long position) {
    List<Commit> newestFirst = transaction.log(model, id, MOST_CHANGES);
    List<Commit> since = newestFirst.stream().filter(c -> c.position() > position).toList();
    if (since.isEmpty()) {
      return false;
    }
    Commit first = since.get(since.size() - 1);
    return since.size() == MOST_CHANGES
        || first.changes().get(0).before().filter(limit::matches).isEmpty();
  }
}
