package dev.syncer.core.shape;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The records of a shape with a window, kept up to date commit by commit. It knows some records
 * more than it shows, so that one that goes is followed by the next without a look into the
 * database; only when these run out, or a record moves up whose links have names, something has to
 * be read. What a commit costs grows with its changes and not with the window. Used by one thread
 * at a time.
 *
 * <p>{@link #apply} reads nothing. Where it answers nothing, {@link #complete} has to be called,
 * where one may read, before the next commit.
 */
public final class LiveWindow {
  /** Records that are known beyond those that are shown. */
  private static final int RESERVE = 32;

  private final Shape shape;
  private final Window window;
  private final RowOrder order;
  private final Registry registry;
  private final Store store;

  /** The records that are shown. */
  private final TreeSet<Row> shown;

  /** Those that follow. */
  private final TreeSet<Row> reserve;

  private final Map<Long, Row> byId = new HashMap<>();

  /** What {@link #byId} takes. */
  private long bytes;

  /** Whether no record that matches stands behind those that are known. */
  private boolean knowsAll;

  private long changedAt;
  private @Nullable Step step;

  /** A commit that is being applied. */
  private static final class Step {
    final Commit commit;
    final Map<Long, Change> changes = new LinkedHashMap<>();

    /** As they were shown before, of all records that may not be shown any more. */
    final Map<Long, Row> was = new LinkedHashMap<>();

    /** Records that may be shown now and were not before. */
    final Map<Long, Row> came = new LinkedHashMap<>();

    Step(Commit commit) {
      this.commit = commit;
    }
  }

  private LiveWindow(Shape shape, Window window, Registry registry, Store store) {
    this.shape = shape;
    this.window = window;
    this.order = new RowOrder(window.orders());
    this.shown = new TreeSet<>(order);
    this.reserve = new TreeSet<>(order);
    this.registry = registry;
    this.store = store;
  }

  /**
   * The window as it was at a position. Reads the database.
   *
   * @param shape has a window
   * @return empty if the log does not reach back to the position any more
   */
  public static Optional<LiveWindow> at(
      long position, Shape shape, Registry registry, Store store) {
    LiveWindow live = new LiveWindow(shape, shape.window().orElseThrow(), registry, store);
    live.changedAt = position;
    return live.read(position)
        .map(
            rows -> {
              live.replace(rows);
              return live;
            });
  }

  /** The position of the last commit that was seen here; where it began if there was none. */
  public long changedAt() {
    return changedAt;
  }

  /** The records that are shown, in their order. */
  public List<Row> rows() {
    return new ArrayList<>(shown);
  }

  /** How many records it knows. */
  public int size() {
    return byId.size();
  }

  /** About how many bytes of memory the records take that it knows. */
  public long bytes() {
    return bytes;
  }

  private void know(Row row) {
    bytes += row.bytes();
    Row before = byId.put(row.id(), row);
    bytes -= before == null ? 0 : before.bytes();
  }

  private @Nullable Row forget(long id) {
    Row known = byId.remove(id);
    bytes -= known == null ? 0 : known.bytes();
    return known;
  }

  private int most() {
    return window.limit() + RESERVE;
  }

  private Optional<List<Row>> read(long position) {
    return store.read(
        transaction ->
            PastState.at(registry, transaction, position)
                .map(
                    state ->
                        state.first(
                            shape.model(),
                            shape.condition(),
                            window.orders(),
                            most(),
                            shape.projection())));
  }

  private void replace(List<Row> rows) {
    shown.clear();
    reserve.clear();
    byId.clear();
    bytes = 0;
    for (Row row : rows) {
      (shown.size() < window.limit() ? shown : reserve).add(row);
      know(row);
    }
    knowsAll = rows.size() < most();
  }

  /**
   * Brings the window to the state after a commit, and tells what those see who look at it.
   *
   * @return empty if something has to be read first, see {@link #complete}
   */
  public Optional<List<VisibleChange>> apply(Commit commit) {
    if (step != null) {
      throw new IllegalStateException("the commit before this one is not complete");
    }
    Step now = new Step(commit);
    for (Change change : commit.changes()) {
      if (change.model() == shape.model()) {
        now.changes.put(change.record().id(), change);
        apply(change, now);
      }
    }
    balance(now);
    step = now;
    boolean lacksRows = shown.size() < window.limit() && !knowsAll;
    return lacksRows || lacksNames(now) ? Optional.empty() : Optional.of(finish(now, Map.of()));
  }

  /**
   * Reads what {@link #apply} lacked, and tells what it could not. Whatever it throws, the window
   * is of no use then.
   *
   * @return empty if the log does not reach back to the commit any more: nor is it of use then
   */
  public Optional<List<VisibleChange>> complete() {
    Step now = step;
    if (now == null) {
      throw new IllegalStateException("there is no commit to complete");
    }
    if (shown.size() < window.limit() && !knowsAll) {
      Optional<List<Row>> rows = read(now.commit.position());
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      refill(now, rows.orElseThrow());
    }
    return Optional.of(finish(now, names(now)));
  }

  private void apply(Change change, Step now) {
    long id = change.record().id();
    Row known = forget(id);
    if (known != null && shown.remove(known)) {
      now.was.putIfAbsent(id, known);
      now.came.remove(id);
    } else if (known != null) {
      reserve.remove(known);
    }
    if (change.kind() != ChangeKind.UNLINK && shape.condition().matches(change.record())) {
      Row row = change.record();
      // Behind the last that is known there may be others that come first.
      if (knowsAll || isBeforeTheLast(row)) {
        know(row);
        if (shown.size() < window.limit() && reserve.isEmpty()
            || !shown.isEmpty() && order.compare(row, shown.last()) < 0) {
          shown.add(row);
          now.came.put(id, row);
        } else {
          reserve.add(row);
        }
      }
    }
  }

  private boolean isBeforeTheLast(Row row) {
    if (!reserve.isEmpty()) {
      return order.compare(row, reserve.last()) < 0;
    }
    return !shown.isEmpty() && order.compare(row, shown.last()) < 0;
  }

  /** Moves records over the end of what is shown, until it is full and no more than that. */
  private void balance(Step now) {
    while (shown.size() > window.limit()) {
      Row last = shown.pollLast();
      reserve.add(last);
      if (now.came.remove(last.id()) == null) {
        now.was.putIfAbsent(last.id(), last);
      }
    }
    while (shown.size() < window.limit() && !reserve.isEmpty()) {
      Row next = reserve.pollFirst();
      shown.add(next);
      now.came.put(next.id(), next);
    }
    while (byId.size() > most()) {
      forget(reserve.pollLast().id());
      knowsAll = false;
    }
  }

  private void refill(Step now, List<Row> rows) {
    Map<Long, Row> before = new HashMap<>();
    shown.forEach(row -> before.put(row.id(), row));
    replace(rows);
    for (Row row : shown) {
      if (before.remove(row.id()) == null) {
        now.came.put(row.id(), row);
      }
    }
    before.forEach(
        (id, row) -> {
          if (now.came.remove(id) == null) {
            now.was.putIfAbsent(id, row);
          }
        });
  }

  /** Records that moved up are known with the names of an earlier commit. */
  private List<Row> movedUp(Step now) {
    return now.came.values().stream()
        .filter(row -> !now.was.containsKey(row.id()) && !now.changes.containsKey(row.id()))
        .toList();
  }

  private boolean lacksNames(Step now) {
    return shape.model().fields().stream().anyMatch(field -> field.target() != null)
        && !movedUp(now).isEmpty();
  }

  private Map<Long, Row> names(Step now) {
    List<Row> movedUp = movedUp(now);
    Map<Long, Row> named = new HashMap<>();
    if (!movedUp.isEmpty()) {
      store
          .read(transaction -> RecordReader.named(registry, transaction, movedUp))
          .forEach(row -> named.put(row.id(), row));
    }
    return named;
  }

  private List<VisibleChange> finish(Step now, Map<Long, Row> named) {
    step = null;
    List<VisibleChange> visibleChanges = new ArrayList<>();
    for (Row row : inOrder(now.was)) {
      if (!now.came.containsKey(row.id())) {
        Change change = now.changes.get(row.id());
        boolean isGone = change != null && change.kind() == ChangeKind.UNLINK;
        Row after = change == null ? row : change.record();
        visibleChanges.add(
            VisibleChange.gone(row, after, !isGone, change == null || change.isIndirect()));
      }
    }
    for (Row row : inOrder(now.came)) {
      Change change = now.changes.get(row.id());
      if (!now.was.containsKey(row.id())) {
        Row entered = named.getOrDefault(row.id(), row);
        visibleChanges.add(VisibleChange.entered(entered, change == null || change.isIndirect()));
      } else if (change != null) {
        VisibleChange written = shape.written(change);
        if (written != null) {
          visibleChanges.add(written);
        }
      }
    }
    if (!visibleChanges.isEmpty()) {
      changedAt = now.commit.position();
    }
    return visibleChanges;
  }

  private List<Row> inOrder(Map<Long, Row> rows) {
    TreeMap<Row, Row> sorted = new TreeMap<>(order);
    rows.values().forEach(row -> sorted.put(row, row));
    return List.copyOf(sorted.keySet());
  }
}
