package dev.syncer.core.work;

import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work that writes, and collects what changes.
 *
 * <p>Creates and unlinks reach the tables at once, because a create needs its id; writes wait in
 * memory until a search has to see them or the unit of work ends. Each record is kept once, as it
 * was at the beginning and as it is now, and its change is the difference of the two. So whatever
 * happened in between merges by itself: create and write is a create, create and unlink is nothing,
 * values that end where they began are nothing. The version moves by one however often a record was
 * written.
 */
final class WritingUnit extends ReadingUnit {
  private final WriteTransaction transaction;
  private final Instant now;
  private final Map<Model, Map<Long, Tracked>> trackedByModel = new LinkedHashMap<>();
  private final List<Tracked> inOrder = new ArrayList<>();
  private final ValuesCheck check;

  WritingUnit(User user, Registry registry, WriteTransaction transaction, Instant now) {
    super(user, registry, transaction);
    this.transaction = transaction;
    this.now = now;
    this.check = new ValuesCheck(this);
  }

  @Override
  Collection<Row> rows(Model model, Collection<Long> ids) {
    Map<Long, Tracked> tracked = trackedByModel.getOrDefault(model, Map.of());
    List<Long> unknown = ids.stream().filter(id -> !tracked.containsKey(id)).toList();
    List<Row> rows = new ArrayList<>(ids.size());
    for (Long id : new LinkedHashSet<>(ids)) {
      Tracked known = tracked.get(id);
      if (known != null && known.now != null) {
        rows.add(known.now);
      }
    }
    if (!unknown.isEmpty()) {
      rows.addAll(transaction.read(model, unknown));
    }
    return rows;
  }

  @Override
  List<Long> create(Model model, List<Values> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    List<Row> rows = new ArrayList<>(records.size());
    for (Map<ModelField, @Nullable Object> values : check.forCreate(model, records)) {
      rows.add(newRow(model, values));
    }
    List<Long> ids = transaction.insert(model, rows);
    ModelField idField = model.fields().get(0);
    for (int i = 0; i < ids.size(); i++) {
      Tracked created = Tracked.created(rows.get(i).with(idField, ids.get(i)));
      created.isDirect = true;
      add(model, ids.get(i), created);
    }
    return ids;
  }

  private Row newRow(Model model, Map<ModelField, @Nullable Object> values) {
    @Nullable Object[] base = new @Nullable Object[model.fields().size()];
    Ref author = Ref.to(user().id());
    for (ModelField field : model.fields()) {
      base[field.index()] =
          switch (field.isBase() ? field.name() : "") {
            case "version" -> 1L;
            case "create_date", "write_date" -> now;
            case "create_uid", "write_uid" -> author;
            default -> null;
          };
    }
    return Row.of(model, base).with(values);
  }

  @Override
  void write(Model model, Collection<Long> ids, Values values) {
    Map<ModelField, @Nullable Object> checked = check.forWrite(model, values);
    for (Tracked tracked : track(model, ids)) {
      tracked.isDirect = true;
      set(tracked, checked);
    }
  }

  /** Sets values and, for a record that was there before, moves its version once. */
  private void set(Tracked tracked, Map<ModelField, ? extends @Nullable Object> values) {
    Row row = Objects.requireNonNull(tracked.now).with(values);
    Model model = row.definition();
    if (tracked.before != null) {
      Map<ModelField, Object> stamp = new LinkedHashMap<>();
      stamp.put(base(model, "version"), tracked.before.version() + 1);
      stamp.put(base(model, "write_date"), now);
      stamp.put(base(model, "write_uid"), Ref.to(user().id()));
      row = row.with(stamp);
    }
    tracked.now = row;
  }

  private static ModelField base(Model model, String name) {
    return model.fields().get(Model.BASE_FIELDS.indexOf(name));
  }

  @Override
  void unlink(Model model, Collection<Long> ids) {
    track(model, ids);
    Unlinking unlinking = new Unlinking(this);
    unlinking.add(model, ids);
    unlinking.check();
    unlinking.emptied().forEach((row, fields) -> emptyFields(row.definition(), row.id(), fields));
    unlinking
        .unlinked()
        .forEach(
            (gone, goneIds) -> {
              track(gone, goneIds).forEach(tracked -> remove(tracked));
              transaction.delete(gone, goneIds);
            });
    for (Tracked tracked : track(model, ids, true)) {
      tracked.isDirect = true;
    }
  }

