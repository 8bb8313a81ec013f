package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.e2e.Chromium.Look;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seven tabs of one person. A browser has six connections to a server over HTTP/1.1. */
final class BoardTabsTest {
  private static final int TABS = 7;
  private static final String OPEN_A_STREAM =
      """
      () => {
        window.stream = new EventSource('/syncer/events?channel=demo:project.task');
        return new Promise(resolve => { window.stream.onopen = () => resolve(true); });
      }
      """;
  private static final String ASK =
      "() => { window.answered = false; fetch('/syncer/info').then(() => window.answered = true); }";

  @TempDir private Path folder;

  @Test
  void sevenTabs_overWebSocket_areAllLive_alsoWhenSomeClose() {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db");
        Chromium chromium = Chromium.launch();
        BoardPage first = chromium.window(board, Look.DESKTOP).logIn("ana")) {
      RpcClient chloe = RpcClient.loggedIn(board.address(), "chloe");
      List<BoardPage> tabs = new ArrayList<>(List.of(first));
      while (tabs.size() < TABS) {
        tabs.add(first.tab());
      }
      tabs.forEach(BoardPage::mark);

      long id = chloe.idOfTask(chloe.columns().get("Doing").get(0));
      chloe.writeTask(id, Map.of("name", "Seen in seven tabs"));
      for (BoardPage tab : tabs) {
        assertThat(tab.card("Seen in seven tabs")).isVisible();
      }

      tabs.subList(0, 3).forEach(BoardPage::closeTab);
      chloe.writeTask(id, Map.of("name", "Seen in four"));
      for (BoardPage tab : tabs.subList(3, TABS)) {
        assertThat(tab.card("Seen in four")).isVisible();
        tab.awaitEqualTo(chloe);
        assertThat(tab.isMarked()).isTrue();
      }
      assertThat(tabs).allSatisfy(tab -> assertThat(tab.errors()).isEmpty());
    }
  }

  /** The control: this is the browser in which streams would be too few. */
  @Test
  void seventhRequest_besideSixStreams_waitsUntilOneEnds() {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db");
        Chromium chromium = Chromium.launch();
        BoardPage seventh = chromium.window(board, Look.DESKTOP).logIn("ana")) {
      List<BoardPage> tabs = new ArrayList<>();
      while (tabs.size() < TABS - 1) {
        tabs.add(seventh.tab());
      }
      tabs.forEach(tab -> assertThat(tab.page().evaluate(OPEN_A_STREAM)).isEqualTo(true));

      RpcClient chloe = RpcClient.loggedIn(board.address(), "chloe");
      seventh.page().evaluate(ASK);
      // Told over its WebSocket, so an answer would have had the time to come.
      long id = chloe.idOfTask(chloe.columns().get("Doing").get(0));
      chloe.writeTask(id, Map.of("name", "Told meanwhile"));
      assertThat(seventh.card("Told meanwhile")).isVisible();
      Object besideSix = seventh.page().evaluate("() => window.answered");
      tabs.get(0).page().evaluate("() => window.stream.close()");

      assertThat(besideSix).isEqualTo(false);
      seventh.page().waitForFunction("() => window.answered");
    }
  }
}
