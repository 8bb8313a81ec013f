package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.syncer.core.change.Commit;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth.Trouble;
import dev.syncer.store.jdbi.FaultyConnections.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * P7: whatever fails, the writer works again by itself, what it answered is what the file says, and
 * the listener hears what the log has.
 */
final class WriterFaultsTest {
  private static final Duration SECOND = Duration.ofSeconds(10);

  private final Registry registry = TestModels.items();
  private final Model item = TestModels.item(registry);
  private final Map<Model, Table> tables = Map.of(item, new Table(item, registry.relations()));
  private final CommitCodec codec = new CommitCodec(registry);
  private final FaultyConnections connections = new FaultyConnections();
  private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;
  private SqliteFile database;
  private Writer writer;

  @BeforeEach
  void openDatabase() {
    database =
        SqliteFile.open(
            SqliteOptions.builder(folder.resolve("shop.db")).build(), registry, connections);
    writer =
        new Writer(
            database,
            (handle, sequences) -> new JdbiWriteTransaction(handle, sequences, tables, codec),
            64);
    writer.follow(commit -> heard.add(commit.position()));
  }

  @AfterEach
  void closeDatabase() {
    writer.end();
    database.close();
  }

  private Committed<Long> create(String name) {
    return writer.write(tx -> TestModels.create(tx, item, name));
  }

  private List<String> names() {
    return ask("SELECT name FROM shop_item ORDER BY id", String.class);
  }

  private <T> List<T> ask(String sql, Class<T> type) {
    try (Handle reader = database.newReader()) {
      return reader.createQuery(sql).mapTo(type).list();
    }
  }

  private void checkThatItWorksAgain(String... before) {
    assertThat(connections.hasFailed()).isTrue();
    Committed<Long> later = create("later");

    List<String> expected = new ArrayList<>(List.of(before));
    expected.add("later");
    assertThat(names()).isEqualTo(expected);
    assertThat(later.position()).isEqualTo(expected.size());
    assertThat(heard).isEqualTo(ask("SELECT position FROM syncer_log", Long.class));
    assertThat(writer.probe(SECOND)).isEmpty();
  }

  private static Supplier<Throwable> sqlite(SQLiteErrorCode code) {
    return () -> new SQLiteException("[" + code + "]", code);
  }

  static Stream<Arguments> faults() {
    List<Supplier<Throwable>> kinds =
        List.of(
            sqlite(SQLiteErrorCode.SQLITE_FULL),
            sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC),
            sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE),
            () -> new OutOfMemoryError("on purpose"));
    return Stream.of("BEGIN IMMEDIATE", "SAVEPOINT unit", "RELEASE unit", "COMMIT")
        .flatMap(
            sql ->
                Stream.of(Moment.values())
                    .flatMap(
                        moment -> kinds.stream().map(kind -> Arguments.of(sql, moment, kind))));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void statement_thatFails_leavesAWriterThatWorksAndTellsTheTruth(
      String sql, Moment moment, Supplier<Throwable> kind) {
    create("before");
    connections.fail(sql, moment, kind);

    Throwable failure = catchThrowable(() -> create("tried"));

    boolean isWritten = sql.equals("COMMIT") && moment == Moment.AFTER;
    if (isWritten) {
      assertThat(failure).isNull();
    } else {
      assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("did not commit");
      assertThat(writer.probe(SECOND)).isPresent();
    }
    checkThatItWorksAgain(isWritten ? new String[] {"before", "tried"} : new String[] {"before"});
  }

  @Test
  void rollbackOfAUnit_thatFails_leavesAWriterThatWorks() {
    create("before");
    for (Moment moment : Moment.values()) {
      connections.fail("ROLLBACK TO unit", moment, sqlite(SQLiteErrorCode.SQLITE_IOERR));

      assertThatThrownBy(
              () ->
                  writer.write(
                      tx -> {
                        TestModels.create(tx, item, "lost");
                        throw new UnsupportedOperationException("on purpose");
                      }))
          .hasMessage("on purpose");
    }

    checkThatItWorksAgain("before");
  }

  /** Nobody can tell now: so nobody is told, until the file can be read again. */
  @Test
  void commit_whoseOutcomeIsNotKnown_isToldOfWhenItIs() {
    create("before");
    connections.fail("COMMIT", Moment.AFTER, sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC));
    connections.refuseOpening(1);

    assertThatThrownBy(() -> create("tried"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not known whether it was written");
    assertThat(heard).containsExactly(1L);

    checkThatItWorksAgain("before", "tried");
    assertThat(heard).containsExactly(1L, 2L, 3L);
  }

  @Test
  void commit_thatNeverWas_isNotToldOfLater() {
    create("before");
    connections.fail("COMMIT", Moment.BEFORE, sqlite(SQLiteErrorCode.SQLITE_IOERR_FSYNC));
    connections.refuseOpening(1);

    assertThatThrownBy(() -> create("tried")).isInstanceOf(StoreException.class);

    checkThatItWorksAgain("before");
  }

  /** A statement that failed so is closed by the driver: nobody may get it a second time. */
  @Test
  void insert_thatFails_isPreparedAnew() {
    create("before");
    for (SQLiteErrorCode code :
        List.of(SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR)) {
      connections.fail(tables.get(item).insert(), Moment.BEFORE, sqlite(code));

      assertThatThrownBy(() -> create("tried")).hasMessageContaining("did not insert");
      Optional<Trouble> trouble = writer.probe(SECOND);
      assertThat(trouble).get().extracting(Trouble::what).asString().contains(code.name());
    }

    checkThatItWorksAgain("before");
  }

  @Test
  void listener_thatThrowsAnError_isToldOfTheNextCommit() {
    List<Commit> told = new ArrayList<>();
    writer.follow(
        commit -> {
          told.add(commit);
          throw new StackOverflowError("on purpose");
        });

    create("first");
    create("second");

    assertThat(told).hasSize(2);
  }
}
