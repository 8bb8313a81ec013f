package dev.syncer.examples.board;

import dev.syncer.api.Fields;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a task a place in a column. Sequences stand {@link #STEP} apart, so that a move writes one
 * task only; where two neighbours leave no number between them, those below move down as far as it
 * takes, which is to the next gap.
 */
final class Move {
  static final long STEP = 65_536;

  private final Records tasks;
  private final Records stages;

  Move(UnitOfWork unit) {
    this.tasks = unit.model(Task.MODEL);
    this.stages = unit.model(Stage.MODEL);
  }

  /**
   * @param after the task above, or null for the top; one that left the column meanwhile counts as
   *     its last
   */
  BoardController.Place put(long id, long stage, @Nullable Long after) {
    ModelRecord task = tasks.get(id);
    boolean closes = stages.get(stage).require(Stage.CLOSES);
    Filter others = Task.STAGE.eq(Ref.to(stage)).and(Fields.ID.ne(id));
    long sequence = sequence(others, stage, after);
    boolean stays = Ref.to(stage).equals(task.get(Task.STAGE));
    boolean done = stays ? task.require(Task.DONE) : closes;
    tasks.write(
        id,
        Values.values()
            .with(Task.STAGE, Ref.to(stage))
            .with(Task.SEQUENCE, sequence)
            .with(Task.DONE, done));
    return new BoardController.Place(stage, sequence, done);
  }

  private long sequence(Filter others, long stage, @Nullable Long after) {
    if (after == null) {
      return first(Query.of(others).orderBy(Task.SEQUENCE.asc())) - STEP;
    }
    ModelRecord above = inColumn(after, stage);
    if (above == null) {
      return first(Query.of(others).orderBy(Task.SEQUENCE.desc())) + STEP;
    }
    long low = sequenceOf(above);
    List<ModelRecord> below = below(others, above, 1);
    if (below.isEmpty()) {
      return low + STEP;
    }
    long high = sequenceOf(below.get(0));
    if (high - low > 1) {
      return low + (high - low) / 2;
    }
    makeRoom(others, above, low + STEP);
    return low + STEP;
  }

  private @Nullable ModelRecord inColumn(long id, long stage) {
    return tasks.read(List.of(id)).stream()
        .filter(task -> Ref.to(stage).equals(task.get(Task.STAGE)))
        .findFirst()
        .orElse(null);
  }

  /** Moves those below down until they stand below the given sequence in their old order. */
  private void makeRoom(Filter others, ModelRecord above, long taken) {
    long last = taken;
    for (ModelRecord task : below(others, above, Query.NO_LIMIT)) {
      if (sequenceOf(task) > last) {
        return;
      }
      last += STEP;
      tasks.write(task.id(), Values.values().with(Task.SEQUENCE, last));
    }
  }

  private List<ModelRecord> below(Filter others, ModelRecord above, int most) {
    long sequence = sequenceOf(above);
    Filter lower =
        Task.SEQUENCE.gt(sequence).or(Task.SEQUENCE.eq(sequence).and(Fields.ID.gt(above.id())));
    return tasks.searchRead(
        Query.of(others.and(lower)).orderBy(Task.SEQUENCE.asc(), Fields.ID.asc()).limit(most));
  }

  private long first(Query query) {
    List<ModelRecord> found = tasks.searchRead(query.limit(1));
    return found.isEmpty() ? 0 : sequenceOf(found.get(0));
  }

  private static long sequenceOf(ModelRecord task) {
    return task.require(Task.SEQUENCE);
  }
}
