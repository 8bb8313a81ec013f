package dev.syncer.core.work;

import dev.syncer.api.Operation;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ModelHook.Moment;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.DecidingRecords;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Principals;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.core.view.RecordView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
final class WritingUnit extends RecordView implements UnitOfWork {
  private final WriteTransaction transaction;
  private final AuditFields audit;
  private final TrackedRecords records;
  private final ValuesCheck check;
  private final Consequences consequences;
  private final ToManyWrites lists;
  private final HookCalls hooks = new HookCalls(this);
  private final Deletions deletions;

  WritingUnit(
      User user,
      Registry registry,
      Rights rights,
      Principals principals,
      WriteTransaction transaction,
      Instant now) {
    super(user, registry, rights, transaction, () -> principals.writing(transaction, user));
    this.transaction = transaction;
    Savepoints savepoints = new Savepoints();
    this.records = new TrackedRecords(transaction, savepoints);
    this.audit = new AuditFields(user, now);
    this.check = new ValuesCheck(this);
    this.consequences = new Consequences(this, savepoints, new FormerValues(this, transaction));
    this.lists = new ToManyWrites(this, check, reach());
    this.deletions = new Deletions(this, transaction, records, consequences, hooks);
  }

  /** What it has changed itself is in nobody's memory, and may still wait to be written. */
  @Override
  protected Principal acting() {
    for (Tracked each : records.inOrder()) {
      if (each.model.holdsUsers() && each.id == user().id() && !each.endsWhereItBegan()) {
        return each.now == null ? Principal.ANONYMOUS : Principal.of(user(), each.now);
      }
    }
    return super.acting();
  }

