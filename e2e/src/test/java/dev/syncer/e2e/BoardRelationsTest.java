package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.SelectOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cards that belong together: a change of one shows on the others, on every page. */
final class BoardRelationsTest extends TwoPagesFixture {
  @Test
  void spentHours_ofASubtask_changeTheParentsProgressForTheOther() {
    assertThat(part(ben, BOOKING, "task-progress")).hasText("68 %");

    openDetails(ana, MAP);
    ana.byTestId("field-spent").fill("20");
    ana.byTestId("details-save").click();

    assertThat(part(ben, BOOKING, "task-progress")).hasText("72 %");
    assertThat(part(ana, BOOKING, "task-progress")).hasText("72 %");
  }

  @Test
  void subtask_movedToAnotherParent_showsOnBothCardsForTheOther() {
    openDetails(ana, MAP);
    ana.byTestId("field-parent_id").selectOption(new SelectOption().setLabel(PIER));
    ana.byTestId("details-save").click();

    assertThat(part(ben, MAP, "task-parent")).hasText("Part of " + PIER);
    assertThat(part(ben, BOOKING, "task-subtasks")).hasText("1 of 2 subtasks done");
    assertThat(part(ben, PIER, "task-subtasks")).hasText("0 of 1 subtask done");
    assertThat(part(ben, PIER, "task-progress")).hasText("79 %");
    assertThat(part(ben, BOOKING, "task-progress")).hasText("57 %");
  }

  @Test
  void subtask_addedInTheDetails_showsForTheOtherAndOpens() {
    openDetails(ana, PIER);
    openDetails(ben, PIER);
    ana.byTestId("new-subtask").fill("Charge the camera");
    ana.byTestId("new-subtask").press("Enter");

    assertThat(ben.byTestId("subtask")).containsText("Charge the camera");
    ben.byTestId("subtask").getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
    assertThat(ben.byTestId("field-name")).hasValue("Charge the camera");
    assertThat(part(ana, PIER, "task-subtasks")).hasText("0 of 1 subtask done");
  }

  @Test
  void tags_changedFromEitherSide_showOnTheCardAndInTheCounts() {
    long bug = reader.idOfTag("Bug");
    openDetails(ana, PIER);
    openDetails(ben, BOOKING);
    ana.byTestId("tag-Bug").check();
    ana.byTestId("details-save").click();

    assertThat(part(ben, PIER, "task-tag")).hasText(new String[] {"Bug", "Content"});
    assertThat(count(ben, "Bug")).hasText("3");

    reader.kw(
        "project.tag",
        "write",
        List.of(bug, Map.of("task_ids", List.of(List.of("unlink", reader.idOfTask(PIER))))),
        Map.of());
    assertThat(part(ben, PIER, "task-tag")).hasText(new String[] {"Content"});
    assertThat(part(ana, PIER, "task-tag")).hasText(new String[] {"Content"});
    assertThat(count(ben, "Bug")).hasText("2");
  }

  @Test
  void attachment_addedByOne_isALinkForTheOtherUntilItIsRemoved() {
    openDetails(ana, PIER);
    openDetails(ben, PIER);
    ana.byTestId("new-attachment-name").fill("Tides");
    ana.byTestId("new-attachment-url").fill("javascript:alert(1)");
    ana.byTestId("add-attachment").click();
    assertThat(ana.byTestId("details")).containsText("A link begins with https://");

    ana.byTestId("new-attachment-url").fill("https://example.org/tides");
    ana.byTestId("add-attachment").click();

    Locator link = ben.byTestId("attachment").locator("a");
    assertThat(link).hasText("Tides");
    assertThat(link).hasAttribute("href", "https://example.org/tides");
    assertThat(link).hasAttribute("rel", "noopener noreferrer");
    assertThat(part(ben, PIER, "task-attachments")).hasText("1");
    ben.byTestId("remove-attachment").click();
    assertThat(ana.byTestId("attachment")).hasCount(0);
    assertThat(part(ana, PIER, "task-attachments")).hasCount(0);
  }

  @Test
  void undo_ofADelete_bringsSubtasksTagsAndAttachmentsBack() {
    ana.card(BOOKING).focus();
    ana.page().keyboard().press("Delete");
    assertThat(ben.card(BOOKING)).hasCount(0);
    assertThat(ben.card(MAP)).hasCount(0);
    assertThat(ana.byTestId("toast")).containsText("Task and 3 subtasks deleted.");

    ana.byTestId("undo").click();

    assertThat(part(ben, MAP, "task-parent")).hasText("Part of " + BOOKING);
    assertThat(part(ben, BOOKING, "task-subtasks")).hasText("1 of 3 subtasks done");
    assertThat(part(ben, BOOKING, "task-tag")).hasText(new String[] {"Design", "Feature"});
    assertThat(part(ben, BOOKING, "task-attachments")).hasText("1");
    ana.awaitEqualTo(reader);
    ben.awaitEqualTo(reader);
  }

  @Test
  void subtask_ofASubtask_isRefused() {
    long map = reader.idOfTask(MAP);

    String answer =
        reader
            .answer(
                "/web/dataset/call_kw/project.task/write",
                Map.of(
                    "args",
                    List.of(reader.idOfTask(PIER), Map.of("parent_id", map)),
                    "kwargs",
                    Map.of()))
            .toString();

    assertThat(answer).contains("A subtask has no subtasks of its own");
  }

  /** The picture of the details. */
  @Test
  void details_ofAParent_showAllThatBelongsToIt() {
    openDetails(ana, BOOKING);

    assertThat(ana.byTestId("subtask")).hasCount(3);
    assertThat(ana.byTestId("attachment")).hasCount(1);
    ana.page().setViewportSize(1280, 1080);
    ana.picture("details.png");
  }

  private static void openDetails(BoardPage page, String title) {
    page.card(title).getByTestId("task-title").click();
    assertThat(page.byTestId("details")).isVisible();
  }

  private static Locator part(BoardPage page, String title, String part) {
    return page.card(title).getByTestId(part);
  }

  private static Locator count(BoardPage page, String tag) {
    return page.byTestId("field-tags")
        .locator("label")
        .filter(new Locator.FilterOptions().setHasText(tag))
        .locator(".tag-count");
  }
}
