package dev.syncer.examples.board;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Task;
import dev.syncer.rpc.MissingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveTest {
  @TempDir private Path folder;
  private BoardDatabase board;
  private long open;
  private long closed;

  @BeforeEach
  void open() {
    board = new BoardDatabase(folder);
    open = stage("Open", false);
    closed = stage("Closed", true);
  }

  @AfterEach
  void close() {
    board.close();
  }

  private long stage(String name, boolean closes) {
    return board
        .database()
        .writeReturning(
            User.SYSTEM,
            unit ->
                unit.model(Stage.MODEL)
                    .create(values().with(Stage.NAME, name).with(Stage.CLOSES, closes)));
  }

  private long task(long stage, long sequence) {
    return board
        .database()
        .writeReturning(
            User.SYSTEM,
            unit ->
                unit.model(Task.MODEL)
                    .create(
                        values()
                            .with(Task.NAME, "task")
                            .with(Task.STAGE, Ref.to(stage))
                            .with(Task.SEQUENCE, sequence)));
  }

  private BoardController.Place move(long task, long stage, @Nullable Long after) {
    return new BoardController().move(board.database(), User.SYSTEM, task, stage, after);
  }

  private List<Long> column(long stage) {
    return board
        .database()
        .read(
            User.SYSTEM,
            unit ->
                unit.model(Task.MODEL)
                    .search(Query.of(Task.STAGE.eq(Ref.to(stage))).orderBy(Task.SEQUENCE.asc())));
  }

  @Test
  void task_putAtTheTop_isFirst() {
    long a = task(open, 1);
    long b = task(open, 2);

    move(b, open, null);

    assertThat(column(open)).containsExactly(b, a);
  }

  @Test
  void task_putIntoAnEmptyColumnThatCloses_isDone() {
    long a = task(open, 1);

    BoardController.Place place = move(a, closed, null);

    assertThat(place.done()).isTrue();
    assertThat(column(closed)).containsExactly(a);
    assertThat(move(a, open, null).done()).isFalse();
  }

  @Test
  void task_putBetweenNeighboursWithoutAGap_makesRoom() {
    long a = task(open, 1);
    long b = task(open, 2);
    long c = task(open, 3);
    long far = task(open, 10_000_000);
    long moved = task(closed, 1);

    move(moved, open, a);

    assertThat(column(open)).containsExactly(a, moved, b, c, far);
    assertThat(board.tasks())
        .filteredOn(task -> task.id() == far)
        .allMatch(task -> task.version() == 1);
  }

  @Test
  void task_putBelowOneOfEqualSequence_standsRightBelowIt() {
    long a = task(open, 5);
    long b = task(open, 5);
    long c = task(open, 5);
    long moved = task(closed, 1);

    move(moved, open, b);

    assertThat(column(open)).containsExactly(a, b, moved, c);
  }

  @Test
  void task_putBelowOneThatLeft_isLast() {
    long a = task(open, 1);
    long gone = task(closed, 1);
    long moved = task(closed, 2);

    move(moved, open, gone);

    assertThat(column(open)).containsExactly(a, moved);
  }

  @Test
  void task_thatIsNotThere_isMissing() {
    assertThatThrownBy(() -> move(4711, open, null)).isInstanceOf(MissingException.class);
  }

  @Test
  void manyMoves_keepTheOrderThatAListWouldHave() {
    Random random = new Random(20261122);
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      expected.add(task(open, i));
    }

    for (int i = 0; i < 300; i++) {
      long moved = expected.remove(random.nextInt(expected.size()));
      int index = random.nextInt(2) == 0 ? 1 : random.nextInt(expected.size() + 1);
      move(moved, open, index == 0 ? null : expected.get(index - 1));
      expected.add(index, moved);

      assertThat(column(open)).as("after move %s", i).isEqualTo(expected);
    }
  }
}