  private static void remove(Tracked tracked) {
    tracked.now = null;
    tracked.stored = null;
  }

  private void emptyFields(Model model, long id, Set<ModelField> fields) {
    Map<ModelField, @Nullable Object> empty = new LinkedHashMap<>();
    fields.forEach(field -> empty.put(field, null));
    track(model, List.of(id)).forEach(tracked -> set(tracked, empty));
  }

  private List<Tracked> track(Model model, Collection<Long> ids) {
    return track(model, ids, false);
  }

  /** The tracked records of the ids, each once; reads those that are not tracked yet at once. */
  private List<Tracked> track(Model model, Collection<Long> ids, boolean alsoUnlinked) {
    Map<Long, Tracked> known = trackedByModel.computeIfAbsent(model, m -> new LinkedHashMap<>());
    Set<Long> unknown = new LinkedHashSet<>(ids);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      transaction.read(model, unknown).forEach(row -> add(model, row.id(), Tracked.read(row)));
    }
    List<Tracked> found = new ArrayList<>(ids.size());
    for (Long id : new LinkedHashSet<>(ids)) {
      Tracked tracked = known.get(id);
      if (tracked == null || (tracked.now == null && !alsoUnlinked)) {
        throw missing(model, id);
      }
      found.add(tracked);
    }
    return found;
  }

  private void add(Model model, long id, Tracked tracked) {
    trackedByModel.computeIfAbsent(model, m -> new LinkedHashMap<>()).put(id, tracked);
    inOrder.add(tracked);
  }

  @Override
  void flush() {
    trackedByModel.forEach(
        (model, tracked) -> {
          List<Row> rows = new ArrayList<>();
          for (Tracked each : tracked.values()) {
            if (each.needsFlush()) {
              rows.add(each.now);
              each.stored = each.now;
            }
          }
          if (!rows.isEmpty()) {
            transaction.update(model, rows);
          }
        });
  }

  /** Writes what still waits, and answers the commit; empty if nothing has changed. */
  Optional<Commit> finish() {
    List<Row> records = new ArrayList<>();
    List<Tracked> changed = new ArrayList<>();
    for (Tracked tracked : inOrder) {
      if (endsWhereItBegan(tracked)) {
        tracked.now = tracked.before;
      } else if (!trackedModel(tracked).isSystemOnly()) {
        changed.add(tracked);
        records.add(tracked.now == null ? Objects.requireNonNull(tracked.before) : tracked.now);
      }
    }
    flush();
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    List<Row> named = named(records);
    List<Change> changes = new ArrayList<>(changed.size());
    for (int i = 0; i < changed.size(); i++) {
      changes.add(change(changed.get(i), named.get(i)));
    }
    return Optional.of(new Commit(0, now, user(), null, changes));
  }

  private static Model trackedModel(Tracked tracked) {
    Row row = tracked.now == null ? tracked.before : tracked.now;
    return Objects.requireNonNull(row).definition();
  }

  private static boolean endsWhereItBegan(Tracked tracked) {
    if (tracked.before == null || tracked.now == null) {
      return tracked.before == tracked.now;
    }
    return difference(tracked.before, tracked.now).isEmpty();
  }

  /** The declared fields that differ, with their values before. */
  private static Map<ModelField, @Nullable Object> difference(Row before, Row after) {
    Map<ModelField, @Nullable Object> old = new LinkedHashMap<>();
    for (ModelField field : before.definition().declaredFields()) {
      if (!before.agreesOn(field, after)) {
        old.put(field, before.value(field));
      }
    }
    return old;
  }

  private static Change change(Tracked tracked, Row named) {
    boolean isIndirect = !tracked.isDirect;
    if (tracked.before == null) {
      return new Change(ChangeKind.CREATE, named, Map.of(), isIndirect);
    }
    if (tracked.now == null) {
      return new Change(ChangeKind.UNLINK, named, Map.of(), isIndirect);
    }
    return new Change(ChangeKind.WRITE, named, difference(tracked.before, tracked.now), isIndirect);
  }
}
