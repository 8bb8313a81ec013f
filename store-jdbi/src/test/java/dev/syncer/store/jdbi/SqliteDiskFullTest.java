package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * P7 for real: a process whose files may not grow any more, and then may again. Needs {@code
 * prlimit} of util-linux, which every Linux has.
 */
final class SqliteDiskFullTest {
  private final Registry registry = TestModels.items();
  private final Model item = TestModels.item(registry);

  @TempDir Path folder;

  /** A line of the process. */
  private record Line(String number, String health, String outcome) {
    static Line of(String text) {
      String[] words = text.split(" ", 4);
      assertThat(words[2]).isEqualTo("readable");
      return new Line(words[0], words[1], words[3]);
    }

    boolean isWell() {
      return health.equals("well");
    }

    boolean isOk() {
      return outcome.startsWith("ok");
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void server_whoseDiskIsFullForAWhile_worksAgainByItself() throws Exception {
    Path file = folder.resolve("full.db");
    Process process = start(file);
    List<Line> lines = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      readUntil(output, lines, line -> lines.size() >= 5);
      long size = Files.size(folder.resolve("full.db-wal"));

      limit(process, String.valueOf(size + 30_000));
      readUntil(output, lines, line -> !line.isOk() && !line.isWell());
      int refused = lines.size();
      readUntil(output, lines, line -> lines.size() >= refused + 10);
      limit(process, "unlimited");
      readUntil(output, lines, line -> line.isOk() && line.isWell());
      int recovered = lines.size();
      readUntil(output, lines, line -> lines.size() >= recovered + 10);
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(lines.subList(lines.size() - 10, lines.size()))
        .allSatisfy(line -> assertThat(line.isOk() && line.isWell()).isTrue());
    assertThat(lines.stream().filter(line -> !line.isOk()))
        .hasSizeGreaterThan(5)
        .allSatisfy(line -> assertThat(line.outcome()).contains("Nothing was written"));
    List<String> told = lines.stream().filter(Line::isOk).map(Line::number).toList();
    List<String> present = present(file);
    // It was killed, so a last one may be there of which it had no time to tell.
    assertThat(present.subList(0, told.size())).isEqualTo(told);
    assertThat(present.size()).isBetween(told.size(), told.size() + 1);
  }

  /** SQLite tries it after a COMMIT, and says nothing where it fails: the log grows. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void checkpoint_forWhichThereIsNoRoom_isTold_andTheWriterGoesOn() throws Exception {
    Path file = folder.resolve("behind.db");
    Process process = start(file);
    List<Line> lines = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      readUntil(output, lines, line -> file.toFile().length() >= 24_000_000);
      assertThat(lines).allSatisfy(line -> assertThat(line.isOk() && line.isWell()).isTrue());

      // The log, which is shorter, can grow on; the file cannot.
      limit(process, String.valueOf(Files.size(file) + 20_000));
      readUntil(output, lines, line -> !line.isWell());
      int behind = lines.size() - 1;
      readUntil(output, lines, line -> lines.size() >= behind + 10);
      assertThat(lines.subList(behind, behind + 10))
          .allSatisfy(line -> assertThat(line.health()).isEqualTo("behind"))
          .allSatisfy(line -> assertThat(line.isOk()).isTrue());
      limit(process, "unlimited");
      readUntil(output, lines, line -> line.isOk() && line.isWell());
      int recovered = lines.size();
      readUntil(output, lines, line -> lines.size() >= recovered + 10);
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(lines.subList(lines.size() - 10, lines.size()))
        .allSatisfy(line -> assertThat(line.isOk() && line.isWell()).isTrue());
    List<String> told = lines.stream().filter(Line::isOk).map(Line::number).toList();
    List<String> present = present(file);
    assertThat(present.subList(0, told.size())).isEqualTo(told);
    assertThat(present.size()).isBetween(told.size(), told.size() + 1);
  }

  private List<String> present(Path file) {
    try (JdbiStore store = new JdbiStore(SqliteOptions.builder(file).build())) {
      long head = store.open(registry).head();
      List<Row> rows =
          store.read(tx -> tx.search(item, Condition.EVERY, List.of(), Integer.MAX_VALUE, 0));
      assertThat(rows).hasSize((int) head);
      return rows.stream().map(row -> String.valueOf(row.get("name")).split(" ", 2)[0]).toList();
    }
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DiskFullProcess.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The largest size that a file of the process may grow to. */
  private static void limit(Process process, String size) throws Exception {
    Process limiting =
        new ProcessBuilder(
                "prlimit", "--pid", String.valueOf(process.pid()), "--fsize=" + size + ":")
            .redirectErrorStream(true)
            .start();
    String output = new String(limiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(limiting.waitFor()).as(output).isZero();
  }

  private static void readUntil(BufferedReader output, List<Line> lines, Predicate<Line> isEnough)
      throws IOException {
    Line line;
    do {
      String text = output.readLine();
      assertThat(text).as("the process has ended after %s", lines).isNotNull();
      line = Line.of(text);
      lines.add(line);
    } while (!isEnough.test(line));
  }
}
