package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.change.CommitCodec;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
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

  private final CommitCodec codec;
  private final Sequences sequences;
  private @Nullable Commit appended;
  private @Nullable StoreException refusal;

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
    return run(
        "insert records of " + model,
        () -> {
          // There is one writer, so the next ids are known before: RETURNING promises no order.
          long last = lastId(model.table());
          List<Long> ids = new ArrayList<>(rows.size());
          send(
              table,
              table.insert(),
              rows,
              row -> {
                ids.add(last + ids.size() + 1);
                return last + ids.size();
              });
          sequences.given(model.table(), last + ids.size());
          return ids;
        });
  }

  @Override
  public void update(Model model, List<Row> rows) {
    Table table = table(model);
    run("update records of " + model, () -> send(table, table.update(), rows, Row::id));
  }

  private boolean send(Table table, String sql, List<Row> rows, ToLongFunction<Row> id) {
    for (int from = 0; from < rows.size(); from += ROWS_A_STATEMENT) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + ROWS_A_STATEMENT));
      List<List<@Nullable Object>> stored = new ArrayList<>(some.size());
      for (Row row : some) {
        stored.add(table.stored(row, id.applyAsLong(row)));
      }
      handle().createUpdate(sql).bind(0, Sql.json(stored)).execute();
    }
    return true;
  }

  @Override
  public void delete(Model model, Collection<Long> ids) {
    Table table = table(model);
    run(
        "delete records of " + model,
        () -> handle().createUpdate(table.delete()).bind(0, Sql.json(ids)).execute());
  }

  @Override
  public <T extends @Nullable Object> T savepoint(Supplier<T> work) {
    Commit before = appended;
    run("set a savepoint", () -> handle().execute("SAVEPOINT attempt"));
    T answer;
    try {
      answer = work.get();
    } catch (Throwable e) {
      // After a refusal nothing goes through any more, and the whole unit is rolled back.
      if (refusal == null) {
        sequences.forget();
        run("roll back to a savepoint", () -> handle().execute("ROLLBACK TO attempt"));
        run("release a savepoint", () -> handle().execute("RELEASE attempt"));
      }
      appended = before;
      throw e;
    }
    run("release a savepoint", () -> handle().execute("RELEASE attempt"));
    return answer;
  }

  @Override
  public void note(String key, @Nullable String text) {
    String sql =
        text == null
            ? "DELETE FROM syncer_notes WHERE key = :key"
            : "INSERT INTO syncer_notes (key, note) VALUES (:key, :text)"
                + " ON CONFLICT (key) DO UPDATE SET note = excluded.note";
    run(
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
    return run(
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
    return run(
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
    if (refusal != null) {
      throw new StoreException("the database refused before in this unit of work.", refusal);
    }
  }

  @Override
  void onRefusal(StoreException exception) {
    refusal = exception;
  }

  /**
   * @throws StoreException if the database refused something, also where the work caught that
   */
  void check() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