  /** The records it has changed that decide who somebody is and what they may do. */
  Set<DecidingRecords.Key> changedDeciding() {
    return records.inOrder().stream()
        .filter(each -> DecidingRecords.isOne(each.model) && !each.endsWhereItBegan())
        .map(each -> new DecidingRecords.Key(each.model, each.id))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Collection<Row> rows(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    return records.rows(model, ids, fields);
  }

  @Override
  public List<Row> stored(Model model, Condition condition, @Nullable Set<ModelField> fields) {
    records.flush();
    return super.stored(model, condition, fields);
  }

  @Override
  public Records model(String name) {
    return new UnitRecords(this, known(name, false), false);
  }

  @Override
  public UnitOfWork asSystem() {
    return new Elevated(this);
  }

  List<Long> create(Model model, List<Values> values) {
    guard().allow(Operation.CREATE, model);
    if (values.isEmpty()) {
      return List.of();
    }
    boolean canFailHalfWay =
        hooks.areAt(model, Moment.BEFORE_CREATE, Moment.AFTER_CREATE)
            || values.stream().anyMatch(each -> hasLists(model, each));
    return canFailHalfWay
        ? undoneIfItFails(() -> createAll(model, values))
        : createAll(model, values);
  }

  private List<Long> createAll(Model model, List<Values> values) {
    List<Map<ModelField, @Nullable Object>> checked = checkedForCreate(model, values);
    List<Long> ids = insert(model, checked);
    lists.write(ids, checked);
    hooks.run(Moment.AFTER_CREATE, model, ids);
    return ids;
  }

  /** Creates records of values that were checked, without their lists. */
  List<Long> insert(Model model, List<Map<ModelField, @Nullable Object>> checked) {
    List<Row> rows = new ArrayList<>(checked.size());
    checked.forEach(each -> rows.add(audit.created(model, columnsOf(each))));
    List<Long> ids = transaction.insert(model, rows);
    ModelField idField = model.fields().get(0);
    for (int i = 0; i < ids.size(); i++) {
      Tracked created = Tracked.created(rows.get(i).with(idField, ids.get(i)));
      created.isDirect = !hooks.areRunning();
      created.isTheirs = isCallOfTheirs();
      judgeAfter(Operation.CREATE, created);
      records.add(created);
    }
    consequences.created(model, ids);
    return ids;
  }

  private List<Map<ModelField, @Nullable Object>> checkedForCreate(
      Model model, List<Values> values) {
    if (model.hooks(Moment.BEFORE_CREATE).isEmpty()) {
      return check.forCreate(model, values);
    }
    check.writable(model, values);
    List<Values> given = hooks.beforeCreate(model, values);
    return guard().with(true, () -> check.forCreate(model, given));
  }

  private static Map<ModelField, @Nullable Object> columnsOf(
      Map<ModelField, @Nullable Object> values) {
    Map<ModelField, @Nullable Object> columns = new LinkedHashMap<>(values);
    columns.keySet().removeIf(field -> field.type().isToMany());
    return columns;
  }

  void write(Model model, Collection<Long> ids, Values values) {
    boolean canFailHalfWay =
        hooks.areAt(model, Moment.BEFORE_WRITE, Moment.AFTER_WRITE) || hasLists(model, values);
    whole(
        canFailHalfWay,
        () -> {
          writeAll(model, ids, values);
          return null;
        });
  }

  private static boolean hasLists(Model model, Values values) {
    return values.asMap().keySet().stream()
        .anyMatch(name -> model.field(name).filter(f -> f.type().isToMany()).isPresent());
  }

  private void writeAll(Model model, Collection<Long> ids, Values values) {
    within(Operation.WRITE, model, ids);
    Map<ModelField, @Nullable Object> checked = checkedForWrite(model, ids, values);
    Map<ModelField, @Nullable Object> columns = columnsOf(checked);
    for (Tracked tracked : records.find(model, ids)) {
      named(tracked);
      judgeAfter(Operation.WRITE, tracked);
      set(tracked, columns);
    }
    lists.write(ids, Collections.nCopies(ids.size(), checked));
    hooks.run(Moment.AFTER_WRITE, model, ids);
  }

  private Map<ModelField, @Nullable Object> checkedForWrite(
      Model model, Collection<Long> ids, Values values) {
    if (model.hooks(Moment.BEFORE_WRITE).isEmpty()) {
      return check.forWrite(model, values);
    }
    check.writable(model, List.of(values));
    Values given = hooks.beforeWrite(model, ids, values);
    return guard().with(true, () -> check.forWrite(model, given));
  }

  /** The records that a call names, tracked: each exists, and is within reach as it is now. */
  private void within(Operation operation, Model model, Collection<Long> ids) {
    guard().allow(operation, model);
    if (!guard().reachesAll(operation, model)) {
      if (guard().asksDerived(operation, model)) {
        settle();
      }
      List<Row> rows = new ArrayList<>();
      records.existing(model, ids).forEach(each -> rows.add(Objects.requireNonNull(each.now)));
      guard().check(operation, model, ids, rows);
    }
    records.find(model, ids);
  }

  /** At the end the record has to be within reach, too. */
  private void judgeAfter(Operation operation, Tracked tracked) {
    if (!guard().reachesAll(operation, tracked.model)) {
      records.aboutToChange(tracked);
      tracked.judgedFor.add(operation);
    }
  }

  /** A call names the record, unless it is the call of a hook. */
  void named(Tracked tracked) {
    if (!hooks.areRunning()) {
      records.aboutToChange(tracked);
      tracked.isDirect = true;
      tracked.isTheirs |= isCallOfTheirs();
    }
  }

  private boolean isCallOfTheirs() {
    return !hooks.areRunning() && !guard().isElevated();
  }

  @Override
  protected boolean isNamedByCaller(Model model, long id) {
    return records.inOrder().stream()
        .anyMatch(each -> each.isTheirs && each.id == id && each.model == model);
  }

  /** Sets values and, for a record that was there before, moves its version once. */
  void set(Tracked tracked, Map<ModelField, ? extends @Nullable Object> values) {
    Deadline.current().check();
    Row old = Objects.requireNonNull(tracked.now);
    Row row = old.with(values);
    records.aboutToWrite(tracked);
    tracked.now = row;
    consequences.written(old, row, values.keySet());
    if (!values.isEmpty()) {
      stamp(tracked);
    }
  }

  private void stamp(Tracked tracked) {
    if (tracked.before != null) {
      tracked.now = audit.written(Objects.requireNonNull(tracked.now), tracked.before);
    }
  }

  void unlink(Model model, Collection<Long> ids) {
    whole(
        hooks.areAtUnlinkOf(model),
        () -> {
          within(Operation.UNLINK, model, ids);
          deletions.delete(model, ids);
          return null;
        });
  }

  @Override
  protected void flush() {
    settle();
    records.flush();
  }

  @Override
  protected void settle() {
    consequences.settle();
  }

  /**
   * @throws dev.syncer.rpc.MissingException if one of the records does not exist, or not any more
   */
  void mustExist(Model model, Collection<Long> ids) {
    records.find(model, ids);
  }

  /** Records whose values are to be written, tracked; those that do not exist are left out. */
  List<Tracked> trackExisting(Model model, Collection<Long> ids) {
    return records.existing(model, ids);
  }

  /** All records that were looked at to be changed, in the order of that. */
  List<Tracked> tracked() {
    return records.inOrder();
  }

  /** A list or a related value of a record looks different now. */
  void touch(Tracked tracked, ModelField field) {
    if (tracked.before != null && tracked.now != null && !tracked.touched.contains(field)) {
      records.aboutToWrite(tracked);
      tracked.touched.add(field);
      stamp(tracked);
    }
  }

  @Override
  public <T extends @Nullable Object> T attempt(Supplier<T> work) {
    flush(); // else what was written before would be judged with the work
    return undoneIfItFails(
        () -> {
          T answer = work.get();
          settle();
          new ReachAfter(guard()).check(records.changedInAttempt());
          new Invariants(this).check(records.changedInAttempt());
          return answer;
        });
  }

  /**
   * Does one call, of which nothing stays if it is refused. Values are checked before the first is
   * written, so only lists, which are calls of their own, and hooks can fail later. The others
   * spare the two statements of a savepoint.
   */
  private <T extends @Nullable Object> T whole(boolean canFailHalfWay, Supplier<T> call) {
    return canFailHalfWay ? undoneIfItFails(call) : call.get();
  }

  private <T extends @Nullable Object> T undoneIfItFails(Supplier<T> work) {
    records.beginAttempt();
    try {
      T answer = transaction.savepoint(work);
      records.attemptSucceeded();
      return answer;
    } catch (Throwable e) {
      records.attemptFailed();
      throw e;
    }
  }

  /** Writes what still waits, and answers the commit; empty if nothing has changed. */
  Optional<Commit> finish() {
    settle();
    consequences.touchOthers();
    new ReachAfter(guard()).check(records.inOrder());
    new Invariants(this).check(records.inOrder());
    NetChanges changes = new NetChanges(this, consequences);
    for (Tracked tracked : records.inOrder()) {
      if (tracked.endsWhereItBegan()) {
        records.aboutToWrite(tracked);
        tracked.now = tracked.before;
      } else {
        changes.add(tracked);
      }
    }
    flush();
    List<Change> all = changes.all();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new Commit(0, audit.now(), user(), null, all));
  }

  /** The same unit of work with the rights of the system. */
  private record Elevated(WritingUnit unit) implements UnitOfWork, AsSystem {

    @Override
    public User user() {
      return unit.user();
    }

    @Override
    public Records model(String name) {
      return new UnitRecords(unit, unit.known(name, true), true);
    }

    @Override
    public <T extends @Nullable Object> T attempt(Supplier<T> work) {
      return unit.attempt(work);
    }

    @Override
    public UnitOfWork asSystem() {
      return this;
    }
  }
}
