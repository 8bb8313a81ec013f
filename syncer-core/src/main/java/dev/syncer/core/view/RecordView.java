package dev.syncer.core.view;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.rpc.MissingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one user reads in one transaction; {@code WritingUnit} adds the rest. */
public class RecordView implements ReadUnit {
  private final User user;
  private final Registry registry;
  private final ReadTransaction transaction;
  private final Traversal reach = new Traversal(this);
  private final Derived derived;
  private final Guard guard;
  private final ReaderRedaction redaction;
  private final Refusals refusals = new Refusals(this);
  private final Supplier<Principal> acting;

  private RecordView(User user, Registry registry, Rights rights, ReadTransaction transaction) {
    this(user, registry, rights, transaction, () -> rights.principal(transaction, user));
  }

  /** A unit of work as the system. */
  public RecordView(Registry registry, ReadTransaction transaction) {
    this(User.SYSTEM, registry, new Rights(registry), transaction);
  }

  /**
   * What a user reads who has the rights of a principal.
   *
   * @param reader finds out who that is, when it is first of interest
   */
  public RecordView(
      User user,
      Registry registry,
      Rights rights,
      ReadTransaction transaction,
      Supplier<Principal> reader) {
    this.user = user;
    this.registry = registry;
    this.transaction = transaction;
    this.derived = new Derived(this, registry, reach);
    this.acting = reader;
    this.guard = new Guard(this, registry, rights, this::acting);
    this.redaction = new ReaderRedaction(guard, registry);
  }

  @Override
  public final User user() {
    return user;
  }

  /** Finds out who acts, in the state that this unit of work sees. */
  protected Principal acting() {
    return acting.get();
  }

  /** What the one who acts in a unit of work of this node may do with a model. */
  static Scope scope(ReadUnit unit, Model model) {
    RecordView own = unit instanceof AsSystem elevated ? elevated.unit() : (RecordView) unit;
    return own.guard.with(unit instanceof AsSystem, () -> own.guard.scope(model));
  }

  /** What the one who acts may do. */
  public final Guard guard() {
    return guard;
  }

  /** What the one who acts sees of rows. */
  public final ReaderRedaction redaction() {
    return redaction;
  }

  /** What the one who acts is told of refusals. */
  public final Refusals refusals() {
    return refusals;
  }

  /** Whether a call of the one who acts, with their own rights, has written a record. */
  protected boolean isNamedByCaller(Model model, long id) {
    return false;
  }

  @Override
  public ReadUnit asSystem() {
    return new Elevated(this);
  }

  public final Registry registry() {
    return registry;
  }

  @Override
  public ReadRecords model(String name) {
    return new ViewRecords(this, known(name, false), false);
  }

  /** The model of a name, if the one who acts, or the system, may know of it. */
  public final Model known(String name, boolean elevated) {
    return guard.with(elevated, () -> guard.model(name));
  }

  /** The rows as this unit of work sees them; ids that do not exist are left out. */
  public final Collection<Row> rows(Model model, Collection<Long> ids) {
    return rows(model, ids, null);
  }

  /**
   * The rows as this unit of work sees them; ids that do not exist are left out.
   *
   * @param fields what is looked at of them; there may be more. Null for everything
   */
  public Collection<Row> rows(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    return transaction.read(model, ids, fields);
  }

  /** Makes what was written visible to searches, and what follows from it. */
  protected void flush() {}

  /** Brings what follows from writes up to date. */
  protected void settle() {}

  public final Traversal reach() {
    return reach;
  }

  public final Derived derived() {
    return derived;
  }

  /** The rows of the table that match, all of them, as this unit of work sees them. */
  public final List<Row> stored(Model model, Condition condition) {
    return stored(model, condition, null);
  }

  /**
   * The rows of the table that match, all of them, as this unit of work sees them.
   *
   * @param fields what is read of them; null for everything
   */
  public List<Row> stored(Model model, Condition condition, @Nullable Set<ModelField> fields) {
    return transaction.search(model, Search.of(condition).fields(fields)).rows();
  }

  /** The rows as they are shown: with what follows from others, and with names. */
  public final List<Row> shown(List<Row> rows) {
    return shown(rows, field -> true);
  }

