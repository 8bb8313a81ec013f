package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes of the person who starts the board: each is told in one line, and breaks nothing. */
final class BoardFaultsTest {
  private static final String NEW = "new.db";
  private static final Pattern SLOW =
      Pattern.compile("^[\\d:.]+ (INFO|WARN) .*The broker's thread took \\d+ ms");

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("empty"));
  }

  @Test
  void port_taken_isToldWithTheRemedy() throws IOException {
    try (ServerSocket other =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      String port = String.valueOf(other.getLocalPort());

      Ended ended = RunningBoard.run(folder, "--port", port, "--db", NEW);

      assertOneLine(ended, "SYNC-1201", port, "--port");
    }
  }

  @Test
  void port_outOfRange_isTold() {
    assertOneLine(RunningBoard.run(folder, "--port", "99999", "--db", NEW), "SYNC-1202", "99999");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void port_thatIsNoNumber_isTold() {
    assertOneLine(RunningBoard.run(folder, "--port", "http"), "--port", "http", "--help");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void option_unknown_isTold() {
    assertOneLine(RunningBoard.run(folder, "--prot", "8080"), "--prot", "--help");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void database_inAFolderThatIsNotThere_isTold() {
    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", "no/such/board.db");

    assertOneLine(ended, "SYNC-1101", "no/such/board.db");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void database_thatIsAFolder_isTold() throws IOException {
    Files.createDirectory(folder.resolve("data"));

    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", "data");

    assertOneLine(ended, "SYNC-1101", "data");
    assertThat(folder.resolve("data")).isEmptyDirectory();
  }

  /** /proc takes no new files, not even from a superuser, whom file modes do not stop. */
  @Test
  void database_whereNothingCanBeWritten_isTold() {
    Path nowhere = Path.of("/proc");
    if (!Files.isDirectory(nowhere)) {
      nowhere = readOnly(folder.resolve("locked"));
    }

    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", nowhere + "/board.db");

    assertOneLine(ended, "SYNC-1101", "board.db");
  }

  @Test
  void database_ofAnotherProgram_isToldAndLeftAlone() throws Exception {
    Path foreign = folder.resolve("photos.db");
    foreignDatabase(foreign);
    byte[] before = Files.readAllBytes(foreign);

    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", "photos.db");

    assertOneLine(ended, "SYNC-1102", "photos.db");
    assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
    assertThat(foreignTitles(foreign)).isEqualTo("Harbour at night");
  }

  @Test
  void database_thatIsNoDatabase_isToldAndLeftAlone() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "Buy milk.\n".repeat(500));
    byte[] before = Files.readAllBytes(text);

    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", "notes.txt");

    assertOneLine(ended, "SYNC-11", "notes.txt");
    assertThat(Files.readAllBytes(text)).isEqualTo(before);
  }

  @Test
  void database_inUse_isToldAndItsServerGoesOn() {
    try (RunningBoard first = RunningBoard.start(folder, "--port", "0", "--db", NEW)) {
      Ended ended = RunningBoard.run(folder, "--port", "0", "--db", NEW);

      assertOneLine(ended, "SYNC-1104", NEW);
      RpcClient ana = RpcClient.loggedIn(first.address(), "ana");
      long task = ana.createTask("Still here", ana.idOfStage("Doing"), 1);
      ana.writeTask(task, Map.of("name", "Still here, and live"));
      assertThat(ana.columns().get("Doing")).startsWith("Still here, and live");
    }
  }

  @Test
  void modules_inAFolderThatIsNotThere_areTold() {
    Ended ended = RunningBoard.run(folder, "--port", "0", "--db", NEW, "--modules", "plugins");

    assertOneLine(ended, "SYNC-1008", "plugins");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void module_inABrokenJar_isTold() throws IOException {
    Path modules = Files.createDirectory(temporary.resolve("modules"));
    Files.writeString(modules.resolve("broken.jar"), "This is no archive.");

    Ended ended =
        RunningBoard.run(folder, "--port", "0", "--db", NEW, "--modules", modules.toString());

    assertOneLine(ended, "SYNC-1008", "broken.jar");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void module_whoseClassIsNotThere_isTold() throws IOException {
    Path modules = Files.createDirectory(temporary.resolve("modules"));
    ModuleJars.naming(modules.resolve("ghost.jar"), "org.example.NoSuchModule");

    Ended ended =
        RunningBoard.run(folder, "--port", "0", "--db", NEW, "--modules", modules.toString());

    assertOneLine(ended, "SYNC-1008", "org.example.NoSuchModule");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void module_withManyFaults_isToldAllOfThemAtOnce() throws IOException {
    Path modules = Files.createDirectory(temporary.resolve("modules"));
    ModuleJars.holding(modules.resolve("faulty.jar"), FaultyModule.class);

    Ended ended =
        RunningBoard.run(folder, "--port", "0", "--db", NEW, "--modules", modules.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("SYNC-1001", "\"Invoice\"")
        .contains("SYNC-1003", "project.taks", "Did you mean \"project.task\"?")
        .contains("SYNC-1004", "\"version\"")
        .doesNotContain("\tat ");
    assertThat(ended.err().lines()).hasSize(4);
    assertThat(folder).isEmptyDirectory();
  }

  /** The control for the four above: the same way in works for a module without faults. */
  @Test
  void module_withoutFaults_addsItsModels() throws IOException {
    Path modules = Files.createDirectory(temporary.resolve("modules"));
    ModuleJars.holding(modules.resolve("sound.jar"), SoundModule.class);

    try (RunningBoard board =
        RunningBoard.start(folder, "--port", "0", "--db", NEW, "--modules", modules.toString())) {
      RpcClient ana = RpcClient.loggedIn(board.address(), "ana");

      assertThat(board.errors()).contains("sound.jar");
      assertThat(ana.kw("project.invoice", "fields_get", List.of(), Map.of()).has("amount"))
          .isTrue();
    }
  }

  private static void assertOneLine(Ended ended, String... parts) {
    assertThat(ended.err()).doesNotContain("\tat ");
    // A slow machine may tell that it is slow.
    List<String> told = ended.err().lines().filter(line -> !SLOW.matcher(line).find()).toList();
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).startsWith("board: ").contains(parts);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
  }

  private static Path readOnly(Path path) {
    try {
      return Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void foreignDatabase(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE photo (title TEXT)");
      statement.executeUpdate("INSERT INTO photo VALUES ('Harbour at night')");
    }
  }

  private static String foreignTitles(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT group_concat(title) FROM photo")) {
      return rows.getString(1);
    }
  }
}
