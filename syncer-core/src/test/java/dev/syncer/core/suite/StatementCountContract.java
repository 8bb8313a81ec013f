package dev.syncer.core.suite;

import static dev.syncer.api.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How much a unit of work asks of the store depends on the models that it touches, not on how many
 * records. A store passes it as a subclass.
 */
public abstract class StatementCountContract {
  private static final int FEW = 10;
  private static final int MANY = 1_000;
  private static final User LIMITED = new User(7, "Ana", Instant.EPOCH);

  @TempDir Path directory;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  /** A unit of work over a number of tasks that are in a stage, under a parent, with a tag. */
  protected enum Work {
    CREATE((unit, n) -> unit.model("r.task").create(same(n, i -> task(i)))),
    CREATE_WITH_COMMANDS(
        (unit, n) ->
            unit.model("r.task").create(same(n, i -> task(i).with("child_ids", child(i))))),
    CREATE_CHILDREN_OF_EACH(
        (unit, n) ->
            unit.model("r.task").write(tasks(unit), Values.values().with("child_ids", child(1)))),
    CREATE_TAGS_OF_EACH(
        (unit, n) ->
            unit.model("r.task").write(tasks(unit), Values.values().with("tag_ids", child(1)))),
    WRITE((unit, n) -> write(unit, "spent", 7)),
    WRITE_EACH(
        (unit, n) -> {
          Records records = unit.model("r.task");
          List<Long> ids = tasks(unit);
          records.read(ids);
          records.write(ids, Values.values().with("planned", 1));
          ids.forEach(id -> records.write(id, Values.values().with("spent", id)));
        }),
    UNLINK((unit, n) -> unit.model("r.task").unlink(tasks(unit))),
    MOVE((unit, n) -> write(unit, "parent_id", first(unit, "other"))),
    SET_TAGS((unit, n) -> write(unit, "tag_ids", List.of(2))),
    SET_TASKS_OF_TAG(
        (unit, n) -> unit.model("r.tag").write(2, Values.values().with("task_ids", tasks(unit)))),
    SET_CHILDREN(
        (unit, n) ->
            unit.model("r.task")
                .write(first(unit, "other"), Values.values().with("child_ids", tasks(unit)))),
    /** P15. */
    SET_TAGS_BY_COMMANDS(
        (unit, n) -> other(unit, "tag_ids", commands(n, i -> List.of("set", List.of(1, 2))))),
    /** P16. */
    LINK_AND_UNLINK_A_TAG(
        (unit, n) ->
            other(
                unit, "tag_ids", commands(n + 1, i -> List.of(i % 2 == 0 ? "link" : "unlink", 1)))),
    UNLINK_EACH_CHILD((unit, n) -> parent(unit, eachOf(unit, "unlink"))),
    DELETE_EACH_CHILD((unit, n) -> parent(unit, eachOf(unit, "delete"))),
    LINK_EACH_CHILD((unit, n) -> other(unit, "child_ids", eachOf(unit, "link"))),
    UPDATE_EACH_CHILD(
        (unit, n) ->
            parent(
                unit,
                tasks(unit).stream()
                    .map(id -> List.of("update", id, Map.of("planned", id)))
                    .toList())),
    CREATE_AND_LINK_BY_TURNS(
        (unit, n) -> {
          List<Object> commands = new ArrayList<>();
          for (Long id : tasks(unit)) {
            commands.add(List.of("create", Map.of("name", "child of " + id)));
            commands.add(List.of("link", id));
            commands.add(List.of("update", id, Map.of("planned", id)));
          }
          other(unit, "child_ids", commands);
        }),
    UNLINK_OF_PARENT((unit, n) -> unit.model("r.task").unlink(first(unit, "parent"))),
    UNLINK_WITH_CASCADE((unit, n) -> unit.model("r.task").unlink(first(unit, "other"))),
    UNLINK_OF_TAG((unit, n) -> unit.model("r.tag").unlink(1)),
    UNLINK_OF_STAGE((unit, n) -> unit.model("r.stage").unlink(1)),
    FAR_VALUE(
        (unit, n) ->
            unit.model("r.stage").write(1, Values.values().with("name", "x").with("weight", 9)));

    @SuppressWarnings("ImmutableEnumChecker") // none of the functions above holds anything
    private final BiConsumer<UnitOfWork, Integer> work;

    Work(BiConsumer<UnitOfWork, Integer> work) {
      this.work = work;
    }
  }

