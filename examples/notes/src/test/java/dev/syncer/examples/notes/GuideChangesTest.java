package dev.syncer.examples.notes;

import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Injector;
import dev.syncer.api.Database;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.core.suite.RecordingOutlet;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What {@code docs/guide/changes.md} says that subscribers get. Records are named after their part,
 * and a notification is told as {@code indirect write parent {child_ids}}.
 */
class GuideChangesTest {
  private static final User ANA = User.of(7, "Ana");
  private static final int OVERFLOW = 5_000;

  private final RecordingOutlet outlet = new RecordingOutlet();
  private Injector injector;
  private long stage;
  private long parent;
  private long task;
  private long tag;

  @BeforeEach
  void open(@TempDir Path folder) {
    injector =
        Syncer.builder()
            .options(SyncerOptions.builder().overflow(OVERFLOW).build())
            .models(
                new GuideModels(),
                new NotesModule(),
                new GuideExtension(),
                models -> models.extend("notes.note").access(everyone().all()))
            .install(JdbiStoreModule.sqlite(folder.resolve("guide.db")))
            .injector();
    injector.getInstance(Syncer.class).open();
    injector
        .getInstance(Broker.class)
        .connect(outlet, User.SYSTEM)
        .subscribe(
            injector.getInstance(Registry.class).models().stream()
                .filter(model -> model.implementsSyncer() && !model.isSystemOnly())
                .map(model -> new SubscribeRequest(model, null, false))
                .toList(),
            answers -> {});
    stage = create("guide.stage", "name", "stage");
    parent = create("guide.task", "name", "parent");
    task = create("guide.task", "name", "task", "parent_id", parent, "stage_id", stage);
    tag = create("guide.tag", "name", "tag");
  }

  @AfterEach
  void close() {
    // A connection that still reads its snapshot would find the store closed.
    flushed();
    injector.getInstance(Syncer.class).close();
  }

  private Database database() {
    return injector.getInstance(Syncer.class).database();
  }

  private void flushed() {
    injector.getInstance(Broker.class).flushed().toCompletableFuture().join();
  }

  private long create(String model, Object... namesAndValues) {
    return database().writeReturning(ANA, unit -> unit.model(model).create(of(namesAndValues)));
  }

