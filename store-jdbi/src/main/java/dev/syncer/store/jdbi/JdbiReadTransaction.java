package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.StoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads inside a transaction that somebody else begins and ends. */
class JdbiReadTransaction implements ReadTransaction {
  // The log keeps no index over records: a commit would pay for it, and few people ask. The text
  // of a commit is searched first, and only one that may tell of the record is read.
  private static final String MAY_TELL =
      "SELECT position, body FROM syncer_log WHERE instr(body, ?) > 0 ORDER BY position DESC";

  private final Handle handle;
  private final Map<Model, Table> tables;
  private final CommitCodec codec;
  private final Thread owner = Thread.currentThread();
  private @Nullable StoreException refusal;
  private boolean isOver;

  JdbiReadTransaction(Handle handle, Map<Model, Table> tables, CommitCodec codec) {
    this.handle = handle;
    this.tables = tables;
    this.codec = codec;
  }

  @Override
  public final List<Row> read(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    Table table = table(model);
    List<ModelField> columns = table.columns(fields);
    return run(
        "read records of " + model,
        () -> {
          Query query = handle.createQuery(table.read(columns)).bind(0, Sql.json(ids));
          return upTo(Long.MAX_VALUE, query.map(table.rows(columns)), Row::bytes).rows();
        });
  }

  @Override
  public final Found search(Model model, Search search) {
    Table table = table(model);
    List<ModelField> columns = table.columns(search.fields());
    Sql where = table.where(search.condition());
    return run(
        "search " + model,
        () -> {
          Query query =
              where.bindTo(handle.createQuery(table.search(columns, where, search.orders())));
          query
              .bind(where.values().size(), search.limit())
              .bind(where.values().size() + 1, search.offset());
          Some<Row> some = upTo(search.bytes(), query.map(table.rows(columns)), Row::bytes);
          return new Found(some.rows, some.isCut);
        });
  }

  private record Some<T>(List<T> rows, boolean isCut) {}

  /** Reads one by one, as long as there is room: what is too much is never held together. */
  private static <T> Some<T> upTo(long most, ResultIterable<T> results, ToLongFunction<T> size) {
    MemoryClaim claim = MemoryClaim.current();
    List<T> rows = new ArrayList<>();
    long bytes = 0;
    try (ResultIterator<T> next = results.iterator()) {
      while (next.hasNext()) {
        T row = next.next();
        long more = size.applyAsLong(row);
        if (!rows.isEmpty() && bytes + more > most) {
          return new Some<>(rows, true);
        }
        claim.take(more);
        bytes += more;
        rows.add(row);
      }
    }
    return new Some<>(rows, false);
  }

  @Override
  public final long count(Model model, Condition condition) {
    Table table = table(model);
    Sql where = table.where(condition);
    return run(
        "count " + model,
        () -> where.bindTo(handle.createQuery(table.count(where))).mapTo(Long.class).one());
  }

  @Override
  public final long head() {
    return run("tell the head of the log", () -> lastId(Schema.LOG));
  }

  @Override
  public final long oldest() {
    return run(
        "tell the oldest commit",
        () ->
            handle
                .createQuery("SELECT min(position) AS oldest FROM syncer_log")
                .map((results, context) -> results.getLong(1))
                .findFirst()
                .filter(position -> position > 0)
                .orElseGet(() -> lastId(Schema.LOG) + 1));
  }

  /** By halves: an index on the time would cost each commit more than it saves. */
  @Override
  public final long lastBefore(Instant time) {
    long low = oldest() - 1;
    long high = head();
    while (low < high) {
      long middle = low + (high - low) / 2;
      Logged next = loggedAfter(middle);
      if (next != null && next.time().isBefore(time)) {
        low = next.position();
      } else {
        high = middle;
      }
    }
    return low;
  }

  private record Logged(long position, Instant time) {}

  private @Nullable Logged loggedAfter(long position) {
    return run(
        "tell the time of a commit",
        () ->
            handle
                .createQuery(
                    "SELECT position, time FROM syncer_log WHERE position > ?"
                        + " ORDER BY position LIMIT 1")
                .bind(0, position)
                .map(
                    (results, context) ->
                        new Logged(results.getLong(1), Instant.ofEpochMilli(results.getLong(2))))
                .findFirst()
                .orElse(null));
  }

  @Override
  public final List<Commit> log(long after, int limit, long bytes) {
    return run(
        "read the log",
        () ->
            upTo(
                    bytes,
                    handle
                        .createQuery(
                            "SELECT position, body FROM syncer_log WHERE position > ?"
                                + " ORDER BY position LIMIT ?")
                        .bind(0, after)
                        .bind(1, limit)
                        .map(
                            (results, context) ->
                                codec.decode(results.getLong(1), results.getString(2))),
                    Commit::bytes)
                .rows);
  }

  @Override
  public final List<Commit> log(Model model, long id, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + ": the limit is 1 or more");
    }
    return run("read the history of a record", () -> history(model, id, limit));
  }

  private List<Commit> history(Model model, long id, int limit) {
    List<Commit> commits = new ArrayList<>();
    try (ResultIterator<Optional<Commit>> next =
        handle
            .createQuery(MAY_TELL)
            .bind(0, CommitCodec.traceOf(id))
            .map(
                (results, context) ->
                    codec.decode(results.getLong(1), results.getString(2), model, id))
            .iterator()) {
      while (commits.size() < limit && next.hasNext()) {
        Deadline.current().check();
        next.next().ifPresent(commits::add);
      }
    }
    return commits;
  }

  /** The largest number that a table ever gave: kept apart from its rows, so none comes back. */
  long lastId(String table) {
    return handle
        .createQuery("SELECT seq FROM sqlite_sequence WHERE name = ?")
        .bind(0, table)
        .mapTo(Long.class)
        .findFirst()
        .orElse(0L);
  }

  final Handle handle() {
    return handle;
  }

  final Table table(Model model) {
    Table table = tables.get(model);
    if (table == null) {
      throw new IllegalArgumentException(
          "model " + model + " is not of the registry that this store was opened with");
    }
    return table;
  }

  /** Lets no call through any more. */
  final void end() {
    isOver = true;
  }

  /**
   * Runs statements and turns what the database refuses into the one exception that callers see.
   * They are stopped when the current deadline is over, and do not begin then.
   */
  final <T> T run(String what, Supplier<T> statements) {
    if (isOver || Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "a transaction is used by the thread of its unit of work, and only inside of it");
    }
    beforeStatements();
    Deadline.current().check();
    try {
      return statements.get();
    } catch (JdbiException | DateTimeException e) {
      refusal = Faults.refused(what, e);
      throw refusal;
    } catch (Error e) {
      refusal = Faults.refused(what, e); // a statement may be left in the middle
      throw e;
    }
  }

  void beforeStatements() {}

  /** What the database refused last: then the connection is suspect. */
  final Optional<StoreException> refusal() {
    return Optional.ofNullable(refusal);
  }
}
