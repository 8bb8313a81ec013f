package dev.syncer.examples.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.examples.board.model.Person;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Tag;
import dev.syncer.examples.board.model.Task;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskImportTest {
  @TempDir private Path folder;
  private BoardDatabase board;

  @BeforeEach
  void open() {
    board = new BoardDatabase(folder);
  }

  @AfterEach
  void close() {
    board.close();
  }

  private TaskImport.Imported imported(String text) throws IOException {
    Path path = Files.writeString(folder.resolve("tasks.csv"), text);
    return new TaskImport(board.database()).run(TaskFile.read(path));
  }

  private static String name(ModelRecord task, dev.syncer.api.Field<Ref> link) {
    Ref ref = task.get(link);
    return ref == null ? "" : ref.name().orElse("?");
  }

  @Test
  void line_withAllColumns_becomesATask() throws IOException {
    TaskImport.Imported answer =
        imported(
            """
            name,description,stage,tag,user,priority,due,planned,spent
            Paint the pier,"Two coats,
            in white",review,Paint,BEN,Urgent,2026-12-24,7.5,0.25
            """);

    assertThat(answer).hasToString("Imported 1 task (1 new tag)");
    ModelRecord task = board.tasks().get(0);
    assertThat(task.get(Task.NAME)).isEqualTo("Paint the pier");
    assertThat(task.get(Task.DESCRIPTION)).isEqualTo("Two coats,\nin white");
    assertThat(name(task, Task.STAGE)).isEqualTo("Review");
    assertThat(task.get(Task.TAGS)).hasSize(1);
    assertThat(task.get(Task.PROGRESS)).isEqualTo(3);
    assertThat(name(task, Task.ASSIGNEE)).isEqualTo("Ben");
    assertThat(task.get(Task.PRIORITY)).isEqualTo("urgent");
    assertThat(task.get(Task.DUE)).isEqualTo(LocalDate.of(2026, 12, 24));
    assertThat(task.get(Task.PLANNED)).isEqualByComparingTo(new BigDecimal("7.5"));
    assertThat(task.get(Task.SPENT)).isEqualByComparingTo(new BigDecimal("0.25"));
    assertThat(task.get(Task.DONE)).isFalse();
  }

  @Test
  void line_withANameOnly_standsInTheFirstColumn() throws IOException {
    imported("name\nA\nB\n");

    assertThat(board.tasks()).extracting(task -> task.get(Task.NAME)).containsExactly("A", "B");
    assertThat(board.tasks()).allMatch(task -> name(task, Task.STAGE).equals("Backlog"));
    assertThat(board.tasks()).allMatch(task -> "normal".equals(task.get(Task.PRIORITY)));
  }

  @Test
  void stageAndTag_thatAreNotThere_areMadeOnce() throws IOException {
    TaskImport.Imported answer =
        imported("name,stage,tag\nA,Waiting,Paint\nB,waiting,PAINT\nC,Done,Paint\n");

    assertThat(answer).isEqualTo(new TaskImport.Imported(3, 1, 1));
    assertThat(board.count(Stage.MODEL)).isEqualTo(5);
    assertThat(board.count(Tag.MODEL)).isEqualTo(1);
    assertThat(board.tasks())
        .filteredOn(task -> name(task, Task.STAGE).equals("Done"))
        .singleElement()
        .matches(task -> Objects.equals(task.get(Task.DONE), true));
  }

  @Test
  void tags_withBarsBetweenThem_areAllTheTasks() throws IOException {
    TaskImport.Imported answer = imported("name,tag\nA,Paint | Wood|paint|\nB,wood\n");

    assertThat(answer).isEqualTo(new TaskImport.Imported(2, 0, 2));
    assertThat(board.tasks())
        .extracting(task -> task.get(Task.TAGS))
        .containsExactly(List.of(1L, 2L), List.of(2L));
  }

  @Test
  void secondImport_addsBelowTheFirst() throws IOException {
    imported("name\nA\nB\n");

    imported("name\nC\n");

    assertThat(board.tasks())
        .extracting(task -> task.get(Task.NAME))
        .containsExactly("A", "B", "C");
    assertThat(board.count(Person.MODEL)).isEqualTo(3);
  }

  @Test
  void badLines_areAllNamedAndNothingIsWritten() {
    assertThatThrownBy(
            () ->
                imported(
                    """
                    name,stage,user,priority,due,planned
                    Good,New column,ana,low,2026-11-22,1
                    ,Doing,ana,low,2026-11-22,1
                    A,Doing,bob,low,2026-11-22,1
                    B,Doing,ana,huge,2026-11-22,1
                    C,Doing,ana,low,22.11.2026,1
                    D,Doing,ana,low,2026-02-30,1.555
                    """))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("6 faults")
        .hasMessageContaining("line 3: the name is empty.")
        .hasMessageContaining("line 4: nobody has the login \"bob\". It is one of ana, ben, chloe.")
        .hasMessageContaining("line 5: the priority is \"huge\"")
        .hasMessageContaining("line 6: the due date is \"22.11.2026\". It is written 2026-11-22.")
        .hasMessageContaining("line 7: the due date is \"2026-02-30\"")
        .hasMessageContaining("line 7: the planned hours are \"1.555\"");

    assertThat(board.count(Task.MODEL)).isZero();
    assertThat(board.count(Stage.MODEL)).isZero();
    assertThat(board.count(Person.MODEL)).isZero();
  }

  @Test
  void badLines_moreThanTwenty_areCounted() {
    assertThatThrownBy(() -> imported("name,due\n" + "A,never\n".repeat(25)))
        .hasMessageContaining("25 faults")
        .hasMessageContaining("line 21:")
        .hasMessageNotContaining("line 22:")
        .hasMessageContaining("and 5 more");
  }

  @Test
  void name_of200_fitsAnd201DoesNot() throws IOException {
    imported("name\n" + "x".repeat(200) + "\n");

    assertThat(board.count(Task.MODEL)).isEqualTo(1);
    assertThatThrownBy(() -> imported("name\n" + "x".repeat(201) + "\n"))
        .hasMessageContaining("line 2: the name has 201 characters, at most 200 fit");
  }

  @Test
  void controlCharacters_inAFault_areHarmless() {
    assertThatThrownBy(() -> imported("name,user\nA,\u001b[31mred\n"))
        .hasMessageContaining("\"?[31mred\"");
  }

  @Test
  void tenThousandLines_areImportedInOneUnitOfWork() throws IOException {
    StringBuilder text = new StringBuilder("name,stage,tag,user,due,planned\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("Task ").append(i).append(",Stage ").append(i % 6).append(",Tag ");
      text.append(i % 9).append(",ana,2026-11-22,").append(i % 50).append(".25\n");
    }

    TaskImport.Imported answer = imported(text.toString());

    assertThat(answer).isEqualTo(new TaskImport.Imported(10_000, 6, 9));
    assertThat(board.count(Task.MODEL)).isEqualTo(10_000);
  }
}
