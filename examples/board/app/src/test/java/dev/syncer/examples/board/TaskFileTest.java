package dev.syncer.examples.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.syncer.examples.board.TaskFile.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("tasks.csv"), text);
  }

  @Test
  void columns_inAnyOrderAndCase_areFound() throws IOException {
    Path path = file("Stage, NAME ,due\nDoing, Paint the pier ,2026-11-22\n");

    TaskFile read = TaskFile.read(path);

    assertThat(read.lines()).hasSize(1);
    assertThat(read.lines().get(0).cells())
        .containsOnly(
            entry(Column.STAGE, "Doing"),
            entry(Column.NAME, "Paint the pier"),
            entry(Column.DUE, "2026-11-22"));
  }

  @Test
  void byteOrderMark_atTheStart_isPassedOver() throws IOException {
    Path path = file("\uFEFFname\nCafé\n");

    TaskFile read = TaskFile.read(path);

    assertThat(read.lines().get(0).cells()).containsOnly(entry(Column.NAME, "Café"));
  }

  @Test
  void semicolons_asSpreadsheetsWriteThem_partCells() throws IOException {
    Path path = file("name;planned\r\n\"A;B\";7.5\r\n");

    TaskFile read = TaskFile.read(path);

    assertThat(read.lines().get(0).cells())
        .containsOnly(entry(Column.NAME, "A;B"), entry(Column.PLANNED, "7.5"));
  }

  @Test
  void lineNumbers_afterBlankLinesAndTextsOfManyLines_areThoseOfTheFile() throws IOException {
    Path path = file("name,description\n\nA,\"one\ntwo\nthree\"\nB,\n\n,\nC,last");

    TaskFile read = TaskFile.read(path);

    assertThat(read.lines()).extracting(TaskFile.Line::number).containsExactly(3L, 6L, 9L);
  }

  @Test
  void header_withAnUnknownColumn_isRefusedWithASuggestion() throws IOException {
    Path path = file("name,desciption\nA,b\n");

    assertThatThrownBy(() -> TaskFile.read(path))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("line 1: there is no column \"desciption\"")
        .hasMessageContaining("Did you mean \"description\"?");
  }

  @Test
  void header_withoutName_isRefused() throws IOException {
    Path path = file("stage\nDoing\n");

    assertThatThrownBy(() -> TaskFile.read(path))
        .hasMessageContaining("the column \"name\" is missing");
  }

  @Test
  void header_withAColumnTwice_isRefused() throws IOException {
    Path path = file("name,due,Due\n");

    assertThatThrownBy(() -> TaskFile.read(path))
        .hasMessageContaining("the column \"due\" is there twice");
  }

  @Test
  void lines_withTooManyCells_areAllNamed() throws IOException {
    Path path = file("name,stage\nA,Doing\nB,Doing,x\nC\n");

    assertThatThrownBy(() -> TaskFile.read(path))
        .hasMessageContaining("2 faults")
        .hasMessageContaining("line 3: it has 3 cells, and the first line 2")
        .hasMessageContaining("line 4: it has 1 cells");
  }

  @Test
  void quotes_thatAreNotClosed_areRefused() throws IOException {
    Path path = file("name\n\"A\nB\n");

    assertThatThrownBy(() -> TaskFile.read(path)).hasMessageContaining("the quotes do not match");
  }

  @Test
  void latin1_isRefusedWithItsLine() throws IOException {
    Path path = folder.resolve("tasks.csv");
    Files.write(path, "name\nA\nCaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> TaskFile.read(path)).hasMessageContaining("line 3: it is not UTF-8");
  }

  @Test
  void sequence_cutAtTheEndOfTheFile_isRefused() throws IOException {
    Path path = folder.resolve("tasks.csv");
    Files.write(path, new byte[] {'n', 'a', 'm', 'e', '\n', (byte) 0xc3});

    assertThatThrownBy(() -> TaskFile.read(path)).hasMessageContaining("line 2: it is not UTF-8");
  }

  @Test
  void file_thatIsEmpty_isRefused() throws IOException {
    Path path = file("");

    assertThatThrownBy(() -> TaskFile.read(path)).hasMessageContaining("it is empty");
  }

  @Test
  void file_thatIsNotThereOrAFolder_isRefused() {
    assertThatThrownBy(() -> TaskFile.read(folder.resolve("none.csv")))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> TaskFile.read(folder)).hasMessageContaining("cannot be read");
  }
}
