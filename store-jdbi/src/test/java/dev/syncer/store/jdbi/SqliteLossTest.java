package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Fields;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.StoreException;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * P19: a database has one server, whoever deletes which file; and where others write to it, or take
 * its files away, that is noticed and never written around.
 */
final class SqliteLossTest {
  private final Registry registry = TestModels.items();
  private final List<StoreException> losses = new CopyOnWriteArrayList<>();

  @TempDir Path folder;
  private Path file;
  private JdbiStore store;
  private String epoch;

  @BeforeEach
  void openStore() {
    file = folder.resolve("shop.db");
    store = store();
    epoch = store.open(registry).epoch();
    store.onLoss(losses::add);
    create("first");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private JdbiStore store() {
    return new JdbiStore(SqliteOptions.builder(file).readers(1).build());
  }

  private long create(String name) {
    return store.write(tx -> TestModels.create(tx, TestModels.item(registry), name)).position();
  }

  /** The view of another program. */
  private <T> List<T> raw(String sql, Class<T> type) {
    return Jdbi.create("jdbc:sqlite:" + file)
        .withHandle(handle -> handle.createQuery(sql).mapTo(type).list());
  }

  private void write(String sql) {
    Jdbi.create("jdbc:sqlite:" + file).useHandle(handle -> handle.execute(sql));
  }

  private void checkThatItIsLost(String reason) {
    assertThatThrownBy(() -> create("around"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> store.read(tx -> tx.head())).hasMessageContaining(reason);
    assertThat(store.health(Duration.ofSeconds(10)).troubles())
        .allSatisfy(trouble -> assertThat(trouble.what()).contains(reason))
        .hasSize(2);
    assertThat(losses).hasSize(1);
  }

  @Test
  void secondServer_afterTheLockFileWasDeleted_isRefused() throws Exception {
    Files.delete(folder.resolve("shop.db.lock"));

    try (ServerProcess other = ServerProcess.on(file, Synchronous.FULL)) {
      assertThat(catchThrowableOfType(IOException.class, other::nextLine))
          .hasMessage("the process has ended");
    }

    assertThat(create("second")).isEqualTo(2);
  }

  @Test
  void secondStoreOfThisProcess_afterTheLockFileWasDeleted_isRefused() throws Exception {
    Files.delete(folder.resolve("shop.db.lock"));
    Path link = Files.createLink(folder.resolve("other.db"), file);

    JdbiStore byOtherName = new JdbiStore(SqliteOptions.builder(link).build());
    assertThat(catchThrowableOfType(StartupException.class, () -> byOtherName.open(registry)))
        .hasMessageStartingWith(ErrorCode.STORE_IN_USE.id());
    Files.delete(link);

    assertThat(create("second")).isEqualTo(2);
    try (ServerProcess other = ServerProcess.on(file, Synchronous.FULL)) {
      assertThat(catchThrowableOfType(IOException.class, other::nextLine)).isNotNull();
    }
  }

  /**
   * Every lock can be lost; then the first one finds out before it writes, and never both write.
   */
  @Test
  void secondServer_afterAllLocksWereLost_takesTheDatabaseOver() throws Exception {
    Files.delete(folder.resolve("shop.db.lock"));
    Files.copy(file, folder.resolve("copy.db")); // closes a descriptor, and so ends POSIX locks

    try (ServerProcess other = ServerProcess.on(file, Synchronous.FULL)) {
      assertThat(other.nextLine()).isEqualTo(epoch);
      assertThat(other.nextLine()).isEqualTo("2");

      checkThatItIsLost("another server has taken the database over");
      other.nextLine();
    }
  }

  @Test
  void ownerThatIsAnother_isNoticedBeforeAnythingIsWritten() {
    write("UPDATE syncer_meta SET value = 'somebody' WHERE key = 'owner'");

    checkThatItIsLost("another server has taken the database over");

    store.close();
    assertThat(raw("SELECT name FROM shop_item", String.class)).containsExactly("first");
    assertThat(raw("SELECT value FROM syncer_meta WHERE key = 'owner'", String.class))
        .containsExactly("somebody");
  }

  /** Its clients go to another node, instead of looking at something that is not true any more. */
  @Test
  void node_thatLostItsDatabase_closes() {
    store.close();
    try (Syncer node =
        Syncer.builder()
            .models(models -> models.model(TestModels.ITEM).fields(Fields.text("name")))
            .install(JdbiStoreModule.sqlite(file))
            .build()
            .open()) {
      write("UPDATE syncer_meta SET value = 'somebody' WHERE key = 'owner'");

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> node.database().write(User.SYSTEM, unit -> {}))
                      .hasMessageContaining("the store is closed"));
    }
  }

  /** Clients have not heard of it: the next start is another history for them. */
  @Test
  void commitOfAnotherProgram_endsTheServerAndTheEpoch() {
    write("INSERT INTO shop_item (name, version) VALUES ('foreign', 1)");

    checkThatItIsLost("another program has written to the database");

    store.close();
    store = store();
    assertThat(store.open(registry).epoch()).isNotEqualTo(epoch);
    assertThat(create("second")).isEqualTo(2);
    assertThat(raw("SELECT name FROM shop_item ORDER BY id", String.class))
        .containsExactly("first", "foreign", "second");
  }

  @Test
  void commitOfAnotherProgram_isNoticedWhereNothingIsWritten() {
    write("INSERT INTO shop_item (name, version) VALUES ('foreign', 1)");

    await().until(() -> !losses.isEmpty());
  }

  @Test
  void programThatOnlyReads_isNoLoss() {
    assertThat(raw("SELECT name FROM shop_item", String.class)).containsExactly("first");

    assertThat(create("second")).isEqualTo(2);
    assertThat(losses).isEmpty();
  }

  /** Where no name in the folder has changed for long, the store looks at nothing but its time. */
  private void age(boolean isFolderOld) throws IOException {
    if (isFolderOld) {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
    create("first");
    create("second");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void file_thatWasDeleted_isNotWrittenAround(boolean isFolderOld) throws Exception {
    age(isFolderOld);
    Files.delete(file);

    checkThatItIsLost("is not there any more");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void file_thatWasMovedAndReplaced_isNotWrittenAround(boolean isFolderOld) throws Exception {
    age(isFolderOld);
    Path moved = Files.move(file, folder.resolve("moved.db"));
    Files.copy(moved, file);

    checkThatItIsLost("is another file now");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writeAheadLog_thatWasDeleted_isNotWrittenAround(boolean isFolderOld) throws Exception {
    age(isFolderOld);
    Files.delete(folder.resolve("shop.db-wal"));

    checkThatItIsLost("shop.db-wal");
  }

  @Test
  void file_thatGetsASecondName_isNotWrittenAround() throws Exception {
    Files.createLink(folder.resolve("other.db"), file);

    await().until(() -> !losses.isEmpty());
    checkThatItIsLost("second name");
  }

  @Test
  void file_withTwoNames_isRefusedAtStart() throws Exception {
    store.close();
    Files.createLink(folder.resolve("other.db"), file);

    assertThat(catchThrowableOfType(StartupException.class, () -> store().open(registry)))
        .hasMessageStartingWith(ErrorCode.STORE_UNUSABLE.id())
        .hasMessageContaining("hard link");
  }

  @Test
  void file_thatIsLost_isNotWrittenWhenTheStoreCloses() throws Exception {
    Path moved = Files.move(file, folder.resolve("moved.db"));
    checkThatItIsLost("is not there any more");

    store.close();

    assertThat(file).doesNotExist();
    assertThat(moved).exists();
  }
}
