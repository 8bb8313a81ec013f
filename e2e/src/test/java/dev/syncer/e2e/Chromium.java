package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium of this machine. Used by one thread. */
final class Chromium implements AutoCloseable {
  private static final String MISSING =
      "There is no Chromium, which the tests of the page need. Install it (Debian: apt-get install"
          + " chromium), or name its program in the environment variable CHROMIUM";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Path program) {
    this.playwright = playwright;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setHeadless(true)
                    .setArgs(ARGUMENTS));
  }

  /** Starts it. Where there is none the tests are skipped, but with CI=true they fail. */
  static Chromium launch() {
    Optional<Path> program = program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      fail(MISSING);
    }
    Assumptions.assumeTrue(program.isPresent(), MISSING);
    PlaywrightAssertions.setDefaultAssertionTimeout(RunningBoard.PATIENCE.toMillis());
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(playwright, program.get());
  }

  /** Another person's browser: a window with cookies of its own. */
  BoardPage window(RunningBoard board, Look look) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(look.width(), look.height())
                .setHasTouch(look.isTouch())
                .setColorScheme(look.isDark() ? ColorScheme.DARK : ColorScheme.LIGHT));
    return new BoardPage(context, board.address());
  }

  @Override
  public void close() {
    playwright.close();
  }

  private static Optional<Path> program() {
    String named = System.getenv("CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return NAMES.stream()
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The screen of a window, in CSS pixels. */
  record Look(int width, int height, boolean isTouch, boolean isDark) {
    static final Look DESKTOP = new Look(1280, 800, false, false);
    static final Look WIDE = new Look(1480, 860, false, false);
    static final Look DARK = new Look(1480, 860, false, true);
    static final Look PHONE = new Look(375, 812, true, false);
  }
}
