package dev.syncer.examples.notes;

import static dev.syncer.api.Values.values;

import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.ValidationException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work with the models of the guide, as its pages show it. */
final class GuideWork {
  /** A task as a card shows it. */
  record TaskRow(long id, String name, @Nullable Ref stageId) {}

  private GuideWork() {}

  static long typed(UnitOfWork unit, long stage) {
    Records tasks = unit.model("guide.task");
    long id =
        tasks.create(
            values()
                .with(GuideModels.NAME, "Fix the login")
                .with(GuideModels.PRICE, new BigDecimal("12.50"))
                .with(GuideModels.STAGE, Ref.to(stage)));
    tasks.write(id, values().with(GuideModels.DUE, LocalDate.of(2026, 12, 24)));
    ModelRecord task = tasks.get(id);
    @Nullable LocalDate due = task.get(GuideModels.DUE);
    assert due != null;
    return id;
  }

  static long untyped(UnitOfWork unit, long stage) {
    return unit.model("guide.task")
        .create(Values.of(Map.of("name", "Fix the login", "price", "12.50", "stage_id", stage)));
  }

  /** Refused with a conflict if somebody else has changed the task since it was read. */
  static void done(UnitOfWork unit, ModelRecord task) {
    unit.model("guide.task")
        .write(task.id(), values().with(GuideModels.DONE, true), task.version());
  }

  static TaskRow row(UnitOfWork unit, long id) {
    TaskRow row = unit.model("guide.task").get(id).as(TaskRow.class);
    return row;
  }

  /** Creates the orders that can be created, and answers why the others cannot. */
  static List<String> importOrders(UnitOfWork unit, List<Values> orders) {
    List<String> refused = new ArrayList<>();
    for (Values order : orders) {
      try {
        unit.attempt(() -> unit.model("guide.order").create(order));
      } catch (ValidationException e) {
        refused.add(e.getMessage());
      }
    }
    return refused;
  }

  static void stamp(UnitOfWork unit, long task) {
    unit.asSystem().model("guide.task").write(task, values().with(GuideModels.ORIGIN, "phone"));
  }

  static List<HistoryEntry> history(UnitOfWork unit, long task) {
    return unit.model("guide.task").history(task);
  }

  static void lists(UnitOfWork unit, long task, long other, long tag) {
    Records tasks = unit.model("guide.task");
    tasks.write(task, values().with(GuideModels.TAGS, List.of(tag)));
    tasks.write(
        task,
        values()
            .with(
                "child_ids",
                List.of(
                    List.of("create", Map.of("name", "Write a test")), List.of("link", other))));
  }

  static List<ModelRecord> search(UnitOfWork unit, long stage) {
    Filter open = GuideModels.DONE.eq(false).and(GuideModels.STAGE.ne(Ref.to(stage)));
    return unit.model("guide.task")
        .searchRead(
            Query.of(open).orderBy(GuideModels.DUE.desc(), GuideModels.NAME.asc()).limit(80));
  }

  /** The same for generic code, which has names. */
  static List<ModelRecord> searchByName(UnitOfWork unit, long stage) {
    Filter open = Filter.where("done", "=", false).and(Filter.where("stage_id", "!=", stage));
    return unit.model("guide.task")
        .searchRead(Query.all().where(open).orderBy("due desc").orderBy("name").limit(80));
  }

  /** A job, start-up code, a test: it needs no request. */
  static void closeAll(Database database) {
    database.write(
        User.SYSTEM,
        unit -> {
          Records tasks = unit.model("guide.task");
          tasks.write(
              tasks.search(GuideModels.DONE.eq(false)), values().with(GuideModels.DONE, true));
        });
  }
}
