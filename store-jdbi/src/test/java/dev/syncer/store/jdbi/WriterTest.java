package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Group commit, on a real database. Groups are made by holding the first unit until all wait. */
final class WriterTest {
  private final Registry registry = TestModels.items();
  private final Model item = TestModels.item(registry);
  private final Map<Model, Table> tables = Map.of(item, new Table(item, registry.relations()));
  private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  @TempDir Path folder;
  private SqliteFile database;
  private Writer writer;

  @BeforeEach
  void openDatabase() {
    database =
        SqliteFile.open(
            SqliteOptions.builder(folder.resolve("shop.db")).readers(1).build(), registry);
    writer = writer(64);
    writer.follow(
        commit -> {
          heard.add(commit.position());
          trace.add("heard " + commit.position());
        });
  }

  @AfterEach
  void closeDatabase() {
    writer.end();
    database.close();
  }

  private Writer writer(int groupSize) {
    CommitCodec codec = new CommitCodec(registry);
    return new Writer(
        database,
        (handle, sequences) -> new JdbiWriteTransaction(handle, sequences, tables, codec),
        groupSize);
  }

  /** A caller on a thread of its own, which waits in the writer when this returns. */
  private <T> FutureTask<Committed<T>> call(Function<WriteTransaction, T> work) {
    FutureTask<Committed<T>> call = new FutureTask<>(() -> writer.write(work));
    Thread thread = new Thread(call);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return call;
  }

