package dev.syncer.core.shape;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.view.RecordReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records as they were at a position of the log that is not long ago. A database answers for
 * its newest state only; what has changed since, the log tells, with the record before each change.
 * So a search now, without the records that have changed and with those as they were, is the search
 * of then.
 */
public final class PastState {
  /** How far back it looks: more than this is read anew by those who ask. */
  private static final int MOST_COMMITS = 4_096;

  private static final int BATCH = 256;

  private final Registry registry;
  private final ReadTransaction transaction;
  private final long position;
  private final List<Commit> since;

  private PastState(
      Registry registry, ReadTransaction transaction, long position, List<Commit> since) {
    this.registry = registry;
    this.transaction = transaction;
    this.position = position;
    this.since = since;
  }

  /** The state at a position; empty if that is too long ago, or the log does not reach it. */
  public static Optional<PastState> at(
      Registry registry, ReadTransaction transaction, long position) {
    if (transaction.head() - position > MOST_COMMITS || transaction.oldest() > position + 1) {
      return Optional.empty();
    }
    List<Commit> since = new ArrayList<>();
    long read = position;
    while (read < transaction.head()) {
      List<Commit> some = transaction.log(read, BATCH);
      if (some.isEmpty()) {
        break;
      }
      since.addAll(some);
      read = some.get(some.size() - 1).position();
    }
    return Optional.of(new PastState(registry, transaction, position, since));
  }

  public long position() {
    return position;
  }

  /** The records that have changed since, each as it was; empty for one that did not exist. */
  private Map<Long, Optional<Row>> changed(Model model) {
    Map<Long, Optional<Row>> changed = new LinkedHashMap<>();
    for (Commit commit : since) {
      for (Change change : commit.changes()) {
        if (change.model() == model) {
          changed.putIfAbsent(change.record().id(), change.before());
        }
      }
    }
    return changed;
  }

  /** A record as it was; empty if it did not exist. */
  public Optional<Row> record(Model model, long id) {
    Optional<Row> before = changed(model).get(id);
    return before == null ? transaction.read(model, List.of(id)).stream().findFirst() : before;
  }

  /**
   * The first records of an order that matched, as a read shows them that asks for these fields.
   */
  List<Row> first(
      Model model, Condition condition, List<Order> orders, int limit, Projection shown) {
    Map<Long, Optional<Row>> changed = changed(model);
    // Each record that has changed may stand in the way of one that has not.
    int more = (int) Math.min(Integer.MAX_VALUE, (long) limit + changed.size());
    List<Row> unchanged = new ArrayList<>();
    for (Row row : transaction.search(model, condition, orders, more, 0)) {
      if (!changed.containsKey(row.id()) && unchanged.size() < limit) {
        unchanged.add(row);
      }
    }
    List<Row> rows = new ArrayList<>(RecordReader.shown(registry, transaction, unchanged, shown));
    List<Row> former = changed.values().stream().flatMap(Optional::stream).toList();
    // With the names of now too: who may read them now might not have read those of then.
    rows.addAll(
        RecordReader.named(
            registry, transaction, former.stream().filter(condition::matches).toList()));
    rows.sort(new RowOrder(orders));
    return rows.size() > limit ? List.copyOf(rows.subList(0, limit)) : List.copyOf(rows);
  }

  /**
   * What somebody sees differently who saw a shape and now sees another, without windows: the
   * records that are lost, as unlinks, and those that are gained, as creates.
   *
   * @param from one of them was seen last; where there are several, what is told may be known
   * @return empty if there are more than so many
   */
  public Optional<List<VisibleChange>> difference(List<Shape> from, Shape to, int most) {
    List<Condition> seen = from.stream().map(Shape::condition).toList();
    Condition now = to.condition();
    List<Row> lost = inButNotIn(to, new Condition.Any(seen), now, most);
    List<Row> gained = inButNotIn(to, now, new Condition.All(seen), most);
    if (lost.size() + gained.size() > most) {
      return Optional.empty();
    }
    List<VisibleChange> visibleChanges = new ArrayList<>();
    lost.forEach(row -> visibleChanges.add(VisibleChange.gone(row, row, true, true)));
    gained.forEach(row -> visibleChanges.add(VisibleChange.entered(row, true)));
    return Optional.of(visibleChanges);
  }

  private List<Row> inButNotIn(Shape to, Condition one, Condition other, int most) {
    Condition only = Conditions.normal(new Condition.All(List.of(one, new Condition.Not(other))));
    return first(to.model(), only, List.of(), most + 1, to.projection());
  }
}
