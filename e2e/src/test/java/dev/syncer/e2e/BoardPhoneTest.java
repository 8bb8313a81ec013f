package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.e2e.Chromium.Look;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board on a telephone. */
final class BoardPhoneTest {
  private static final String PIER = "Photos of the new pier";

  @TempDir private Path folder;

  @Test
  void phone_canReadAndMoveCards() {
    try (Chromium chromium = Chromium.launch();
        RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db");
        BoardPage phone = chromium.window(board, Look.PHONE)) {
      RpcClient reader = RpcClient.loggedIn(board.address(), "chloe");
      phone.open();
      phone.byTestId("login-user-ana").tap();
      phone.byTestId("task").first().waitFor();

      assertNothingSticksOut(phone);
      phone.picture("board-phone.png");
      phone.card(PIER).scrollIntoViewIfNeeded();
      phone.card(PIER).getByTestId("task-menu").tap();
      phone.byTestId("menu-move-" + reader.idOfStage("Review")).tap();

      assertThat(phone.column("Review").getByText(PIER)).isVisible();
      phone.awaitEqualTo(reader);
      assertThat(reader.columns().get("Review")).contains(PIER);

      phone.card(PIER).getByTestId("task-title").tap();
      assertThat(phone.byTestId("details")).isVisible();
      assertNothingSticksOut(phone);
      phone.byTestId("details-cancel").tap();
      phone.byTestId("activity-button").tap();
      assertThat(phone.byTestId("activity")).isVisible();
      assertNothingSticksOut(phone);
      assertThat(phone.errors()).isEmpty();
    }
  }

  /** The board scrolls inside; the page itself never does to the side. */
  private static void assertNothingSticksOut(BoardPage phone) {
    assertThat(
            phone
                .page()
                .evaluate(
                    "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"))
        .isEqualTo(0);
  }
}
