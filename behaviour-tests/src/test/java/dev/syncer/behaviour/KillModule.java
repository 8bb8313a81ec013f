package dev.syncer.behaviour;

import static dev.syncer.api.Values.values;

import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the writers of {@link KillContract} call: units of work over several models. */
final class KillModule implements ModelModule {
  static final String ROUTE = "/kill/work";
  static final int STAGES = 3;
  static final int WIDES = 4;

  @Override
  public void define(Models models) {}

  @Override
  public List<Class<?>> controllers() {
    return List.of(Controller.class);
  }

  /** The users and the records that all writers share; their ids begin with 1. */
  static void fill(UnitOfWork unit) {
    if (unit.model("test.stage").count(Query.all()) > 0) {
      return;
    }
    for (String name : List.of("Ana", "Ben")) {
      unit.model("test.user").create(values().with("name", name));
    }
    for (int i = 0; i < STAGES; i++) {
      unit.model("test.stage").create(values().with("name", "stage"));
    }
    for (int i = 0; i < WIDES; i++) {
      unit.model("test.wide").create(values().with("name", "wide"));
    }
  }

  /** What a unit of work does to a task, and how many changes that is. */
  enum Work {
    /** A task, two notes, a stage and a wide record. */
    CREATE(5),
    /** A task, a stage and a wide record. */
    WRITE(3),
    /** A task, the notes that go with it, a stage and a wide record. */
    UNLINK(5);

    final int changes;

    Work(int changes) {
      this.changes = changes;
    }
  }

  /** Every record that a commit writes gets the mark of the commit as its name. */
  public static final class Controller {

    /** Does one unit of work and answers the id of its task. */
    @Route(ROUTE)
    public long work(
        Database database,
        User user,
        String work,
        String mark,
        @Param(value = "task", optional = true) @Nullable Long task,
        long shared,
        int filler) {
      return database.writeReturning(
          user,
          unit -> {
            long stage = 1 + shared % STAGES;
            long wide = 1 + shared % WIDES;
            unit.model("test.stage").write(stage, values().with("name", mark));
            long touched =
                touch(unit, Work.valueOf(work), Optional.ofNullable(task).orElse(0L), stage, mark);
            unit.model("test.wide")
                .write(wide, values().with("name", mark).with("other", mark + "x".repeat(filler)));
            return touched;
          });
    }

    private static long touch(UnitOfWork unit, Work work, long task, long stage, String mark) {
      switch (work) {
        case CREATE -> {
          long created =
              unit.model("test.task")
                  .create(
                      values()
                          .with("name", mark)
                          .with("sequence", (long) mark.hashCode() % 10)
                          .with("stage_id", Ref.to(stage)));
          for (int i = 0; i < 2; i++) {
            unit.model("test.note")
                .create(values().with("body", mark).with("task_id", Ref.to(created)));
          }
          return created;
        }
        case WRITE ->
            unit.model("test.task")
                .write(
                    task,
                    values().with("name", mark).with("sequence", (long) mark.hashCode() % 10));
        case UNLINK -> unit.model("test.task").unlink(task);
      }
      return task;
    }
  }
}
