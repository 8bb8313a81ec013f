package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.syncer.e2e.Chromium.Look;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two people with the same board: what one does, the other sees. */
final class BoardBrowserTest extends TwoPagesFixture {
  @Test
  void card_addedByOne_appearsForTheOther() {
    ana.addCard("Doing", "Paint the jetty");

    assertThat(ben.column("Doing").getByText("Paint the jetty")).isVisible();
    assertSame();
    assertThat(ben.card("Paint the jetty").getByTestId("task-change")).containsText("Ana");
    assertThat(ana.card("Paint the jetty").getByTestId("task-change")).containsText("You");
  }

  @Test
  void title_editedInPlace_changesForTheOther() {
    ana.card(PIER).hover();
    ana.card(PIER).getByTestId("task-edit").click();
    ana.byTestId("title-input").fill("Photos of the old pier");
    ana.byTestId("title-input").press("Enter");

    assertThat(ben.card("Photos of the old pier")).isVisible();
    assertSame();
  }

  @Test
  void title_editedByBoth_losesNothingThatWasTyped() {
    ana.card(PIER).hover();
    ana.card(PIER).getByTestId("task-edit").click();
    ana.byTestId("title-input").fill("Photos by Ana");

    ben.card(PIER).hover();
    ben.card(PIER).getByTestId("task-edit").click();
    ben.byTestId("title-input").fill("Photos by Ben");
    ben.byTestId("title-input").press("Enter");

    assertThat(ana.byTestId("changed-by")).containsText("Ben");
    assertThat(ana.byTestId("title-input")).hasValue("Photos by Ana");
    ana.byTestId("title-input").press("Enter");
    assertThat(ben.card("Photos by Ana")).isVisible();
    assertSame();
  }

  @Test
  void card_draggedToAnotherColumn_movesForTheOther() {
    ana.drag(PIER, MAP);

    assertThat(ben.column("Review").getByText(PIER)).isVisible();
    List<String> review = reader.columns().get("Review");
    assertThat(review.indexOf(PIER)).isEqualTo(review.indexOf(MAP) + 1);
    assertSame();
  }

  @Test
  void card_draggedWithinItsColumn_changesTheOrderForTheOther() {
    List<String> before = reader.columns().get("Doing");

    ana.drag(before.get(0), before.get(1));

    ben.awaitColumn("Doing", before.get(1), before.get(0), before.get(2));
    assertSame();
  }

  @Test
  void card_movedByKeys_movesForTheOther() {
    ana.card(PIER).focus();
    ana.page().keyboard().press("Alt+ArrowRight");

    assertThat(ben.column("Review").getByText(PIER)).isVisible();
    assertThat(ana.card(PIER)).isFocused();
    ana.page().keyboard().press("Alt+ArrowLeft");
    assertThat(ben.column("Doing").getByText(PIER)).isVisible();
    assertSame();
  }

  @Test
  void card_deletedByOne_goesForTheOtherAndUndoBringsItBack() {
    ana.card(PIER).focus();
    ana.page().keyboard().press("Delete");
    assertThat(ben.card(PIER)).hasCount(0);
    assertThat(ana.byTestId("toast")).containsText("Task deleted.");

    ana.byTestId("undo").click();

    assertThat(ben.column("Doing").getByText(PIER)).isVisible();
    assertSame();
  }

  @Test
  void card_changedInTheDetails_changesForTheOther() {
    ana.card(PIER).getByTestId("task-title").click();
    ana.byTestId("field-planned").fill("8");
    ana.byTestId("field-priority").selectOption("urgent");
    ana.byTestId("details-save").click();

    assertThat(ana.byTestId("details")).isHidden();
    assertThat(ben.card(PIER)).containsText("Urgent");
    assertThat(ben.card(PIER)).containsText("of 8 h");
    assertSame();
  }

  @Test
  void details_openWhileAnotherDeletesTheTask_sayItAndCanSaveIt() {
    ana.card(PIER).getByTestId("task-title").click();
    ana.byTestId("field-description").fill("At high tide");
    reader.unlinkTask(reader.idOfTask(PIER));
    assertThat(ana.byTestId("details")).containsText("This task was deleted");

    ana.byTestId("details-save").click();

    assertThat(ben.column("Doing").getByText(PIER)).isVisible();
    assertSame();
  }