  /** The rows as they are shown to somebody who wants these fields of them; others are empty. */
  final List<Row> shown(List<Row> rows, Predicate<ModelField> isWanted) {
    return names().resolve(derived.complete(rows, isWanted), isWanted);
  }

  /** The rows as they are shown to the one who acts. */
  final List<Row> seen(List<Row> rows) {
    return seen(rows, Projection.ALL);
  }

  /**
   * The rows as they are shown to the one who acts and asks for these fields. Nothing else is
   * computed, least of all what is hidden.
   */
  final List<Row> seen(List<Row> rows, Projection asked) {
    Predicate<ModelField> readable = guard.shows();
    List<Row> shown = shown(rows, field -> asked.has(field) && readable.test(field));
    return redaction.seen(shown, asked).stream().map(asked::of).toList();
  }

  /** The rows that exist among the ids, in the order of the ids, up to date. */
  public final List<Row> inOrder(Model model, Collection<Long> ids) {
    return ordered(model, ids, null);
  }

  /** As {@link #inOrder(Model, Collection)}, reading only what is asked for and judged. */
  final List<Row> inOrder(Model model, Collection<Long> ids, Projection asked) {
    Condition reach = guard.scope(model).reach(Operation.READ).orElse(Condition.NOTHING);
    return ordered(model, ids, Columns.of(registry, asked, reach));
  }

  private List<Row> ordered(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    settle();
    Map<Long, Row> found = new HashMap<>();
    rows(model, ids, fields).forEach(row -> found.put(row.id(), row));
    List<Row> inOrder = new ArrayList<>();
    for (Long id : ids) {
      Row row = found.get(id);
      if (row != null) {
        inOrder.add(row);
      }
    }
    return inOrder;
  }

  /** What the one who acts finds; only what is asked for is read of it. */
  final List<Row> search(Model model, Query query, Projection asked) {
    List<Order> orders = guard.scope(model).orders(query.order());
    flush();
    Condition condition = guard.asked(model, query.filter());
    return transaction
        .search(
            model,
            new Search(
                condition,
                orders,
                query.limit(),
                query.offset(),
                Columns.of(registry, asked, Condition.EVERY),
                Long.MAX_VALUE))
        .rows();
  }

  /** How much the one who acts finds. */
  final long count(Model model, Query query) {
    flush();
    return transaction.count(model, guard.asked(model, query.filter()));
  }

  /** The history of a record that the one who acts may read now, or might have read at its end. */
  final List<HistoryEntry> history(Model model, long id, int limit) {
    List<Commit> commits = transaction.log(model, id, limit);
    if (commits.isEmpty() || !mayHaveRead(model, id, commits.get(0))) {
      return List.of();
    }
    List<HistoryEntry> entries = Histories.of(commits, this::named, redaction);
    // Changes of which nothing is seen do not count: else their number would be told.
    for (int asked = limit; entries.size() < limit && commits.size() == asked; ) {
      asked = asked > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : asked * 4;
      commits = transaction.log(model, id, asked);
      entries = Histories.of(commits, this::named, redaction);
    }
    return entries.size() > limit ? entries.subList(0, limit) : entries;
  }

  private boolean mayHaveRead(Model model, long id, Commit last) {
    List<Row> now = inOrder(model, List.of(id));
    return now.isEmpty()
        ? guard
            .scope(model)
            .reach(Operation.READ)
            .orElseThrow()
            .matches(last.changes().get(0).record())
        : guard.isReadable(now.get(0));
  }

  private Names names() {
    return new Names(registry, (model, ids) -> rows(model, ids, Columns.ofName(model)));
  }

  final List<Row> named(List<Row> rows) {
    return names().resolve(rows);
  }

  /** A unit of work with the rights of the system. */
  protected interface AsSystem extends ReadUnit {

    /** The one with the rights of the one who acts. */
    RecordView unit();
  }

  /** The same state with the rights of the system. */
  private record Elevated(RecordView unit) implements AsSystem {

    @Override
    public User user() {
      return unit.user();
    }

    @Override
    public ReadRecords model(String name) {
      return new ViewRecords(unit, unit.known(name, true), true);
    }

    @Override
    public ReadUnit asSystem() {
      return this;
    }
  }

  public static MissingException missing(Model model, long id) {
    return new MissingException(
        "record " + model + "," + id + " does not exist, or not any more.",
        Map.of("model", model.name(), "id", id));
  }
}
