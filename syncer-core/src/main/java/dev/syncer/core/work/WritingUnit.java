package dev.syncer.core.work;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ModelHook.Moment;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
  private final Consequences consequences;
  private final ToManyWrites lists;
  private final HookCalls hooks = new HookCalls(this);
  private final Attempts attempts = new Attempts();
  private final Set<Tracked> waiting = new LinkedHashSet<>();

  WritingUnit(User user, Registry registry, WriteTransaction transaction, Instant now) {
    super(user, registry, transaction);
    this.transaction = transaction;
    this.now = now;
    this.check = new ValuesCheck(this);
    this.consequences = new Consequences(this);
    this.lists = new ToManyWrites(this, reach());
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
  List<Row> stored(Model model, Condition condition) {
    flushColumns();
    return super.stored(model, condition);
  }

  @Override
  List<Long> create(Model model, List<Values> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    List<Map<ModelField, @Nullable Object>> checked = checkedForCreate(model, records);
    List<Row> rows = new ArrayList<>(records.size());
    checked.forEach(values -> rows.add(newRow(model, columnsOf(values))));
    List<Long> ids = transaction.insert(model, rows);
    ModelField idField = model.fields().get(0);
    for (int i = 0; i < ids.size(); i++) {
      Tracked created = Tracked.created(rows.get(i).with(idField, ids.get(i)));
      created.isDirect = !hooks.areRunning();
      add(model, ids.get(i), created);
    }
    consequences.created(model, ids);
    writeLists(ids, checked);
    hooks.run(Moment.AFTER_CREATE, model, ids);
    return ids;
  }

  private List<Map<ModelField, @Nullable Object>> checkedForCreate(
      Model model, List<Values> records) {
    if (model.hooks(Moment.BEFORE_CREATE).isEmpty()) {
      return check.forCreate(model, records, isTrusted());
    }
    records.forEach(values -> check.writable(model, values));
    return check.forCreate(model, hooks.beforeCreate(model, records), true);
  }

  private static Map<ModelField, @Nullable Object> columnsOf(
      Map<ModelField, @Nullable Object> values) {
    Map<ModelField, @Nullable Object> columns = new LinkedHashMap<>(values);
    columns.keySet().removeIf(field -> field.type().isToMany());
    return columns;
  }

  /** The commands that values hold for the lists of a record, each list of all records at once. */
  @SuppressWarnings("unchecked") // the check has put commands there
  private void writeLists(
      Collection<Long> owners, Iterable<Map<ModelField, @Nullable Object>> valuesOfEach) {
    Map<ModelField, Map<Long, List<Command>>> byField = new LinkedHashMap<>();
    Iterator<Map<ModelField, @Nullable Object>> values = valuesOfEach.iterator();
    for (Long owner : owners) {
      values
          .next()
          .forEach(
              (field, value) -> {
                if (field.type().isToMany() && value != null) {
                  byField
                      .computeIfAbsent(field, f -> new LinkedHashMap<>())
                      .put(owner, (List<Command>) value);
                }
              });
    }
    byField.forEach(lists::apply);
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
    track(model, ids);
    Map<ModelField, @Nullable Object> checked = checkedForWrite(model, ids, values);
    Map<ModelField, @Nullable Object> columns = columnsOf(checked);
    for (Tracked tracked : track(model, ids)) {
      named(tracked);
      set(tracked, columns);
    }
    writeLists(ids, Collections.nCopies(ids.size(), checked));
    hooks.run(Moment.AFTER_WRITE, model, ids);
  }

  private Map<ModelField, @Nullable Object> checkedForWrite(
      Model model, Collection<Long> ids, Values values) {
    if (model.hooks(Moment.BEFORE_WRITE).isEmpty()) {
      return check.forWrite(model, values, isTrusted());
    }
    check.writable(model, values);
    return check.forWrite(model, hooks.beforeWrite(model, ids, values), true);
  }

  /** A call names the record, unless it is the call of a hook. */
  private void named(Tracked tracked) {
    if (!hooks.areRunning()) {
      attempts.remember(tracked);
      tracked.isDirect = true;
    }
  }

  /** Sets values and, for a record that was there before, moves its version once. */
  void set(Tracked tracked, Map<ModelField, ? extends @Nullable Object> values) {
    Row old = Objects.requireNonNull(tracked.now);
    Row row = old.with(values);
    attempts.remember(tracked);
    waiting.add(tracked);
    tracked.now = row;
    consequences.written(old, row, values.keySet());
    if (!values.isEmpty()) {
      stamp(tracked);
    }
  }

  private void stamp(Tracked tracked) {
    Row row = Objects.requireNonNull(tracked.now);
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
    Unlinking unlinking = hooks.beforeUnlink(model, ids);
    unlinking.check();
    Map<Model, List<ModelRecord>> last = hooks.seenAfter(unlinking);
    empty(unlinking.emptied());
    unlinking
        .unlinked()
        .forEach(
            (gone, goneIds) -> {
              track(gone, goneIds).forEach(this::remove);
              transaction.delete(gone, goneIds);
            });
    track(model, ids, true).forEach(this::named);
    hooks.afterUnlink(last);
  }

  private void remove(Tracked tracked) {
    attempts.remember(tracked);
    consequences.unlinked(Objects.requireNonNull(tracked.now));
    tracked.now = null;
    tracked.stored = null;
  }

  private void empty(Map<Row, Set<ModelField>> fieldsByRow) {
    Map<Model, Set<Long>> ids = new LinkedHashMap<>();
    fieldsByRow
        .keySet()
        .forEach(
            row -> ids.computeIfAbsent(row.definition(), m -> new LinkedHashSet<>()).add(row.id()));
    ids.forEach(this::track); // read at once what is written one by one
    fieldsByRow.forEach(
        (row, fields) -> {
          Map<ModelField, @Nullable Object> empty = new LinkedHashMap<>();
          fields.forEach(field -> empty.put(field, null));
          track(row.definition(), List.of(row.id())).forEach(tracked -> set(tracked, empty));
        });
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
    settle();
    flushColumns();
  }

  @Override
  void settle() {
    consequences.settle();
  }

  /** Records whose values are to be written, tracked; those that do not exist are left out. */
  List<Tracked> trackExisting(Model model, Collection<Long> ids) {
    List<Long> existing = rows(model, ids).stream().map(Row::id).toList();
    return existing.isEmpty() ? List.of() : track(model, existing);
  }

  /** All records that were looked at to be changed, in the order of that. */
  List<Tracked> tracked() {
    return inOrder;
  }

  /** A list or a related value of a record looks different now. */
  void touch(Tracked tracked, ModelField field) {
    if (tracked.before != null && tracked.now != null && !tracked.touched.contains(field)) {
      attempts.remember(tracked);
      waiting.add(tracked);
      tracked.touched.add(field);
      stamp(tracked);
    }
  }

  private void flushColumns() {
    Map<Model, List<Row>> rows = new LinkedHashMap<>();
    for (Tracked each : waiting) {
      if (each.needsFlush()) {
        attempts.remember(each);
        rows.computeIfAbsent(each.model, m -> new ArrayList<>())
            .add(Objects.requireNonNull(each.now));
        each.stored = each.now;
      }
    }
    waiting.clear();
    rows.forEach(transaction::update);
  }

  @Override
  public <T extends @Nullable Object> T attempt(Supplier<T> work) {
    flush();
    attempts.begin(inOrder.size());
    try {
      T answer =
          transaction.savepoint(
              () -> {
                T result = work.get();
                settle();
                new Invariants(this).check(attempts.changed(inOrder));
                return result;
              });
      attempts.succeed();
      return answer;
    } catch (Throwable e) {
      for (Tracked undone : attempts.fail(inOrder)) {
        Objects.requireNonNull(trackedByModel.get(undone.model)).remove(undone.id);
      }
      waiting.clear();
      consequences.forget();
      throw e;
    }
  }

  /** Writes what still waits, and answers the commit; empty if nothing has changed. */
  Optional<Commit> finish() {
    settle();
    consequences.touchOthers();
    new Invariants(this).check(inOrder);
    List<Row> records = new ArrayList<>();
    List<Tracked> changed = new ArrayList<>();
    for (Tracked tracked : inOrder) {
      if (endsWhereItBegan(tracked)) {
        tracked.now = tracked.before;
        waiting.add(tracked);
      } else if (!tracked.model.isSystemOnly()) {
        changed.add(tracked);
        records.add(tracked.now == null ? Objects.requireNonNull(tracked.before) : tracked.now);
      }
    }
    flush();
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    List<Row> named = shown(records);
    List<Change> changes = new ArrayList<>(changed.size());
    for (int i = 0; i < changed.size(); i++) {
      changes.add(change(changed.get(i), named.get(i)));
    }
    return Optional.of(new Commit(0, now, user(), null, changes));
  }

  /** Whether nothing of it has changed in the end. */
  static boolean endsWhereItBegan(Tracked tracked) {
    if (tracked.before == null || tracked.now == null) {
      return tracked.before == tracked.now;
    }
    return tracked.touched.isEmpty() && difference(tracked.before, tracked.now).isEmpty();
  }

  /** The declared columns that differ, with their values before. */
  static Map<ModelField, @Nullable Object> difference(Row before, Row after) {
    Map<ModelField, @Nullable Object> old = new LinkedHashMap<>();
    for (ModelField field : before.definition().columns()) {
      if (!field.isBase() && !before.agreesOn(field, after)) {
        old.put(field, before.value(field));
      }
    }
    return old;
  }

  private Change change(Tracked tracked, Row named) {
    boolean isIndirect = !tracked.isDirect;
    if (tracked.before == null) {
      return new Change(ChangeKind.CREATE, named, Map.of(), isIndirect);
    }
    if (tracked.now == null) {
      return new Change(ChangeKind.UNLINK, named, Map.of(), isIndirect);
    }
    Map<ModelField, @Nullable Object> old = difference(tracked.before, tracked.now);
    tracked.touched.forEach(field -> old.put(field, null));
    consequences.computedFrom(named.definition(), old.keySet()).forEach(f -> old.put(f, null));
    return new Change(ChangeKind.WRITE, named, old, isIndirect);
  }
}