  private static Values of(Object... namesAndValues) {
    Values values = values();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values = values.with((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  private List<String> told(Consumer<UnitOfWork> work) {
    flushed();
    outlet.clear();
    database().write(ANA, work);
    flushed();
    return outlet.notifications().stream().map(GuideChangesTest::brief).toList();
  }

  private List<String> toldOfTask(Object... namesAndValues) {
    return told(unit -> unit.model("guide.task").write(task, of(namesAndValues)));
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    String method = payload.get("method").stringValue();
    return (payload.get("indirect").booleanValue() ? "indirect " : "")
        + method
        + " "
        + payload.get("record_name").stringValue()
        + (method.equals("write")
            ? " {" + String.join(", ", payload.get("data").propertyNames()) + "}"
            : "");
  }

  @Test
  void create_isTold_andToItsParent() {
    assertThat(told(u -> u.model("guide.stage").create(of("name", "new"))))
        .containsExactly("create new");
    assertThat(told(u -> u.model("guide.task").create(of("name", "new", "parent_id", parent))))
        .containsExactlyInAnyOrder("create new", "indirect write parent {child_ids}");
  }

  @Test
  void write_isTold_withWhatFollowsInTheRecord() {
    assertThat(toldOfTask("stage_id", null)).containsExactly("write task {stage_id, stage_name}");
    assertThat(toldOfTask("due", "2026-11-22")).contains("write task {due, late}");
    assertThat(toldOfTask("spent", 5))
        .containsExactlyInAnyOrder("write task {spent, total}", "indirect write parent {total}");
  }

  @Test
  void write_ofWhatIsThere_isNotTold() {
    assertThat(toldOfTask("name", "task")).isEmpty();
    assertThat(
            told(
                u -> {
                  u.model("guide.task").write(task, of("parent_id", null, "spent", 3));
                  u.model("guide.task").write(task, of("parent_id", parent, "spent", null));
                }))
        .isEmpty();
  }

  @Test
  void farValue_isToldWhereItIsShown() {
    assertThat(told(u -> u.model("guide.stage").write(stage, of("name", "stage 2"))))
        .containsExactlyInAnyOrder("write stage 2 {name}", "indirect write task {stage_name}");
  }

  @Test
  void child_movedOrUnlinked_isToldToItsParents() {
    long other = create("guide.task", "name", "other");

    assertThat(toldOfTask("parent_id", other))
        .containsExactlyInAnyOrder(
            "write task {parent_id}",
            "indirect write parent {child_ids}",
            "indirect write other {child_ids}");
    assertThat(told(u -> u.model("guide.task").unlink(task)))
        .containsExactlyInAnyOrder("unlink task", "indirect write other {child_ids}");
  }

  @Test
  void list_written_namesChildrenToo() {
    assertThat(
            told(
                u ->
                    u.model("guide.task")
                        .write(
                            parent,
                            of("child_ids", List.of(List.of("create", Map.of("name", "new")))))))
        .containsExactlyInAnyOrder("write parent {child_ids}", "create new");
  }

  @Test
  void manyToMany_isToldOnBothSides() {
    assertThat(toldOfTask("tag_ids", List.of(tag)))
        .containsExactlyInAnyOrder("write task {tag_ids}", "indirect write tag {task_ids}");
    assertThat(told(u -> u.model("guide.tag").write(tag, of("task_ids", List.of()))))
        .containsExactlyInAnyOrder("write tag {task_ids}", "indirect write task {tag_ids}");
    assertThat(toldOfTask("tag_ids", List.of())).isEmpty();
    toldOfTask("tag_ids", List.of(tag));
    assertThat(
            told(
                u -> {
                  u.model("guide.task").write(task, of("tag_ids", List.of()));
                  u.model("guide.task").write(task, of("tag_ids", List.of(tag)));
                }))
        .isEmpty();
  }

  @Test
  void fileOfAModelThatDoesNotSync_isToldToItsRecord() {
    assertThat(
            told(
                u ->
                    u.model("guide.file")
                        .create(of("title", "f", "res_model", "guide.task", "res_id", task))))
        .containsExactly("indirect write task {file_ids}");
  }

  @Test
  void unlink_cascadesAndEmpties_eachIsTold() {
    toldOfTask("tag_ids", List.of(tag));

    assertThat(told(u -> u.model("guide.stage").unlink(stage)))
        .containsExactlyInAnyOrder("unlink stage", "indirect write task {stage_id, stage_name}");
    assertThat(told(u -> u.model("guide.task").unlink(parent)))
        .containsExactlyInAnyOrder(
            "unlink parent", "indirect unlink task", "indirect write tag {task_ids}");
  }

  @Test
  void severalChangesOfOneRecord_areToldAsOne() {
    assertThat(
            told(
                u -> {
                  long id = u.model("guide.stage").create(of("name", "draft"));
                  u.model("guide.stage").write(id, of("name", "new"));
                  u.model("guide.stage").unlink(u.model("guide.stage").create(of("name", "x")));
                }))
        .containsExactly("create new");
    assertThat(
            told(
                u -> {
                  u.model("guide.task").write(task, of("spent", 2));
                  u.model("guide.task").write(parent, of("done", true));
                }))
        .containsExactlyInAnyOrder("write task {spent, total}", "write parent {done, total}");
    assertThat(
            told(
                u -> {
                  u.model("guide.tag").write(tag, of("name", "late"));
                  u.model("guide.tag").unlink(tag);
                }))
        .containsExactly("unlink tag");
  }

  @Test
  void hook_thatWrites_isToldAsIndirect() {
    assertThat(told(u -> u.model("guide.order").create(of("code", "new"))))
        .containsExactlyInAnyOrder("create new", "indirect create Ship new");
  }

  @Test
  void attempt_thatFails_tellsOnlyTheRest() {
    assertThat(
            told(
                u ->
                    GuideWork.importOrders(
                        u, List.of(of("code", "new"), of("code", "much too long")))))
        .containsExactlyInAnyOrder("create new", "indirect create Ship new");
  }

  @Test
  void version_risesByOneInAUnitOfWork_alsoOfAParent() {
    toldOfTask("spent", 1, "name", "task");

    assertThat(outlet.notifications())
        .extracting(n -> n.get(1).get("version").longValue())
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void syncEntire_carriesTheRecord() {
    long note = create("notes.note", "name", "note");

    told(u -> u.model("notes.note").write(note, of("done", true)));

    assertThat(outlet.notifications().get(0).get(1).get("entire").booleanValue()).isTrue();
    assertThat(outlet.notifications().get(0).get(1).get("data").has("guide_color")).isTrue();
  }

  @Test
  void unitOfWork_thatFails_tellsNothing() {
    flushed();
    outlet.clear();

    assertThatThrownBy(() -> toldOfTask("spent", 1, "stage_id", 999)).hasMessageContaining("999");

    flushed();
    assertThat(outlet.notifications()).isEmpty();
  }

  @Test
  void job_tellsWhatARequestWould_asItsUser() {
    flushed();
    outlet.clear();

    GuideWork.closeAll(database());

    flushed();
    assertThat(outlet.notifications())
        .extracting(GuideChangesTest::brief)
        .contains("write task {done}");
    assertThat(outlet.notifications().get(0).get(1).get("user_id").get("name").stringValue())
        .isEqualTo("System");
  }

  @Test
  void moreChangesThanTheLimit_areAReset() {
    List<Values> many =
        IntStream.rangeClosed(0, OVERFLOW).mapToObj(i -> of("name", "new " + i)).toList();

    List<String> told = told(u -> u.model("guide.tag").create(many));
    org.awaitility.Awaitility.await()
        .until(
            () -> !outlet.received("reset").isEmpty() && !outlet.received("heartbeat").isEmpty());

    assertThat(told).isEmpty();
    assertThat(outlet.received("reset"))
        .singleElement()
        .satisfies(reset -> assertThat(reset.get("reason").stringValue()).isEqualTo("overflow"));
  }
}
