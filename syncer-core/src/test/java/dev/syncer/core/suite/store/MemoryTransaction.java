package dev.syncer.core.suite.store;

import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.JsonText;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.core.suite.store.MemoryState.Logged;
import dev.syncer.core.suite.store.MemoryState.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a state, and makes others of it; what is undone is the state before. */
final class MemoryTransaction implements WriteTransaction {
  private static final int PRUNED_COMMITS = 500;
  private static final int VERSION = Model.BASE_FIELDS.indexOf("version");

  private final CommitCodec codec;
  private final Relations relations;
  private final Thread owner = Thread.currentThread();
  private MemoryState state;
  private @Nullable Commit appended;
  private boolean isOver;

  MemoryTransaction(MemoryState state, CommitCodec codec, Relations relations) {
    this.state = state;
    this.codec = codec;
    this.relations = relations;
  }

  MemoryState state() {
    return state;
  }

  @Nullable Commit appended() {
    return appended;
  }

  void end() {
    isOver = true;
  }

  private Table table(Model model) {
    check();
    return state.table(model);
  }

  private void check() {
    if (isOver || Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "a transaction is used by the thread of its unit of work, and only inside of it");
    }
    Deadline.current().check();
  }

  @Override
  public List<Row> read(Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
    ByNumber<Row> rows = table(model).rows();
    List<Row> found = new ArrayList<>();
    for (long id : new TreeSet<>(ids)) {
      Row row = rows.get(id);
      if (row != null) {
        found.add(row);
      }
    }
    return shown(found, fields, Long.MAX_VALUE).rows();
  }

  @Override
  public Found search(Model model, Search search) {
    List<Row> found = new ArrayList<>(matching(model, search.condition()));
    if (!search.orders().isEmpty()) {
      found.sort(new RowComparator(search.orders()));
    }
    int from = Math.min(search.offset(), found.size());
    int to = (int) Math.min((long) from + search.limit(), found.size());
    return shown(found.subList(from, to), search.fields(), search.bytes());
  }

  private List<Row> matching(Model model, Condition condition) {
    ByNumber<Row> rows = table(model).rows();
    return new Matching(condition, relations, each -> state.table(each).rows()).among(rows);
  }

  /** Takes one by one from the claim, as a store that reads from a disk does. */
  private static Found shown(List<Row> rows, @Nullable Set<ModelField> fields, long most) {
    MemoryClaim claim = MemoryClaim.current();
    List<Row> shown = new ArrayList<>();
    long bytes = 0;
    for (Row each : rows) {
      Row row = fields == null ? each : part(each, fields);
      if (!shown.isEmpty() && bytes + row.bytes() > most) {
        return new Found(shown, true);
      }
      claim.take(row.bytes());
      bytes += row.bytes();
      shown.add(row);
    }
    return new Found(shown, false);
  }

  private static Row part(Row row, Set<ModelField> fields) {
    Model model = row.definition();
    Set<ModelField> known = new HashSet<>();
    for (ModelField field : model.columns()) {
      if (field.index() <= VERSION || fields.contains(field)) {
        known.add(field);
      }
    }
    return known.size() == model.columns().size() ? row : row.showing(known);
  }

  @Override
  public long count(Model model, Condition condition) {
    return matching(model, condition).size();
  }

  @Override
  public long head() {
    check();
    return state.head();
  }

  @Override
  public long oldest() {
    check();
    for (Logged first : state.log()) {
      return first.position();
    }
    return state.head() + 1;
  }

  @Override
  public long lastBefore(Instant time) {
    long last = oldest() - 1;
    for (Logged each : state.log()) {
      last = each.time().isBefore(time) ? each.position() : last;
    }
    return last;
  }

  @Override
  public List<Commit> log(long after, int limit, long most) {
    check();
    MemoryClaim claim = MemoryClaim.current();
    List<Commit> commits = new ArrayList<>();
    long bytes = 0;
    for (Logged each : state.log().after(after)) {
      if (commits.size() == limit) {
        break;
      }
      Commit commit = codec.decode(each.position(), each.text());
      if (!commits.isEmpty() && bytes + commit.bytes() > most) {
        break;
      }
      claim.take(commit.bytes());
      bytes += commit.bytes();
      commits.add(commit);
    }
    return commits;
  }

  @Override
  public List<Commit> log(Model model, long id, int limit) {
    check();
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + ": the limit is 1 or more");
    }
    List<Commit> commits = new ArrayList<>();
    for (Logged each : state.log()) {
      if (each.text().contains(CommitCodec.traceOf(id))) {
        Commit commit = codec.decode(each.position(), each.text());
        for (Change change : commit.changes()) {
          if (change.model() == model && change.record().id() == id) {
            commits.add(
                new Commit(
                    commit.position(),
                    commit.time(),
                    commit.user(),
                    commit.mutation(),
                    List.of(change)));
          }
        }
      }
    }
    Collections.reverse(commits);
    return List.copyOf(commits.subList(0, Math.min(limit, commits.size())));
  }

  @Override
  public List<Long> insert(Model model, List<Row> rows) {
    Table table = table(model);
    ByNumber<Row> all = table.rows();
    List<Long> ids = new ArrayList<>(rows.size());
    for (Row row : rows) {
      long id = table.lastId() + ids.size() + 1;
      all = all.with(id, stored(row, id));
      ids.add(id);
    }
    state = state.with(new Table(model, all, table.lastId() + ids.size()));
    return ids;
  }

  @Override
  public void update(Model model, List<Row> rows) {
    Table table = table(model);
    ByNumber<Row> all = table.rows();
    for (Row row : rows) {
      if (all.get(row.id()) != null) {
        all = all.with(row.id(), stored(row, row.id()));
      }
    }
    state = state.with(new Table(model, all, table.lastId()));
  }

  @Override
  public void delete(Model model, Collection<Long> ids) {
    Table table = table(model);
    ByNumber<Row> all = table.rows();
    for (long id : ids) {
      all = all.without(id);
    }
    state = state.with(new Table(model, all, table.lastId()));
  }

  /** The record as it would come back from a table: without names of links, and without lists. */
  private static Row stored(Row row, long id) {
    Model model = row.definition();
    @Nullable Object[] values = new @Nullable Object[model.fields().size()];
    for (ModelField field : model.columns()) {
      Object value = row.value(field);
      values[field.index()] = value == null ? null : stored(field, value);
    }
    values[0] = id;
    return Row.of(model, values);
  }

  private static @Nullable Object stored(ModelField field, Object value) {
    if (field.type() == FieldType.MANY_TO_ONE) {
      return Ref.to(((Ref) value).id());
    }
    if (field.type() == FieldType.DECIMAL) {
      return ((BigDecimal) value).setScale(field.scale(), RoundingMode.UNNECESSARY);
    }
    if (field.type() == FieldType.DATE_TIME) {
      return Instant.ofEpochMilli(((Instant) value).toEpochMilli());
    }
    return field.type() == FieldType.JSON ? JsonText.parse(JsonText.of(value)) : value;
  }

  @Override
  public <T extends @Nullable Object> T savepoint(Supplier<T> work) {
    check();
    MemoryState before = state;
    Commit appendedBefore = appended;
    boolean isDone = false;
    try {
      T answer = work.get();
      isDone = true;
      return answer;
    } finally {
      if (!isDone) {
        state = before;
        appended = appendedBefore;
      }
    }
  }

  @Override
  public void note(String key, @Nullable String text) {
    check();
    state = state.withNote(key, text);
  }

  @Override
  public long append(Commit commit) {
    check();
    if (appended != null) {
      throw new IllegalStateException(
          "this unit of work appended a commit already; all its changes belong into one");
    }
    long position = state.head() + 1;
    Instant time = Instant.ofEpochMilli(commit.time().toEpochMilli());
    Logged logged = new Logged(position, time, codec.encode(commit));
    state = state.withLog(state.log().with(position, logged), position);
    appended = commit.at(position);
    return position;
  }

  @Override
  public boolean prune(long upTo) {
    check();
    ByNumber<Logged> left = state.log();
    int count = 0;
    for (Logged each : state.log()) {
      if (each.position() > upTo) {
        break;
      }
      if (count++ == PRUNED_COMMITS) {
        state = state.withLog(left, state.head());
        return true;
      }
      left = left.without(each.position());
    }
    state = state.withLog(left, state.head());
    return false;
  }
}