  private static List<Values> same(int count, IntFunction<Values> values) {
    List<Values> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(values.apply(i));
    }
    return all;
  }

  private static Values task(int number) {
    return Values.values()
        .with("name", "task")
        .with("spent", number)
        .with("stage_id", 1)
        .with("parent_id", 1)
        .with("tag_ids", List.of(1));
  }

  private static List<Object> child(int number) {
    return List.of(List.of("create", Map.of("name", "child " + number)));
  }

  private static void write(UnitOfWork unit, String field, Object value) {
    unit.model("r.task").write(tasks(unit), Values.values().with(field, value));
  }

  private static List<Object> commands(int count, IntFunction<Object> command) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(command.apply(i));
    }
    return all;
  }

  private static List<List<Object>> eachOf(UnitOfWork unit, String word) {
    return tasks(unit).stream().map(id -> List.<Object>of(word, id)).toList();
  }

  private static void parent(UnitOfWork unit, Object commands) {
    unit.model("r.task").write(first(unit, "parent"), Values.values().with("child_ids", commands));
  }

  private static void other(UnitOfWork unit, String field, Object commands) {
    unit.model("r.task").write(first(unit, "other"), Values.values().with(field, commands));
  }

  private static List<Long> tasks(UnitOfWork unit) {
    return unit.model("r.task").search(Query.where("name", "=", "task"));
  }

  private static long first(UnitOfWork unit, String name) {
    return unit.model("r.task").search(Query.where("name", "=", name)).get(0);
  }

  /** Two tags, a stage, two tasks; many tasks under the first, and many links at the second. */
  private static void prepare(UnitOfWork unit, int count) {
    unit.model("r.stage").create(Values.values().with("name", "stage").with("weight", 2));
    unit.model("r.tag").create(same(2, i -> Values.values().with("name", "tag" + i)));
    unit.model("r.task").create(Values.values().with("name", "parent"));
    long other = unit.model("r.task").create(Values.values().with("name", "other"));
    List<Long> tasks = unit.model("r.task").create(same(count, i -> task(i)));
    unit.model("r.link")
        .create(
            same(
                count, i -> Values.values().with("left_id", other).with("right_id", tasks.get(i))));
  }

  @ParameterizedTest
  @EnumSource
  void statements_ofAUnitOfWork_areAsManyForManyRecords(Work work) {
    List<String> few = calls(User.SYSTEM, work, FEW);
    List<String> many = calls(User.SYSTEM, work, MANY);

    assertThat(few).contains("append");
    assertThat(many).isEqualTo(few);
  }

  /** Rights are asked for all records of a call at once. */
  @ParameterizedTest
  @EnumSource
  void statements_ofSomebodyWhomRulesLimit_areAsManyForManyRecords(Work work) {
    List<String> few = calls(LIMITED, work, FEW);
    List<String> many = calls(LIMITED, work, MANY);

    assertThat(few).contains("append");
    assertThat(many).isEqualTo(few);
  }

  /** Rules over values, links and lists, within which all records stay. */
  private static void limit(Models models) {
    long none = 999_999_999;
    models.extend("r.stage").rule(where("task_ids", "contains", none).not());
    models.extend("r.tag").rule(where("task_ids", "contains", none).not());
    models.extend("r.task").rule(where("name", "!=", "hidden").and(where("parent_id", "!=", none)));
    models.extend("r.link").rule(where("left_id", "!=", none));
    models.extend("r.attachment").rule(where("name", "!=", "hidden"));
  }

  private List<String> calls(User user, Work work, int count) {
    try (Opened opened = open()) {
      opened.syncer.database().write(User.SYSTEM, unit -> prepare(unit, count));
      opened.store.calls();
      opened.syncer.database().write(user, unit -> work.work.accept(unit, count));
      return opened.store.calls();
    }
  }

  /** P20: what a child costs that is written does not depend on how many siblings it has. */
  @Test
  void rows_thatAWriteOfOneChildReads_areAsManyForManySiblings() {
    int few = rowsOfOneChild(FEW);
    int many = rowsOfOneChild(MANY);

    assertThat(few).isPositive();
    assertThat(many).isEqualTo(few);
  }

  private int rowsOfOneChild(int siblings) {
    try (Opened opened = open()) {
      opened.syncer.database().write(User.SYSTEM, unit -> prepare(unit, siblings));
      opened.store.rows();
      opened
          .syncer
          .database()
          .write(
              User.SYSTEM,
              unit -> unit.model("r.task").write(5, Values.values().with("name", "x")));
      return opened.store.rows();
    }
  }

  /** The ratio is printed, and no verdict: the machine may be doing something else. */
  @Test
  void tenThousandRecords_inOneUnitOfWork_areOneCommit() {
    try (Opened opened = open()) {
      opened.syncer.database().write(User.SYSTEM, unit -> prepare(unit, 1));
      createAndWrite(opened.syncer, MANY); // the code gets warm
      long thousand = createAndWrite(opened.syncer, MANY);
      long tenThousand = createAndWrite(opened.syncer, 10 * MANY);

      System.out.printf(
          "StatementCountContract: 1,000 records in %d ms, 10,000 in %d ms%n",
          thousand, tenThousand);
      long count =
          opened.syncer.database().read(User.SYSTEM, u -> u.model("r.task").count(Query.all()));
      assertThat(count).isEqualTo(3 + 12 * MANY);
    }
  }

  private static long createAndWrite(Syncer syncer, int count) {
    long begin = System.nanoTime();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> {
              long parent = unit.model("r.task").create(Values.values().with("name", "p"));
              Records tasks = unit.model("r.task");
              List<Long> ids = tasks.create(same(count - 1, i -> task(i)));
              tasks.write(ids, Values.values().with("spent", 1).with("parent_id", parent));
            });
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private Opened open() {
    try {
      Path own = Files.createTempDirectory(directory, "store");
      Injector injector =
          Syncer.builder()
              .models(new RelationModule(), StatementCountContract::limit)
              .install(CountingStore.before(store(own)))
              .injector();
      return new Opened(
          injector.getInstance(Syncer.class).open(), injector.getInstance(CountingStore.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Opened(Syncer syncer, CountingStore store) implements AutoCloseable {
    @Override
    public void close() {
      syncer.close();
    }
  }
}
