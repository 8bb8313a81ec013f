package dev.syncer.core.suite;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Injector;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A create, write or unlink that is refused leaves nothing, also where half of it was done and the
 * unit of work goes on. A store passes it as a subclass.
 */
public abstract class WholeCallsContract extends UnitFixture {
  private static final String TASK = "r.task";
  private static final String TAG = "r.tag";
  private static final String PART = "w.part";

  /** Tags: one is made, then one is joined that does not exist. */
  private static final List<Object> HALF =
      List.of(List.of("create", Map.of("name", "half")), List.of("link", 99));

  @Override
  final List<ModelModule> modules() {
    return List.of(new RelationModule(), new WholeModule());
  }

  /** Parts whose hooks write first, look around, and then refuse those that are called bad. */
  private static final class WholeModule implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model(PART)
          .fields(text("name").required(), integer("size"))
          .beforeCreate((unit, values) -> said(unit, "before create", values))
          .afterCreate((unit, parts) -> parts.forEach(p -> refuseBad(unit, p.get("name"))))
          .beforeWrite((unit, parts, values) -> said(unit, "before write", values))
          .afterWrite((unit, parts) -> parts.forEach(p -> refuseBad(unit, p.get("name"))))
          .beforeUnlink(
              (unit, parts) -> {
                said(unit, "before unlink", Values.values());
                parts.forEach(p -> refuseBad(unit, p.get("size")));
              })
          .implementsSyncer()
          .access(everyone().all());
      models.model("w.box").fields(text("name")).implementsSyncer().access(everyone().all());
      models
          .model("w.lid")
          .fields(
              manyToOne("box_id", "w.box").onUnlink(OnUnlink.CASCADE),
              manyToMany("part_ids", PART).required())
          .implementsSyncer()
          .access(everyone().all());
      models.extend(PART).fields(manyToOne("lid_id", "w.lid").onUnlink(OnUnlink.CASCADE));
      models
          .model("w.said")
          .fields(text("text"), oneToMany("answer_ids", "w.answer", "said_id").required())
          .implementsSyncer()
          .access(everyone().all());
      models
          .model("w.answer")
          .fields(text("text"), manyToOne("said_id", "w.said"))
          .implementsSyncer()
          .access(everyone().all());
    }

    private static Values said(UnitOfWork unit, String text, Values values) {
      unit.model("w.said")
          .create(
              v("text", text, "answer_ids", List.of(List.of("create", Map.of("text", "heard")))));
      return values;
    }

    private static void refuseBad(UnitOfWork unit, @Nullable Object name) {
      unit.model(TASK).searchRead(Query.all());
      if ("bad".equals(name) || Long.valueOf(13).equals(name)) {
        throw new UserException("This part is bad.");
      }
    }
  }

  private static ValidationException refusal(Runnable call) {
    return catchThrowableOfType(ValidationException.class, call::run);
  }

  @Test
  void create_whoseListIsRefused_leavesNothingAndTheUnitGoesOn() {
    long stage = create("r.stage", "name", "Doing");
    told();

    List<String> told =
        told(
            unit -> {
              Records tasks = unit.model(TASK);
              refusal(() -> tasks.create(v("name", "x", "stage_id", stage, "tag_ids", HALF)));
              assertThat(tasks.count(Query.all())).isZero();
              assertThat(unit.model(TAG).count(Query.all())).isZero();
              tasks.create(v("name", "good"));
            });

    assertThat(told).containsExactly("create r.task,1");
    assertThat(read(TASK, 1).displayName()).isEqualTo("good");
    assertThat(read("r.stage", stage).version()).isEqualTo(1);
  }

  @Test
  void write_whoseListIsRefused_leavesNothingOfItsOtherValues() {
    long task = create(TASK, "name", "x", "spent", 1);
    told();

    List<String> told =
        told(
            unit -> {
              refusal(() -> unit.model(TASK).write(task, v("spent", 9, "tag_ids", HALF)));
              assertThat(unit.model(TASK).get(task).get("spent")).isEqualTo(1L);
            });

    assertThat(told).isEmpty();
    assertThat(read(TASK, task).version()).isEqualTo(1);
  }

  /** What waits to be written and to be computed when the call begins is not lost with it. */
  @Test
  void call_thatIsRefused_keepsWhatWasWrittenBefore() {
    long parent = create(TASK, "name", "parent");
    long child = create(TASK, "name", "child", "parent_id", parent, "spent", 1);
    long part = create(PART, "name", "part");
    told();

    List<String> told =
        told(
            unit -> {
              unit.model(TASK).write(child, v("spent", 5));
              assertThatThrownBy(() -> unit.model(PART).write(part, v("name", "bad")))
                  .isInstanceOf(UserException.class);
              assertThatThrownBy(() -> unit.model(PART).create(v("name", "bad")))
                  .isInstanceOf(UserException.class);
            });

    assertThat(told)
        .containsExactlyInAnyOrder(
            "write r.task," + child + " {\"spent\":5,\"left\":-5}",
            "write r.task," + parent + " indirect {\"children_spent\":5,\"score\":5}");
    assertThat(count("w.said")).isEqualTo(1);
    assertThat(read(PART, part).displayName()).isEqualTo("part");
  }

  @Test
  void unlink_thatAHookRefuses_leavesNothingOfWhatHooksWrote() {
    long part = create(PART, "name", "good", "size", 13);
    told();

    List<String> told =
        told(
            unit ->
                assertThatThrownBy(() -> unit.model(PART).unlink(part))
                    .isInstanceOf(UserException.class));

    assertThat(told).isEmpty();
    assertThat(count(PART)).isEqualTo(1);
    assertThat(count("w.said")).isEqualTo(1);
  }

  @Test
  void hooksThatWrote_whenTheValuesAreRefused_areUndone() {
    List<String> told =
        told(unit -> assertThat(refusal(() -> unit.model(PART).create(v("size", 1)))).isNotNull());

    assertThat(told).isEmpty();
    assertThat(count("w.said")).isZero();
  }

  @Test
  void link_toNobody_namesTheFieldOfTheCaller() {
    long task = create(TASK, "name", "x");

    for (String field : List.of("tag_ids", "child_ids")) {
      for (Object value : List.of(List.of(99), List.of(List.of("link", 99)))) {
        ValidationException refusal =
            refusal(() -> database().write(ANA, u -> u.model(TASK).write(task, v(field, value))));

        assertThat(refusal)
            .hasMessageContaining("(r.task." + field + ") refers to ")
            .hasMessageContaining(",99, which does not exist");
        assertThat(refusal.context())
            .containsEntry("model", TASK)
            .containsEntry("field", field)
            .containsEntry("rule", "link");
      }
    }
  }

  @Test
  void requiredList_thatIsEmptyOrMissing_isRefused() {
    long part = create(PART, "name", "part");
    long lid = create("w.lid", "part_ids", List.of(part));

    for (Runnable call :
        List.<Runnable>of(
            () -> create("w.lid"),
            () -> create("w.lid", "part_ids", List.of()),
            () -> create("w.lid", "part_ids", null),
            () -> create("w.lid", "part_ids", List.of(List.of("unlink", part))),
            () -> write(lid, List.of()),
            () -> write(lid, List.of(List.of("set", List.of()))),
            () -> write(lid, List.of(List.of("unlink", part))),
            () -> write(lid, List.of(List.of("delete", part))),
            () -> database().write(ANA, u -> u.model(PART).unlink(part)))) {
      ValidationException refusal = refusal(call);

      assertThat(refusal).hasMessageContaining("(w.lid.part_ids) is required");
      assertThat(refusal.context())
          .containsEntry("model", "w.lid")
          .containsEntry("field", "part_ids")
          .containsEntry("rule", "required");
    }
    assertThat(read("w.lid", lid).get("part_ids")).isEqualTo(List.of(part));
  }

  @Test
  void requiredList_thatIsFullInTheEnd_mayBeEmptyInBetween() {
    long part = create(PART, "name", "part");
    long lid = create("w.lid", "part_ids", List.of(part));
    long said = create("w.said", "answer_ids", List.of(List.of("create", Map.of())));
    told();

    database()
        .write(
            ANA,
            unit -> {
              unit.model("w.lid").write(lid, v("part_ids", List.of(List.of("unlink", part))));
              unit.model("w.lid").write(lid, v("part_ids", List.of(part)));
              unit.model("w.answer").unlink(answer(unit, said));
              unit.model("w.answer").create(v("said_id", said));
            });

    assertThat(read("w.said", said).get("answer_ids")).asList().hasSize(1);
    assertThatThrownBy(
            () -> database().write(ANA, u -> u.model("w.answer").unlink(answer(u, said))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("(w.said.answer_ids) is required");
    database().write(ANA, u -> u.model("w.said").unlink(said));
  }

  private static long answer(UnitOfWork unit, long said) {
    return unit.model("w.answer").search(Query.where("said_id", "=", said)).get(0);
  }

  private void write(long lid, Object parts) {
    database().write(ANA, unit -> unit.model("w.lid").write(lid, v("part_ids", parts)));
  }

  @Test
  void savepoint_isPaidForByCallsThatCanFailHalfWay() {
    assertThat(savepoints(unit -> unit.model(TASK).create(v("name", "x")))).isZero();
    assertThat(savepoints(unit -> unit.model(TASK).write(1, v("spent", 2)))).isZero();
    assertThat(savepoints(unit -> unit.model(TASK).unlink(1))).isZero();
    assertThat(savepoints(unit -> unit.model(TASK).write(1, v("tag_ids", List.of(1))))).isOne();
    assertThat(savepoints(unit -> unit.model("w.box").unlink(1))).isOne();
  }

  private long savepoints(Consumer<UnitOfWork> work) {
    Injector injector =
        Syncer.builder()
            .models(modules().toArray(ModelModule[]::new))
            .install(CountingStore.before(store(directory.resolve("counted"))))
            .injector();
    directory.resolve("counted").toFile().mkdir();
    try (Syncer syncer = injector.getInstance(Syncer.class).open()) {
      syncer
          .database()
          .write(
              ANA,
              unit -> {
                unit.model(TAG).create(v("name", "tag"));
                unit.model(TASK).create(v("name", "task"));
                unit.model("w.box").create(v("name", "box"));
              });
      CountingStore counting = injector.getInstance(CountingStore.class);
      counting.calls();
      try {
        syncer
            .database()
            .write(
                ANA,
                unit -> {
                  work.accept(unit);
                  throw new IllegalStateException("on purpose");
                });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
      return counting.calls().stream().filter("savepoint"::equals).count();
    }
  }
}
