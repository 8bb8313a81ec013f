package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.core.change.Commit;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.StoreState;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file: whose it is, who has it open, and how the session before ended. */
final class SqliteFileTest {
  private final Registry registry = TestModels.items();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("shop.db");
  }

  private JdbiStore store(Synchronous synchronous) {
    return new JdbiStore(SqliteOptions.builder(file).synchronous(synchronous).build());
  }

  private StartupException refusal(Path path) {
    JdbiStore store = new JdbiStore(SqliteOptions.builder(path).build());
    StartupException refusal =
        catchThrowableOfType(StartupException.class, () -> store.open(registry));
    store.close();
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults()).hasSize(1);
    assertThat(refusal.getMessage()).doesNotContain("\n").contains(path.getFileName().toString());
    return refusal;
  }

  private StoreState openAndClose() {
    try (JdbiStore store = store(Synchronous.FULL)) {
      return store.open(registry);
    }
  }

  /** Other programs' view of the database. */
  private static Jdbi raw(Path path) {
    return Jdbi.create("jdbc:sqlite:" + path);
  }

  @Test
  void open_whereNoFileIs_makesOneWithOurMark() {
    openAndClose();

    long mark =
        raw(file).withHandle(h -> h.createQuery("PRAGMA application_id").mapTo(Long.class).one());
    assertThat(mark).isEqualTo(0x53594e43);
  }

  @Test
  void open_ofAnEmptyFile_makesADatabase() throws Exception {
    Files.createFile(file);

    assertThat(openAndClose().head()).isZero();
  }

  @Test
  void open_inAMissingFolder_isRefused() {
    StartupException refusal = refusal(folder.resolve("missing").resolve("shop.db"));

    assertThat(refusal).hasMessageStartingWith(ErrorCode.STORE_UNUSABLE.id());
    assertThat(refusal).hasMessageContaining("its folder does not exist");
  }

  @Test
  void open_ofAFolder_isRefused() throws Exception {
    Files.createDirectory(file);

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_UNUSABLE.id());
  }

  @Test
  void open_whereTheLockCannotBeMade_isRefused() throws Exception {
    Files.createDirectory(folder.resolve("shop.db.lock"));

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_UNUSABLE.id());
    Files.delete(folder.resolve("shop.db.lock"));
    assertThat(openAndClose().head()).isZero();
  }

  @Test
  void open_ofAFileThatIsNoDatabase_isRefusedAndLeavesIt() throws Exception {
    byte[] letter = "Dear reader, ".repeat(500).getBytes(StandardCharsets.UTF_8);
    Files.write(file, letter);

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_FOREIGN.id());
    assertThat(Files.readAllBytes(file)).isEqualTo(letter);
  }

  @Test
  void open_ofAnotherProgramsDatabase_isRefusedAndLeavesIt() throws Exception {
    raw(file).useHandle(h -> h.execute("CREATE TABLE shop_item (id INTEGER)"));
    byte[] before = Files.readAllBytes(file);

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_FOREIGN.id());
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void open_ofAnEmptyDatabaseWithAnotherMark_isRefused() {
    raw(file).useHandle(h -> h.execute("PRAGMA application_id = 7"));

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_FOREIGN.id());
  }

  @Test
  void open_ofADatabaseOfANewerVersion_isRefused() {
    openAndClose();
    raw(file).useHandle(h -> h.execute("PRAGMA user_version = 99"));

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_FOREIGN.id());
  }

  @Test
  void open_ofADamagedDatabase_isRefused() throws Exception {
    openAndClose();
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);

    assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_UNUSABLE.id());
  }

  @Test
  void open_whileAnotherStoreOfThisProcessHasIt_isRefused() throws Exception {
    Path link = folder.resolve("link.db");
    try (JdbiStore first = store(Synchronous.FULL)) {
      first.open(registry);
      Files.createSymbolicLink(link, file);

      assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_IN_USE.id());
      JdbiStore byLink = new JdbiStore(SqliteOptions.builder(link).build());
      assertThat(catchThrowableOfType(StartupException.class, () -> byLink.open(registry)))
          .hasMessageStartingWith(ErrorCode.STORE_IN_USE.id());
      assertThat(first.write(tx -> 1).value()).isEqualTo(1);
    }

    assertThat(openAndClose().head()).isZero();
  }

  @Test
  void open_whileAnotherProcessHasIt_isRefusedUntilThatIsKilled() throws Exception {
    try (ServerProcess other = ServerProcess.on(file, Synchronous.FULL)) {
      String epoch = other.nextLine();
      other.nextLine();

      assertThat(refusal(file)).hasMessageStartingWith(ErrorCode.STORE_IN_USE.id());
      long acknowledged = other.kill();

      try (JdbiStore store = store(Synchronous.FULL)) {
        StoreState state = store.open(registry);
        List<Commit> log = store.read(tx -> tx.log(0, Integer.MAX_VALUE));
        assertThat(state.epoch()).isEqualTo(epoch);
        assertThat(state.head()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(log)
            .extracting(Commit::position)
            .containsExactlyElementsOf(LongStream.rangeClosed(1, state.head()).boxed().toList());
      }
    }
  }

  @Test
  void open_ofASecondProcess_isRefusedAlsoAfterThisOneRefusedAStore() throws Exception {
    // A POSIX lock is lost when any descriptor of the file is closed in the process that has it.
    try (JdbiStore first = store(Synchronous.FULL)) {
      first.open(registry);
      refusal(file);

      try (ServerProcess other = ServerProcess.on(file, Synchronous.FULL)) {
        assertThat(catchThrowableOfType(java.io.IOException.class, other::nextLine))
            .hasMessage("the process has ended");
      }
    }
  }

  @Test
  void epoch_afterAnUncleanEndWithNormal_isAnotherOne() throws Exception {
    String before;
    try (ServerProcess other = ServerProcess.on(file, Synchronous.NORMAL)) {
      before = other.nextLine();
      other.nextLine();
      other.kill();
    }

    // What counts is how the session before ran, not how this one does.
    StoreState after = openAndClose();

    assertThat(after.epoch()).isNotEqualTo(before).matches("[a-z0-9]{1,32}");
    assertThat(openAndClose()).isEqualTo(after);
  }

  @Test
  void epoch_afterACleanEndWithNormal_isTheSame() {
    StoreState first;
    try (JdbiStore store = store(Synchronous.NORMAL)) {
      first = store.open(registry);
    }

    try (JdbiStore store = store(Synchronous.NORMAL)) {
      assertThat(store.open(registry)).isEqualTo(first);
    }
  }

  @Test
  void positionsAndIds_afterAllRowsAreGone_goOn() {
    try (JdbiStore store = store(Synchronous.FULL)) {
      store.open(registry);
      store.write(tx -> TestModels.create(tx, TestModels.item(registry), "a"));
      store.write(tx -> TestModels.create(tx, TestModels.item(registry), "b"));
    }
    raw(file)
        .useHandle(
            h -> {
              h.execute("DELETE FROM syncer_log");
              h.execute("DELETE FROM shop_item");
            });

    try (JdbiStore store = store(Synchronous.FULL)) {
      assertThat(store.open(registry).head()).isEqualTo(2);
      assertThat(store.<Long>read(tx -> tx.oldest())).isEqualTo(3);
      assertThat(store.write(tx -> TestModels.create(tx, TestModels.item(registry), "c")))
          .satisfies(
              third -> {
                assertThat(third.position()).isEqualTo(3);
                assertThat(third.value()).isEqualTo(3);
              });
      assertThat(store.<Long>read(tx -> tx.oldest())).isEqualTo(3);
    }
  }

  @Test
  void reader_cannotWrite() {
    try (SqliteFile database =
        SqliteFile.open(SqliteOptions.builder(file).readers(1).build(), registry)) {
      Handle reader = database.newReader();
      assertThat(
              catchThrowableOfType(
                  org.jdbi.v3.core.JdbiException.class,
                  () -> reader.execute("DELETE FROM shop_item")))
          .hasMessageContaining("readonly");
      reader.close();
    }
  }
}
