package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.spi.WriteTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes inside a savepoint of the writer's transaction. After the database refused once,
 * nothing more goes through: some refusals (a full disk) end the transaction, and what came after
 * would be committed by itself.
 */
final class JdbiWriteTransaction extends JdbiReadTransaction implements WriteTransaction {
  // Bounds the size of a parameter, not the number of values.
  private static final int ROWS_A_STATEMENT = 1_000;

  // What others may have to wait for: the pages of all these bodies are touched.
  private static final int PRUNED_COMMITS = 500;
  private static final long PRUNED_BYTES = 4 * 1024 * 1024;

  private static final int PROBE_BYTES = 64 * 1024;

  private final CommitCodec codec;
  private final Sequences sequences;
  private @Nullable Commit appended;

  JdbiWriteTransaction(
      Handle handle, Sequences sequences, Map<Model, Table> tables, CommitCodec codec) {
    super(handle, tables, codec);
    this.sequences = sequences;
    this.codec = codec;
  }

  @Override
  long lastId(String table) {
    return sequences.last(table, super::lastId);
  }

  @Override
  public List<Long> insert(Model model, List<Row> rows) {
    Table table = table(model);
    String what = "insert records of " + model;
    // There is one writer, so the next ids are known before: RETURNING promises no order.
    long last = run(what, () -> lastId(model.table()));
    List<Long> ids = new ArrayList<>(rows.size());
    inPieces(
        rows,
        some -> {
          List<List<@Nullable Object>> stored = new ArrayList<>(some.size());
          for (Row row : some) {
            ids.add(last + ids.size() + 1);
            stored.add(table.stored(row, last + ids.size()));
          }
          send(what, table.insert(), stored);
        });
    sequences.given(model.table(), last + ids.size());
    return ids;
  }

  @Override
  public void update(Model model, List<Row> rows) {
    Table table = table(model);
    inPieces(
        rows,
        some ->
            send(
                "update records of " + model,
                table.update(),
                some.stream().map(row -> table.stored(row, row.id())).toList()));
  }

  @Override
  public void delete(Model model, Collection<Long> ids) {
    Table table = table(model);
    inPieces(List.copyOf(ids), some -> send("delete records of " + model, table.delete(), some));
  }

  private static <E> void inPieces(List<E> all, Consumer<List<E>> work) {
    for (int from = 0; from < all.size(); from += ROWS_A_STATEMENT) {
      work.accept(all.subList(from, Math.min(all.size(), from + ROWS_A_STATEMENT)));
    }
  }

  private void send(String what, String sql, List<?> values) {
    runWhole(what, () -> handle().createUpdate(sql).bind(0, Sql.json(values)).execute());
  }

  /**
   * Runs a statement that writes. It is short, and never stopped halfway: SQLite would roll back
   * the transaction with it, and so the units of work of others in the group. Between two of them
   * the deadline is looked at.
   */
  private <T> T runWhole(String what, Supplier<T> statement) {
    return run(what, () -> Deadline.NONE.during(statement));
  }

  @Override
  public <T extends @Nullable Object> T savepoint(Supplier<T> work) {
    Commit before = appended;
    runWhole("set a savepoint", () -> handle().execute("SAVEPOINT attempt"));
    T answer;
    try {
      answer = work.get();
    } catch (Throwable e) {
      // After a refusal, or the end of the time, nothing goes through any more, and the whole
      // unit is rolled back.
      if (refusal().isEmpty() && !Deadline.current().isOver()) {
        sequences.forget();
        runWhole("roll back to a savepoint", () -> handle().execute("ROLLBACK TO attempt"));
        runWhole("release a savepoint", () -> handle().execute("RELEASE attempt"));
      }
      appended = before;
      throw e;
    }
    runWhole("release a savepoint", () -> handle().execute("RELEASE attempt"));
    return answer;
  }

  @Override
  public void note(String key, @Nullable String text) {
    String sql =
        text == null
            ? "DELETE FROM syncer_notes WHERE key = :key"
            : "INSERT INTO syncer_notes (key, note) VALUES (:key, :text)"
                + " ON CONFLICT (key) DO UPDATE SET note = excluded.note";
    runWhole(
        "keep a note",
        () -> {
          Update update = handle().createUpdate(sql).bind("key", key);
          return (text == null ? update : update.bind("text", text)).execute();
        });
  }

  @Override
  public long append(Commit commit) {
    if (appended != null) {
      throw new IllegalStateException(
          "this unit of work appended a commit already; all its changes belong into one");
    }
    String body = codec.encode(commit);
    return runWhole(
        "append to the log",
        () -> {
          long position = lastId(Schema.LOG) + 1;
          handle()
              .createUpdate(
                  "INSERT INTO syncer_log (position, time, user_id, mutation, body)"
                      + " VALUES (?, ?, ?, ?, ?)")
              .bind(0, position)
              .bind(1, commit.time().toEpochMilli())
              .bind(2, commit.user().id())
              .bind(3, commit.mutation())
              .bind(4, body)
              .execute();
          sequences.given(Schema.LOG, position);
          appended = commit.at(position);
          return position;
        });
  }

  @Override
  public boolean prune(long upTo) {
    return runWhole(
        "prune the log",
        () -> {
          List<Size> oldest = oldestCommits(upTo);
          long bytes = 0;
          int count = 0;
          while (count < oldest.size() && count < PRUNED_COMMITS && bytes < PRUNED_BYTES) {
            bytes += oldest.get(count++).bytes();
          }
          if (count > 0) {
            handle()
                .createUpdate("DELETE FROM syncer_log WHERE position <= ?")
                .bind(0, oldest.get(count - 1).position())
                .execute();
          }
          return count < oldest.size();
        });
  }

  private record Size(long position, long bytes) {}

  /** One more than go at once, to tell whether there are more. */
  private List<Size> oldestCommits(long upTo) {
    return handle()
        .createQuery(
            "SELECT position, octet_length(body) FROM syncer_log WHERE position <= ?"
                + " ORDER BY position LIMIT ?")
        .bind(0, upTo)
        .bind(1, PRUNED_COMMITS + 1)
        .map((results, context) -> new Size(results.getLong(1), results.getLong(2)))
        .list();
  }

  /** The commit that was appended, at its position; null if none was. */
  @Nullable Commit appended() {
    return appended;
  }

  @Override
  void beforeStatements() {
    refusal()
        .ifPresent(
            refusal -> {
              throw refusal instanceof TimeOverException
                  ? refusal
                  : new StoreException(
                      "the database refused before in this unit of work.", refusal);
            });
  }

  /** Writes something that means nothing, large enough to tell whether there is room again. */
  boolean touch() {
    return runWhole(
        "write a probe",
        () -> {
          new Metadata(handle()).touch(PROBE_BYTES);
          return true;
        });
  }

  /**
   * @throws StoreException if the database refused something, also where the work caught that
   */
  void check() {
    refusal()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
  }
}
