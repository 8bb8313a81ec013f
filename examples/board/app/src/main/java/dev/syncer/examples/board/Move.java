package dev.syncer.examples.board;

import static dev.syncer.api.Filter.where;

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
import java.util.Objects;
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
    boolean closes = Boolean.TRUE.equals(stages.get(stage).get(Stage.CLOSES));
    Filter others = where("stage_id", "=", stage).and(where("id", "!=", id));
    long sequence = sequence(others, stage, after);
    boolean stays = Ref.to(stage).equals(task.get(Task.STAGE));
    boolean done = stays ? Boolean.TRUE.equals(task.get(Task.DONE)) : closes;
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
      return first(Query.all().where(others).orderBy("sequence")) - STEP;
    }
    ModelRecord above = inColumn(after, stage);
    if (above == null) {
      return first(Query.all().where(others).orderBy("sequence desc")) + STEP;
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
    Filter lower =
        where("sequence", ">", sequenceOf(above))
            .or(where("sequence", "=", sequenceOf(above)).and(where("id", ">", above.id())));
    return tasks.searchRead(
        Query.all().where(others.and(lower)).orderBy("sequence").orderBy("id").limit(most));
  }

  private long first(Query query) {
    List<ModelRecord> found = tasks.searchRead(query.limit(1));
    return found.isEmpty() ? 0 : sequenceOf(found.get(0));
  }

  private static long sequenceOf(ModelRecord task) {
    return Objects.requireNonNull(task.get(Task.SEQUENCE), "sequence");
  }
}