  private long hold(WriteTransaction transaction, String name) {
    long id = TestModels.create(transaction, item, name);
    try {
      mayGoOn.await();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
    return id;
  }

  private List<String> namesThatOthersSee() {
    try (Handle reader = database.newReader()) {
      return reader
          .createQuery("SELECT name FROM shop_item ORDER BY id")
          .mapTo(String.class)
          .list();
    }
  }

  /** A unit of work that leaves a trace of when it ran. */
  private Function<WriteTransaction, Long> traced(String name) {
    return tx -> {
      trace.add("run " + name);
      return TestModels.create(tx, item, name);
    };
  }

  @Test
  void group_withOneFailingUnit_commitsTheOthersInOneTransaction() throws Exception {
    RuntimeException failure = new UnsupportedOperationException("second");
    FutureTask<Committed<Long>> first = call(tx -> hold(tx, "first"));
    FutureTask<Committed<Long>> second =
        call(
            tx -> {
              TestModels.create(tx, item, "second");
              throw failure;
            });
    FutureTask<Committed<Long>> third = call(traced("third"));

    assertThat(first.isDone() || third.isDone()).isFalse();
    mayGoOn.countDown();

    assertThat(first.get().position()).isEqualTo(1);
    assertThat(third.get().position()).isEqualTo(2);
    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
    assertThat(namesThatOthersSee()).containsExactly("first", "third");
    assertThat(heard).containsExactly(1L, 2L);
    assertThat(trace).containsExactly("run third", "heard 1", "heard 2");
  }

  /** P17: many large units in one group made each wait for all. */
  @Test
  void group_ofManyChanges_isAnsweredBeforeMoreIsWritten() throws Exception {
    FutureTask<Committed<Long>> first = call(tx -> hold(tx, "first"));
    FutureTask<Committed<Long>> large =
        call(
            tx -> {
              trace.add("run large");
              return TestModels.create(tx, item, "large", 1_000);
            });
    FutureTask<Committed<Long>> next = call(traced("next"));

    mayGoOn.countDown();

    assertThat(List.of(first.get().position(), large.get().position(), next.get().position()))
        .containsExactly(1L, 2L, 3L);
    assertThat(trace).containsExactly("run large", "heard 1", "heard 2", "run next", "heard 3");
  }

  @Test
  void group_thatDoesNotCommit_failsAsAWholeAndTellsNobody() throws Exception {
    prepareChildren();
    RuntimeException failure = new UnsupportedOperationException("third");
    FutureTask<Committed<Long>> first = call(tx -> hold(tx, "first"));
    FutureTask<Committed<Integer>> second = call(tx -> orphan());
    FutureTask<Committed<Long>> third =
        call(
            tx -> {
              throw failure;
            });

    mayGoOn.countDown();

    assertThatThrownBy(first::get)
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("did not commit");
    assertThatThrownBy(second::get).cause().isInstanceOf(StoreException.class);
    assertThatThrownBy(third::get).cause().isSameAs(failure);
    assertThat(heard).isEmpty();
    assertThat(namesThatOthersSee()).isEmpty();
    Committed<Long> next = writer.write(tx -> TestModels.create(tx, item, "next"));
    assertThat(next).isEqualTo(new Committed<>(1L, 1));
    assertThat(heard).containsExactly(1L);
  }

  /** A foreign key that is checked at the end makes COMMIT itself fail where there is an orphan. */
  private void prepareChildren() {
    database.writer().execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
    database
        .writer()
        .execute(
            "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
    database.writer().execute("PRAGMA foreign_keys = ON");
  }

  private int orphan() {
    return database.writer().execute("INSERT INTO child VALUES (99)");
  }

  @Test
  void commitThatFails_givesItsNumbersBack() {
    prepareChildren();
    assertThatThrownBy(() -> writer.write(tx -> TestModels.create(tx, item, "lost") + orphan()))
        .isInstanceOf(StoreException.class);

    Committed<Long> next = writer.write(tx -> TestModels.create(tx, item, "next"));

    assertThat(next).isEqualTo(new Committed<>(1L, 1));
    assertThat(namesThatOthersSee()).containsExactly("next");
  }

  @Test
  void group_whenTheDatabaseIsFull_answersWhatIsTrueAndWorksAgainLater() throws Exception {
    limitPages("page_count");
    FutureTask<Committed<Long>> first = call(tx -> hold(tx, "first"));
    FutureTask<Committed<Long>> second =
        call(
            tx -> {
              try {
                return TestModels.create(tx, item, "x".repeat(60_000));
              } catch (StoreException swallowed) {
                return 0L;
              }
            });
    FutureTask<Committed<Long>> third = call(tx -> TestModels.create(tx, item, "third"));

    mayGoOn.countDown();
    List<String> acknowledged = new ArrayList<>();
    addIfDone(first, "first", acknowledged);
    addIfDone(third, "third", acknowledged);

    assertThatThrownBy(second::get)
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("SQLITE_FULL");
    assertThat(namesThatOthersSee()).isEqualTo(acknowledged);
    assertThat(heard).hasSameSizeAs(acknowledged);
    limitPages("1000000");
    writer.write(tx -> TestModels.create(tx, item, "later"));
    acknowledged.add("later");
    assertThat(namesThatOthersSee()).isEqualTo(acknowledged);
  }

  /** What the writer knows of the numbers is what the database has, also after a rollback. */
  @Test
  void savepoint_thatIsRolledBack_givesItsNumbersBack() {
    writer.write(tx -> TestModels.create(tx, item, "before"));

    Committed<Long> after =
        writer.write(
            tx -> {
              assertThatThrownBy(() -> tx.savepoint(() -> failing(tx))).hasMessage("on purpose");
              return TestModels.create(tx, item, "after");
            });

    assertThat(after).isEqualTo(new Committed<>(2L, 2));
    assertThat(namesThatOthersSee()).containsExactly("before", "after");
  }

  private long failing(WriteTransaction transaction) {
    TestModels.create(transaction, item, "rolled back");
    throw new IllegalStateException("on purpose");
  }

  private void limitPages(String pages) {
    String number =
        pages.equals("page_count")
            ? database.writer().createQuery("PRAGMA page_count").mapTo(String.class).one()
            : pages;
    database.writer().createQuery("PRAGMA max_page_count = " + number).mapTo(Long.class).one();
  }

  private static void addIfDone(
      FutureTask<Committed<Long>> unit, String name, List<String> acknowledged)
      throws InterruptedException {
    try {
      unit.get();
      acknowledged.add(name);
    } catch (ExecutionException e) {
      assertThat(e).cause().isInstanceOf(StoreException.class);
    }
  }

  @Test
  void groups_areNotLargerThanTheLimit() throws Exception {
    writer.end();
    writer = writer(2);
    writer.follow(commit -> trace.add("heard " + commit.position()));
    List<FutureTask<Committed<Long>>> calls = new ArrayList<>();
    calls.add(call(tx -> hold(tx, "0")));
    for (int i = 1; i < 6; i++) {
      calls.add(call(traced("" + i)));
    }

    mayGoOn.countDown();
    for (FutureTask<Committed<Long>> call : calls) {
      call.get();
    }

    assertThat(namesThatOthersSee()).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(trace)
        .containsExactly(
            "run 1", "heard 1", "heard 2", "run 2", "run 3", "heard 3", "heard 4", "run 4", "run 5",
            "heard 5", "heard 6");
  }

  @Test
  void failure_ofTheDatabase_holdsNoValues() {
    database.writer().execute("CREATE UNIQUE INDEX only ON shop_item (name)");
    writer.write(tx -> TestModels.create(tx, item, "secret-value"));

    assertThatThrownBy(() -> writer.write(tx -> TestModels.create(tx, item, "secret-value")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("did not insert records of shop.item")
        .hasStackTraceContaining("UNIQUE")
        .satisfies(
            failure -> {
              java.io.StringWriter trace = new java.io.StringWriter();
              failure.printStackTrace(new java.io.PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("secret-value");
            });
  }

  @Test
  void caller_thatIsInterrupted_stillGetsTheAnswer() throws Exception {
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              writer.write(tx -> TestModels.create(tx, item, "kept"));
              return Thread.currentThread().isInterrupted();
            });

    new Thread(call).start();

    assertThat(call.get()).isTrue();
    assertThat(namesThatOthersSee()).containsExactly("kept");
  }
}
