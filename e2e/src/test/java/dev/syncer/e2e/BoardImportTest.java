package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Importing tasks with the packed board. */
final class BoardImportTest {
  private static final int MANY = 10_000;
  private static final String HEADER = "name,stage,user,priority,due,planned\n";
  private static final String LINE = "Task %d,Backlog,ana,high,2026-11-22,7.5\n";

  @TempDir private Path folder;

  @Test
  void goodFile_isThereAtTheNextStart() throws IOException {
    Path csv = file(HEADER + "\"Order paint, blue\",Doing,ben,low,2026-12-01,2\nÜber uns,,,,,\n");

    Ended ended = RunningBoard.run(folder, "--db", "board.db", "--import", csv.toString());

    assertThat(ended.err()).doesNotContain("board:", "\tat ");
    assertThat(ended.out()).contains("Imported 2 tasks");
    assertThat(ended.code()).isZero();
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      RpcClient ana = RpcClient.loggedIn(board.address(), "ana");
      assertThat(ana.columns().get("Doing")).containsExactly("Order paint, blue");
      assertThat(ana.columns().get("Backlog")).containsExactly("Über uns");
    }
  }

  @Test
  void tenThousandLines_areAllImported() throws IOException {
    Path csv =
        file(
            HEADER
                + IntStream.rangeClosed(1, MANY)
                    .mapToObj(LINE::formatted)
                    .collect(Collectors.joining()));

    Ended ended = RunningBoard.run(folder, "--db", "board.db", "--import", csv.toString());

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("Imported 10000 tasks");
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      assertThat(RpcClient.loggedIn(board.address(), "ana").countTasks()).isEqualTo(MANY);
    }
  }

  @Test
  void badLines_areAllNamedAndNothingIsImported() throws IOException {
    String good = IntStream.range(0, 500).mapToObj(LINE::formatted).collect(Collectors.joining());
    Path csv =
        file(
            HEADER
                + good
                + "Task,Backlog,nobody,high,2026-11-22,1\n"
                + "Task,Backlog,ana,high,22.11.2026,1\n");
    int before;
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      before = RpcClient.loggedIn(board.address(), "ana").countTasks();
      board.stop();
    }

    Ended ended = RunningBoard.run(folder, "--db", "board.db", "--import", csv.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complaints()).hasSize(3);
    assertThat(ended.complaints().get(0)).contains("nothing was imported", csv.toString());
    assertThat(ended.complaints().get(1)).contains("line 502", "nobody");
    assertThat(ended.complaints().get(2)).contains("line 503", "22.11.2026");
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      assertThat(RpcClient.loggedIn(board.address(), "ana").countTasks()).isEqualTo(before);
    }
  }

  @Test
  void fileThatCannotBeRead_isToldInOneLineAndMakesNoDatabase() throws IOException {
    Path latin =
        Files.write(folder.resolve("latin.csv"), new byte[] {'n', 'a', 'm', 'e', '\n', -4});
    for (String wrong : List.of("absent.csv", file("").toString(), latin.toString())) {
      Ended ended = RunningBoard.run(folder, "--db", "board.db", "--import", wrong);

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.complaints()).hasSize(1);
      assertThat(ended.complaints().get(0)).startsWith("board: nothing was imported");
      assertThat(folder.resolve("board.db")).doesNotExist();
    }
  }

  @Test
  void import_intoADatabaseInUse_isToldAndDoesNothing() throws IOException {
    Path csv = file(HEADER + LINE.formatted(1));
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      RpcClient ana = RpcClient.loggedIn(board.address(), "ana");
      int before = ana.countTasks();

      Ended ended = RunningBoard.run(folder, "--db", "board.db", "--import", csv.toString());

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.complaints()).hasSize(1);
      assertThat(ended.complaints().get(0)).contains("SYNC-1104");
      assertThat(ana.countTasks()).isEqualTo(before);
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("tasks.csv"), text);
  }
}