  /** Everything that a mouse can do here, keys can do too. */
  @Test
  void keyboard_alone_isEnough() {
    var keys = ana.page().keyboard();
    ana.card(PIER).focus();

    keys.press("n");
    keys.type("Count the buoys");
    keys.press("Enter");
    assertThat(ben.card("Count the buoys")).isVisible();
    keys.press("Escape");

    ana.card("Count the buoys").focus();
    keys.press("F2");
    keys.press("End");
    keys.type(" twice");
    keys.press("Enter");
    assertThat(ben.card("Count the buoys twice")).isVisible();

    keys.press("m");
    assertThat(ana.byTestId("menu-edit")).isFocused();
    keys.press("Escape");
    assertThat(ana.card("Count the buoys twice")).isFocused();

    keys.press(" ");
    assertThat(ana.byTestId("details")).isVisible();
    keys.press("Escape");
    assertThat(ana.byTestId("details")).isHidden();
    keys.press("?");
    assertThat(ana.byTestId("help")).isVisible();
    keys.press("Escape");
    assertSame();
  }

  @Test
  void search_showsMatchesOnlyAndFollowsChanges() {
    ana.byTestId("find").fill("pier");
    assertThat(ana.byTestId("task")).hasCount(1);

    reader.createTask("A second pier", reader.idOfStage("Backlog"), 1);

    assertThat(ana.byTestId("task")).hasCount(2);
    ana.byTestId("find").press("Escape");
    assertSame();
  }

  @Test
  void logOut_endsTheSessionAndShowsTheLogin() {
    ana.byTestId("log-out").click();

    assertThat(ana.byTestId("login")).isVisible();
    ana.picture("login.png");
    ana.page().reload();
    assertThat(ana.byTestId("login")).isVisible();
    ana.byTestId("login-user-chloe").click();
    assertThat(ana.card(PIER)).isVisible();
    assertSame();
  }

  @Test
  void text_thatLooksLikeMarkup_isShownAsText() {
    String title = "<img src=x onerror=\"document.title='hit'\"> & <b>bold</b>";

    ana.addCard("Doing", title);

    assertThat(ben.card(title)).isVisible();
    assertThat(ben.page()).hasTitle("Board");
    assertSame();
  }

  /** The pictures of the docs: two people at work. */
  @Test
  void activity_tellsWhoDidWhat() {
    try (BoardPage chloe = chromium.window(board, Look.WIDE).logIn("chloe");
        BoardPage dark = chromium.window(board, Look.DARK).logIn("chloe")) {
      chloe.byTestId("activity-button").click();
      chloe.addCard("Backlog", "Webcam at the harbour entrance");
      ana.drag(PIER, MAP);
      ben.awaitEqualTo(reader);
      ben.drag("Let skippers change a booking themselves", "Login fails after a password reset");
      ben.card("Opening hours in the footer").focus();
      ben.page().keyboard().press("Alt+ArrowRight");

      Locator lines = chloe.byTestId("activity-line");
      assertThat(lines).hasCount(4);
      assertThat(lines.nth(3)).containsText("You added it: Webcam at the harbour entrance");
      assertThat(lines.nth(2)).containsText("Ana moved it to Review: " + PIER);
      assertThat(lines.nth(1)).containsText("Ben moved it: Let skippers");
      assertThat(lines.nth(0)).containsText("Ben moved it to Done: Opening hours in the footer");
      for (BoardPage page : List.of(chloe, dark, ana, ben)) {
        page.awaitEqualTo(reader);
      }
      chloe.picture("board.png");
      dark.picture("board-dark.png");
      assertThat(chloe.errors()).isEmpty();
      assertThat(dark.errors()).isEmpty();
    }
  }

  /** Both pages show what a fresh read of the database shows. */
  private void assertSame() {
    ana.awaitEqualTo(reader);
    ben.awaitEqualTo(reader);
  }
}
