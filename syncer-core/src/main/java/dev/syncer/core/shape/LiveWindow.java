package dev.syncer.core.shape;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.work.RecordReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The records of a shape with a window, kept up to date commit by commit. It knows some records
 * more than it shows, so that one that goes is followed by the next without a look into the
 * database; only when these run out it reads again. Used by one thread at a time.
 */
public final class LiveWindow {
  /** Records that are known beyond those that are shown. */
  private static final int RESERVE = 32;

  private final Shape shape;
  private final Window window;
  private final RowOrder order;
  private final Registry registry;
  private final Store store;
  private final TreeSet<Row> known;
  private final Map<Long, Row> byId = new HashMap<>();

  /** Whether no record that matches stands behind those that are known. */
  private boolean knowsAll;

  private long changedAt;

  private LiveWindow(Shape shape, Window window, Registry registry, Store store) {
    this.shape = shape;
    this.window = window;
    this.order = new RowOrder(window.orders());
    this.known = new TreeSet<>(order);
    this.registry = registry;
    this.store = store;
  }

  /**
   * The window as it was at a position.
   *
   * @param shape has a window
   */
  public static LiveWindow at(long position, Shape shape, Registry registry, Store store) {
    LiveWindow live = new LiveWindow(shape, shape.window().orElseThrow(), registry, store);
    live.read(position);
    live.changedAt = position;
    return live;
  }

  /** The position of the last commit that was seen here; where it began if there was none. */
  public long changedAt() {
    return changedAt;
  }

  /** The records that are shown, in their order. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>(window.limit());
    for (Row row : known) {
      if (rows.size() == window.limit()) {
        break;
      }
      rows.add(row);
    }
    return rows;
  }

  private void read(long position) {
    int most = window.limit() + RESERVE;
    List<Row> rows =
        store.read(
            transaction ->
                PastState.at(registry, transaction, position)
                    .orElseThrow(
                        () -> new StoreException("the log does not reach a window any more", null))
                    .first(shape.model(), shape.condition(), window.orders(), most));
    known.clear();
    byId.clear();
    rows.forEach(this::add);
    knowsAll = rows.size() < most;
  }

  private void add(Row row) {
    known.add(row);
    byId.put(row.id(), row);
  }

  private @Nullable Row remove(long id) {
    Row row = byId.remove(id);
    if (row != null) {
      known.remove(row);
    }
    return row;
  }

  /** Brings the window to the state after a commit, and tells what those see who look at it. */
  public List<Sight> apply(Commit commit) {
    Map<Long, Row> before = shown();
    Map<Long, Change> changes = new LinkedHashMap<>();
    for (Change change : commit.changes()) {
      if (change.model() == shape.model()) {
        changes.put(change.record().id(), change);
        apply(change);
      }
    }
    if (known.size() < window.limit() && !knowsAll) {
      read(commit.position());
    }
    while (known.size() > window.limit() + RESERVE) {
      byId.remove(known.pollLast().id());
      knowsAll = false;
    }
    List<Sight> sights = difference(before, shown(), changes);
    if (!sights.isEmpty()) {
      changedAt = commit.position();
    }
    return sights;
  }

  private void apply(Change change) {
    remove(change.record().id());
    if (change.kind() != ChangeKind.UNLINK && shape.condition().matches(change.record())) {
      Row row = change.record();
      // Behind the last that is known there may be others that come first.
      if (knowsAll || (!known.isEmpty() && order.compare(row, known.last()) < 0)) {
        add(row);
      }
    }
  }

  private Map<Long, Row> shown() {
    Map<Long, Row> shown = new LinkedHashMap<>();
    rows().forEach(row -> shown.put(row.id(), row));
    return shown;
  }

  /** A record is known with the names of an earlier commit. */
  private void named(Map<Long, Row> rows) {
    if (!rows.isEmpty()) {
      List<Row> known = List.copyOf(rows.values());
      store
          .read(transaction -> RecordReader.named(registry, transaction, known))
          .forEach(row -> rows.put(row.id(), row));
    }
  }

  private List<Sight> difference(
      Map<Long, Row> before, Map<Long, Row> after, Map<Long, Change> changes) {
    List<Sight> sights = new ArrayList<>();
    Map<Long, Row> movedUp = new LinkedHashMap<>(after);
    movedUp.keySet().removeAll(before.keySet());
    movedUp.keySet().removeAll(changes.keySet());
    named(movedUp);
    before.forEach(
        (id, row) -> {
          if (!after.containsKey(id)) {
            Change change = changes.get(id);
            boolean isGone = change != null && change.kind() == ChangeKind.UNLINK;
            Row now = change == null ? row : change.record();
            sights.add(Sight.gone(row, now, !isGone, change == null || change.isIndirect()));
          }
        });
    after.forEach(
        (id, row) -> {
          Change change = changes.get(id);
          if (!before.containsKey(id)) {
            Row entered = movedUp.getOrDefault(id, row);
            sights.add(Sight.entered(entered, change == null || change.isIndirect()));
          } else if (change != null) {
            Sight written = shape.written(change);
            if (written != null) {
              sights.add(written);
            }
          }
        });
    return sights;
  }
}
