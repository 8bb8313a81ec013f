package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.syncer.e2e.Chromium.Look;
import org.junit.jupiter.api.Test;

/** Who else has a task open, and what they do with it. */
final class BoardPresenceTest extends TwoPagesFixture {
  private static Locator present(BoardPage page) {
    return page.byTestId("details").getByTestId("present");
  }

  private static void openDetails(BoardPage page, String title) {
    page.card(title).getByTestId("task-title").click();
    assertThat(page.byTestId("details")).isVisible();
  }

  @Test
  void details_openForTwo_showTheOtherAndWhatTheyDo() {
    openDetails(ana, PIER);
    openDetails(ben, PIER);
    assertThat(present(ana)).containsText("Ben is looking");
    assertThat(present(ben)).containsText("Ana is looking");

    ben.byTestId("field-description").fill("At low tide");
    assertThat(present(ana)).containsText("Ben is editing");
    ben.byTestId("details-save").click();

    assertThat(present(ana)).isHidden();
    assertThat(ana.byTestId("field-description")).hasValue("At low tide");
  }

  @Test
  void edit_thatIsTakenBack_isNoEdit() {
    openDetails(ana, PIER);
    openDetails(ben, PIER);

    ben.byTestId("field-name").fill("Something else");
    assertThat(present(ana)).containsText("Ben is editing");
    ben.byTestId("field-name").fill(PIER);

    assertThat(present(ana)).containsText("Ben is looking");
  }

  @Test
  void title_editedInPlace_isShownToThoseWhoAreThere() {
    openDetails(ana, PIER);

    ben.card(PIER).hover();
    ben.card(PIER).getByTestId("task-edit").click();

    assertThat(present(ana)).containsText("Ben is editing");
    assertThat(ben.byTestId("board").getByTestId("present")).containsText("Ana is looking");
    ben.byTestId("title-input").press("Escape");
    assertThat(present(ana)).isHidden();
  }

  @Test
  void task_thatNobodyElseHasOpen_showsNobody() {
    openDetails(ben, MAP);
    openDetails(ana, PIER);
    try (BoardPage chloe = chromium.window(board, Look.DESKTOP).logIn("chloe")) {
      openDetails(chloe, PIER);
      // What Ana is told of Chloé would be behind what she is told of Ben.
      assertThat(present(ana)).containsText("Chloé is looking");
      assertThat(present(ana)).not().containsText("Ben");
      assertThat(present(ben)).isHidden();

      chloe.page().keyboard().press("Escape");
      assertThat(present(ana)).isHidden();
      assertThat(chloe.errors()).isEmpty();
    }
  }

  /** The picture of the docs. */
  @Test
  void page_thatCloses_isGoneForTheOthers() {
    openDetails(ana, BOOKING);
    openDetails(ben, BOOKING);
    ben.byTestId("field-description").fill("Until 18:00 on the day before");
    try (BoardPage chloe = chromium.window(board, Look.DESKTOP).logIn("chloe")) {
      openDetails(chloe, BOOKING);
      assertThat(present(ana)).containsText("Ben is editing, Chloé is looking");
      ana.picture("presence.png");
      assertThat(chloe.errors()).isEmpty();
    }

    assertThat(present(ana)).containsText("Ben is editing");
    assertThat(present(ana)).not().containsText("Chloé");
    assertThat(ana.page().title()).isEqualTo("Board");
  }
}
