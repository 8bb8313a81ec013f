package dev.syncer.core.work;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Suggestions;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.MissingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A unit of work that only reads; {@link WritingUnit} adds the rest. */
class ReadingUnit implements UnitOfWork {
  private final User user;
  private final Registry registry;
  private final ReadTransaction transaction;
  private final Reach reach = new Reach(this);
  private final Derived derived;
  private boolean isElevated;

  ReadingUnit(User user, Registry registry, ReadTransaction transaction) {
    this.user = user;
    this.registry = registry;
    this.transaction = transaction;
    this.derived = new Derived(this, registry, reach);
  }

  @Override
  public final User user() {
    return user;
  }

  /** Whether read-only fields may be written. */
  final boolean isTrusted() {
    return isElevated || user.isSystem();
  }

  @Override
  public final UnitOfWork asSystem() {
    return new Elevated(this);
  }

  @Override
  public <T extends @Nullable Object> T attempt(Supplier<T> work) {
    return work.get(); // nothing was written, so there is nothing to undo
  }

  /** Does a call with the rights of the view that it came through. */
  private <T extends @Nullable Object> T with(boolean elevated, Supplier<T> call) {
    boolean before = isElevated;
    isElevated = elevated;
    try {
      return call.get();
    } finally {
      isElevated = before;
    }
  }

  final Registry registry() {
    return registry;
  }

  @Override
  public final Records model(String name) {
    return model(name, false);
  }

  private Records model(String name, boolean elevated) {
    Model model =
        registry
            .model(name)
            .orElseThrow(
                () ->
                    new MissingException(
                        "there is no model \""
                            + name
                            + "\"."
                            + Suggestions.didYouMean(
                                name, registry.models().stream().map(Model::name).toList()),
                        Map.of("model", name)));
    return new ModelRecords(this, model, elevated);
  }

  /** The rows as this unit of work sees them; ids that do not exist are left out. */
  Collection<Row> rows(Model model, Collection<Long> ids) {
    return transaction.read(model, ids);
  }

  /** Makes what was written visible to searches, and what follows from it. */
  void flush() {}

  /** Brings what follows from writes up to date. */
  void settle() {}

  final Reach reach() {
    return reach;
  }

  final Derived derived() {
    return derived;
  }

  /** The rows of the table that match, all of them, as this unit of work sees them. */
  List<Row> stored(Model model, Condition condition) {
    return transaction.search(model, condition, List.of(), Query.NO_LIMIT, 0);
  }

  /** The rows as they are shown: with what follows from others, and with names. */
  final List<Row> shown(List<Row> rows) {
    return named(derived.complete(rows));
  }

  List<Long> create(Model model, List<Values> records) {
    throw readOnly();
  }

  void write(Model model, Collection<Long> ids, Values values) {
    throw readOnly();
  }

  void unlink(Model model, Collection<Long> ids) {
    throw readOnly();
  }

  private static IllegalStateException readOnly() {
    return new IllegalStateException(
        "this unit of work only reads. Use Database.write to create, write or unlink.");
  }

  final List<Row> search(Model model, Query query) {
    Condition condition = Conditions.of(model, query.filter());
    flush();
    return transaction.search(
        model, condition, Conditions.orders(model, query.order()), query.limit(), query.offset());
  }

  final long count(Model model, Query query) {
    Condition condition = Conditions.of(model, query.filter());
    flush();
    return transaction.count(model, condition);
  }

  final List<Row> named(List<Row> rows) {
    return new Names(registry, this::rows).resolve(rows);
  }

  /** A unit of work with the rights of the system. */
  private record Elevated(ReadingUnit unit) implements UnitOfWork {

    @Override
    public User user() {
      return unit.user();
    }

    @Override
    public Records model(String name) {
      return unit.model(name, true);
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

  /** The records of one model: the words of the API over the rows of a unit of work. */
  private record ModelRecords(ReadingUnit unit, Model model, boolean elevated) implements Records {

    @Override
    public List<Long> create(List<Values> records) {
      return unit.with(elevated, () -> unit.create(model, records));
    }

    @Override
    public void write(Collection<Long> ids, Values values) {
      unit.with(
          elevated,
          () -> {
            unit.write(model, ids, values);
            return null;
          });
    }

    @Override
    public void requireVersion(Collection<Long> ids, long version) {
      Map<Long, ModelRecord> found = new HashMap<>();
      read(ids).forEach(each -> found.put(each.id(), each));
      for (Long id : ids) {
        ModelRecord current = found.get(id);
        if (current == null) {
          throw missing(model, id);
        }
        if (current.version() != version) {
          throw conflict(current, version);
        }
      }
    }

    @Override
    public void unlink(Collection<Long> ids) {
      unit.with(
          elevated,
          () -> {
            unit.unlink(model, ids);
            return null;
          });
    }

    @Override
    public List<ModelRecord> read(Collection<Long> ids) {
      unit.settle();
      Map<Long, Row> found = new HashMap<>();
      unit.rows(model, ids).forEach(row -> found.put(row.id(), row));
      List<Row> inOrder = new ArrayList<>();
      for (Long id : ids) {
        Row row = found.get(id);
        if (row != null) {
          inOrder.add(row);
        }
      }
      return List.copyOf(unit.shown(inOrder));
    }

    @Override
    public ModelRecord get(long id) {
      return read(List.of(id)).stream().findFirst().orElseThrow(() -> missing(model, id));
    }

    @Override
    public List<HistoryEntry> history(long id, int limit) {
      return Histories.of(unit.transaction.log(model, id, limit), unit::named);
    }

    @Override
    public List<Long> search(Query query) {
      return unit.search(model, query).stream().map(Row::id).toList();
    }

    @Override
    public List<ModelRecord> searchRead(Query query) {
      return List.copyOf(unit.shown(unit.search(model, query)));
    }

    @Override
    public long count(Query query) {
      return unit.count(model, query);
    }
  }

  private static ConflictException conflict(ModelRecord current, long expected) {
    return new ConflictException(
        "Record "
            + current
            + " is at version "
            + current.version()
            + ", not "
            + expected
            + ": somebody else changed it. Read it again, then write.",
        Map.of(
            "model", current.model(),
            "id", current.id(),
            "version", current.version(),
            "record", current));
  }

  static MissingException missing(Model model, long id) {
    return new MissingException(
        "record " + model + "," + id + " does not exist, or not any more.",
        Map.of("model", model.name(), "id", id));
  }
}
