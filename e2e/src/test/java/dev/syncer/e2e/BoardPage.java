package dev.syncer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.BoundingBox;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The page of the board in one person's browser. Notes all errors that the page reports. */
final class BoardPage implements AutoCloseable {
  private static final double PATIENCE = RunningBoard.PATIENCE.toMillis();
  private static final String READ_COLUMNS =
      """
      () => [...document.querySelectorAll("[data-testid=column]")].map((column) => [
        column.querySelector("h2").textContent,
        [...column.querySelectorAll("[data-testid=task-title]")].map((title) => title.textContent),
      ])
      """;

  private final BrowserContext context;
  private final Page page;
  private final URI address;
  private final List<String> errors = new ArrayList<>();

  BoardPage(BrowserContext context, URI address) {
    this.context = context;
    this.address = address;
    this.page = context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.onPageError(error -> errors.add("page error: " + error));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            errors.add("console: " + message.text());
          }
        });
  }

  Page page() {
    return page;
  }

  /** Opens the page, picks a person, and waits for the cards. */
  BoardPage logIn(String login) {
    open();
    byTestId("login-user-" + login).click();
    byTestId("task").first().waitFor();
    return this;
  }

  void open() {
    page.navigate(address.toString());
  }

  /** Another tab of the same browser, with the board of the same person. */
  BoardPage tab() {
    BoardPage tab = new BoardPage(context, address);
    tab.open();
    tab.byTestId("task").first().waitFor();
    return tab;
  }

  /** Closes this tab alone. */
  void closeTab() {
    page.close();
  }

  Locator byTestId(String id) {
    return page.getByTestId(id);
  }

  Locator card(String title) {
    Locator exact = page.getByText(title, new Page.GetByTextOptions().setExact(true));
    return byTestId("task").filter(new Locator.FilterOptions().setHas(exact));
  }

  Locator column(String name) {
    Locator heading =
        page.locator("h2").getByText(name, new Locator.GetByTextOptions().setExact(true));
    return byTestId("column").filter(new Locator.FilterOptions().setHas(heading));
  }

  void addCard(String column, String title) {
    column(column).getByTestId("add-card").click();
    byTestId("new-card-input").fill(title);
    byTestId("new-card-save").click();
    byTestId("new-card-cancel").click();
  }

  /** Drags a card with the mouse onto another one, so that it lands below that. */
  void drag(String title, String onto) {
    BoundingBox from = card(title).boundingBox();
    BoundingBox to = card(onto).boundingBox();
    page.mouse().move(from.x + from.width / 2, from.y + 12);
    page.mouse().down();
    double x = to.x + to.width / 2;
    // The middle of the card decides: a little below the middle of the other one.
    double y = to.y + to.height / 2 + 12 - from.height / 2 + 16;
    page.mouse().move(x, y, new Mouse.MoveOptions().setSteps(12));
    byTestId("drop-placeholder").waitFor();
    page.mouse().up();
  }

  /** The titles on the page, by column from the left, each from the top. */
  @SuppressWarnings("unchecked")
  Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (Object column : (List<Object>) page.evaluate(READ_COLUMNS)) {
      List<Object> pair = (List<Object>) column;
      columns.put((String) pair.get(0), (List<String>) pair.get(1));
    }
    return columns;
  }

  /** Waits until the page shows what a fresh read shows. */
  void awaitEqualTo(RpcClient client) {
    awaitColumns(client::columns);
  }

  private void awaitColumns(Supplier<Map<String, List<String>>> wanted) {
    try {
      page.waitForCondition(
          () -> columns().equals(wanted.get()),
          new Page.WaitForConditionOptions().setTimeout(PATIENCE));
    } catch (TimeoutError late) {
      assertThat(columns()).isEqualTo(wanted.get());
    }
  }

  /** Waits until a column shows exactly these cards. */
  void awaitColumn(String name, String... titles) {
    assertThat(column(name).getByTestId("task-title")).hasText(titles);
  }

  /** Leaves a mark that a reload would wipe out. */
  void mark() {
    page.evaluate("() => { window.mark = 'same page'; }");
  }

  boolean isMarked() {
    return Boolean.TRUE.equals(page.evaluate("() => window.mark === 'same page'"));
  }

  /** What the page complained about so far. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Takes a picture; only with -Dsyncer.screenshots=true is it one of the docs. */
  void picture(String name) {
    Path folder =
        Boolean.getBoolean("syncer.screenshots")
            ? Project.root().resolve("docs/images")
            : Project.root().resolve("e2e/target/images");
    page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name)));
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (PlaywrightException closedBefore) {
      // A browser that ended has no windows left to close.
    }
  }
}
