package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.e2e.Chromium.Look;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two open pages while their server is killed and comes back. */
final class BoardRecoveryTest {
  private static final int KILLS =
      Integer.getInteger("syncer.kills", Boolean.getBoolean("syncer.long") ? 3 : 1);
  private static final int WRITES_BEFORE_A_KILL = 20;

  @TempDir private Path folder;
  private String port;

  /**
   * The server dies while a third person writes without pause, and the third person writes again
   * before the pages are back. Nothing that was answered may be missing, and the pages must find
   * their way by themselves.
   */
  @Test
  @Tag("longer")
  void pages_serverKilledAndStartedAgain_showAllWithoutReload() {
    port = String.valueOf(RunningBoard.freePort());
    RunningBoard board = start();
    try (Chromium chromium = Chromium.launch();
        BoardPage ana = chromium.window(board, Look.DESKTOP).logIn("ana");
        BoardPage ben = chromium.window(board, Look.DESKTOP).logIn("ben")) {
      List<BoardPage> pages = List.of(ana, ben);
      pages.forEach(BoardPage::mark);
      RpcClient chloe = RpcClient.loggedIn(board.address(), "chloe");
      List<String> answered = new ArrayList<>();

      for (int kill = 1; kill <= KILLS; kill++) {
        answered.addAll(killDuringWrites(board, chloe, kill));
        pages.forEach(BoardRecoveryTest::assertLost);
        board = start();
        answered.add(writeAtOnce(chloe, kill));

        for (BoardPage page : pages) {
          assertBack(page);
          page.awaitEqualTo(chloe);
          assertThat(page.isMarked()).isTrue();
        }
        assertThat(chloe.columns().values().stream().flatMap(List::stream)).containsAll(answered);
      }
      assertAlive(ana, ben, chloe);
      for (BoardPage page : pages) {
        assertThat(page.errors()).allMatch(BoardRecoveryTest::isAboutTheNetwork);
      }
    } finally {
      board.close();
    }
  }

  /** What a page wants while there is no server is kept for the person, and told. */
  @Test
  void page_editWhileTheServerIsAway_isToldAndNotLost() {
    port = String.valueOf(RunningBoard.freePort());
    RunningBoard board = start();
    try (Chromium chromium = Chromium.launch();
        BoardPage ana = chromium.window(board, Look.DESKTOP).logIn("ana")) {
      RpcClient chloe = RpcClient.loggedIn(board.address(), "chloe");
      String title = chloe.columns().get("Doing").get(0);
      board.kill();
      assertLost(ana);
      ana.picture("connection-lost.png");

      ana.card(title).hover();
      ana.card(title).getByTestId("task-edit").click();
      ana.byTestId("title-input").fill("Written while away");
      ana.byTestId("title-input").press("Enter");
      assertThat(ana.byTestId("toast")).containsText("was not saved");
      assertThat(ana.byTestId("title-input")).hasValue("Written while away");

      board = start();
      assertBack(ana);
      ana.byTestId("title-input").press("Enter");
      ana.awaitEqualTo(chloe);
      assertThat(chloe.columns().get("Doing")).startsWith("Written while away");
    } finally {
      board.close();
    }
  }

  /** The other way to lose a session: the database is another one. */
  @Test
  void page_databaseReplaced_asksWhoSomebodyIs() {
    port = String.valueOf(RunningBoard.freePort());
    RunningBoard board = start();
    try (Chromium chromium = Chromium.launch();
        BoardPage ana = chromium.window(board, Look.DESKTOP).logIn("ana")) {
      board.kill();
      board = RunningBoard.start(folder, "--port", port, "--db", "other.db");

      assertThat(ana.byTestId("login")).isVisible();
      ana.byTestId("login-user-ben").click();
      ana.awaitEqualTo(RpcClient.loggedIn(board.address(), "chloe"));
    } finally {
      board.close();
    }
  }

  private RunningBoard start() {
    return RunningBoard.start(folder, "--port", port, "--db", "board.db");
  }

  /** Kills the board under a person who writes; answers the titles that were answered. */
  private static List<String> killDuringWrites(RunningBoard board, RpcClient writer, int kill) {
    List<String> answered = new CopyOnWriteArrayList<>();
    long stage = writer.idOfStage("Backlog");
    Thread writes =
        new Thread(
            () -> {
              try {
                for (int i = 0; ; i++) {
                  String title = "Kill " + kill + ", write " + i;
                  writer.createTask(title, stage, -i);
                  answered.add(title);
                }
              } catch (RuntimeException | AssertionError dead) {
                // The server is gone: what had no answer may or may not be there.
              }
            });
    writes.start();
    Awaitility.await()
        .atMost(RunningBoard.PATIENCE)
        .until(() -> answered.size() >= WRITES_BEFORE_A_KILL || !writes.isAlive());
    board.kill();
    Awaitility.await().atMost(RunningBoard.PATIENCE).until(() -> !writes.isAlive());
    assertThat(answered).hasSizeGreaterThanOrEqualTo(WRITES_BEFORE_A_KILL);
    return answered;
  }

  /** Creates, changes, moves and deletes before the pages had time to come back. */
  private static String writeAtOnce(RpcClient writer, int kill) {
    String title = "First after kill " + kill;
    long task = writer.createTask(title, writer.idOfStage("Backlog"), -1_000_000);
    writer.writeTask(task, Map.of("priority", "urgent"));
    writer.moveTask(task, writer.idOfStage("Review"), null);
    writer.unlinkTask(writer.createTask("Gone again", writer.idOfStage("Doing"), 1));
    return title;
  }

  private static void assertAlive(BoardPage one, BoardPage other, RpcClient reader) {
    one.addCard("Doing", "Life goes on");
    assertThat(other.card("Life goes on")).isVisible();
    one.awaitEqualTo(reader);
    other.awaitEqualTo(reader);
  }

  private static void assertLost(BoardPage page) {
    assertThat(page.byTestId("connection")).isVisible();
    assertThat(page.byTestId("connection")).containsText("Connection lost");
  }

  private static void assertBack(BoardPage page) {
    assertThat(page.byTestId("connection")).containsText("You are back online");
    assertThat(page.byTestId("connection")).isHidden();
  }

  /** While there is no server, the browser itself reports each attempt to reach it. */
  private static boolean isAboutTheNetwork(String error) {
    return error.contains("net::ERR_") || error.contains("WebSocket connection to");
  }
}
