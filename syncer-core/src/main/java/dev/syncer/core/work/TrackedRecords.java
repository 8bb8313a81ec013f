package dev.syncer.core.work;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.core.view.RecordView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that a unit of work has looked at to change them, each once, however often it is
 * asked for; and those of them whose values wait to be written.
 */
final class TrackedRecords {
  private final WriteTransaction transaction;
  private final Map<Model, Map<Long, Tracked>> byModel = new LinkedHashMap<>();
  private final List<Tracked> inOrder = new ArrayList<>();
  private final Savepoints savepoints;
  private final Set<Tracked> waiting = new LinkedHashSet<>();

  TrackedRecords(WriteTransaction transaction, Savepoints savepoints) {
    this.transaction = transaction;
    this.savepoints = savepoints;
  }

  /**
   * The rows as they are now, also of records that are not tracked.
   *
   * @param fields what is read of those; null for everything
   */
  Collection<Row> rows(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    Map<Long, Tracked> tracked = byModel.getOrDefault(model, Map.of());
    List<Long> unknown = ids.stream().filter(id -> !tracked.containsKey(id)).toList();
    List<Row> rows = new ArrayList<>(ids.size());
    for (Long id : new LinkedHashSet<>(ids)) {
      Tracked known = tracked.get(id);
      if (known != null && known.now != null) {
        rows.add(known.now);
      }
    }
    if (!unknown.isEmpty()) {
      rows.addAll(transaction.read(model, unknown, fields));
    }
    return rows;
  }

  /**
   * The records of the ids, each once; reads those that are not tracked yet at once.
   *
   * @throws dev.syncer.rpc.MissingException if one does not exist, or not any more
   */
  List<Tracked> find(Model model, Collection<Long> ids) {
    return find(model, ids, false);
  }

  /** As {@link #find(Model, Collection)}, but a record may have been unlinked in this unit. */
  List<Tracked> findAlsoUnlinked(Model model, Collection<Long> ids) {
    return find(model, ids, true);
  }

  private List<Tracked> find(Model model, Collection<Long> ids, boolean alsoUnlinked) {
    Map<Long, Tracked> known = track(model, ids);
    List<Tracked> found = new ArrayList<>(ids.size());
    for (Long id : new LinkedHashSet<>(ids)) {
      Tracked tracked = known.get(id);
      if (tracked == null || (tracked.now == null && !alsoUnlinked)) {
        throw RecordView.missing(model, id);
      }
      found.add(tracked);
    }
    return found;
  }

  /** Tracks the records of the ids, and answers all of the model that are tracked. */
  private Map<Long, Tracked> track(Model model, Collection<Long> ids) {
    Map<Long, Tracked> known = byModel.computeIfAbsent(model, m -> new LinkedHashMap<>());
    Set<Long> unknown = new LinkedHashSet<>(ids);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      transaction.read(model, unknown).forEach(row -> add(Tracked.read(row)));
    }
    return known;
  }

  /** The records of the ids, each once; those that do not exist are left out. */
  List<Tracked> existing(Model model, Collection<Long> ids) {
    Map<Long, Tracked> known = track(model, ids);
    List<Tracked> existing = new ArrayList<>(ids.size());
    for (Long id : new LinkedHashSet<>(ids)) {
      Tracked tracked = known.get(id);
      if (tracked != null && tracked.now != null) {
        existing.add(tracked);
      }
    }
    return existing;
  }

  /** From now on the record is tracked. */
  void add(Tracked tracked) {
    byModel.computeIfAbsent(tracked.model, m -> new LinkedHashMap<>()).put(tracked.id, tracked);
    inOrder.add(tracked);
  }

  /** All tracked records, in the order in which they were looked at. */
  List<Tracked> inOrder() {
    return inOrder;
  }

  /** What is known of the record is about to change. */
  void aboutToChange(Tracked tracked) {
    savepoints.remember(tracked);
  }

  /** Values of the record are about to change, and to be written. */
  void aboutToWrite(Tracked tracked) {
    savepoints.remember(tracked);
    waiting.add(tracked);
  }

  /** Writes the values that wait. */
  void flush() {
    Map<Model, List<Row>> rows = new LinkedHashMap<>();
    for (Tracked each : waiting) {
      if (each.needsFlush()) {
        savepoints.remember(each);
        rows.computeIfAbsent(each.model, m -> new ArrayList<>())
            .add(Objects.requireNonNull(each.now));
        each.stored = each.now;
      }
    }
    List<Tracked> flushed = List.copyOf(waiting);
    savepoints.losing(() -> waiting.addAll(flushed));
    waiting.clear();
    rows.forEach(transaction::update);
  }

  /** An attempt begins. */
  void beginAttempt() {
    savepoints.begin(inOrder.size());
  }

  /** The records that the innermost attempt has changed or created. */
  Set<Tracked> changedInAttempt() {
    return savepoints.changed(inOrder);
  }

  /** The innermost attempt has ended well. */
  void attemptSucceeded() {
    savepoints.succeed();
  }

  /** The innermost attempt has failed: all records are as they were when it began. */
  void attemptFailed() {
    List<Tracked> removed = savepoints.fail(inOrder);
    for (Tracked undone : removed) {
      Objects.requireNonNull(byModel.get(undone.model)).remove(undone.id);
      waiting.remove(undone);
    }
  }
}
