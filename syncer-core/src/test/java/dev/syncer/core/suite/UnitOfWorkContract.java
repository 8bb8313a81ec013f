package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.base.TestModule.NAME;
import static dev.syncer.testkit.base.TestModule.SEQUENCE;
import static dev.syncer.testkit.base.TestModule.STAGE;
import static dev.syncer.testkit.base.TestModule.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.testkit.base.TestModule;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What units of work must do on every store, seen by a subscriber: which notifications come after
 * the commit, and that none come of what was refused. A store passes it as a subclass.
 */
public abstract class UnitOfWorkContract {
  protected static final User ANA = new User(7, "Ana", Instant.parse("2026-11-01T08:00:00Z"));

  @TempDir Path directory;
  private final RecordingOutlet outlet = new RecordingOutlet();
  private @Nullable Syncer syncer;
  private @Nullable Broker broker;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  @BeforeEach
  void open() {
    com.google.inject.Injector injector =
        Syncer.builder()
            .options(SyncerOptions.builder().overflow(20_000).build())
            .models(new TestModule())
            .install(store(directory))
            .injector();
    Syncer opened = injector.getInstance(Syncer.class).open();
    Broker served = injector.getInstance(Broker.class);
    syncer = opened;
    broker = served;
    Connection connection = served.connect(outlet, User.SYSTEM);
    List<SubscribeRequest> all =
        injector.getInstance(Registry.class).models().stream()
            .filter(model -> model.implementsSyncer() && !model.isSystemOnly())
            .map(model -> new SubscribeRequest(model, null, false))
            .toList();
    connection.subscribe(all, answers -> {});
  }

  @AfterEach
  void close() {
    if (syncer != null) {
      syncer.close();
    }
  }

  private Database database() {
    return java.util.Objects.requireNonNull(syncer).database();
  }

  /** What the subscriber got since the last call. */
  private List<JsonNode> notifications() {
    java.util.Objects.requireNonNull(broker).flushed().toCompletableFuture().join();
    List<JsonNode> all = outlet.notifications();
    outlet.clear();
    return all;
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    return payload.get("method").stringValue()
        + " "
        + notification.get(0).get(1).stringValue()
        + " v"
        + payload.get("version").longValue()
        + (payload.get("indirect").booleanValue() ? " indirect" : "");
  }

  private List<String> briefs() {
    return notifications().stream().map(UnitOfWorkContract::brief).toList();
  }

  private long createTask(String name) {
    return database()
        .writeReturning(ANA, unit -> unit.model("test.task").create(values().with(NAME, name)));
  }

  private long createStage(String name) {
    return database()
        .writeReturning(ANA, unit -> unit.model("test.stage").create(values().with(NAME, name)));
  }

  private ModelRecord task(long id) {
    return database().read(ANA, unit -> unit.model("test.task").get(id));
  }

  private List<Long> taskIds(Query query) {
    return database().read(ANA, unit -> unit.model("test.task").search(query));
  }

  @Test
  void create_committed_isNotifiedEntire() {
    long stage = createStage("Doing");
    notifications();

    long id =
        database()
            .writeReturning(
                ANA,
                unit ->
                    unit.model("test.task")
                        .create(values().with(NAME, "Fix").with(STAGE, Ref.to(stage))));

    JsonNode payload = notifications().get(0).get(1);
    JsonNode data = payload.get("data");
    assertThat(payload.get("method").stringValue()).isEqualTo("create");
    assertThat(payload.get("record_name").stringValue()).isEqualTo("Fix");
    assertThat(payload.get("entire").booleanValue()).isTrue();
    assertThat(payload.get("indirect").booleanValue()).isFalse();
    assertThat(payload.get("user_id").toString())
        .isEqualTo("{\"id\":7,\"name\":\"Ana\",\"__last_update\":\"2026-11-01T08:00:00.000Z\"}");
    assertThat(data.get("id").longValue()).isEqualTo(id);
    assertThat(data.get("stage_id").toString()).isEqualTo("[" + stage + ",\"Doing\"]");
    assertThat(data.get("priority").stringValue()).isEqualTo("low");
    assertThat(data.get("done").booleanValue()).isFalse();
    assertThat(data.get("due").isNull()).isTrue();
    assertThat(payload.get("__last_update")).isEqualTo(data.get("write_date"));
  }

  @Test
  void write_committed_isNotifiedByWhatChanged() {
    long id = createTask("Fix");
    notifications();

    database()
        .write(
            ANA,
            unit ->
                unit.model("test.task")
                    .write(id, Values.of(Map.of("planned", "1.50", "name", "Fix"))));

    JsonNode payload = notifications().get(0).get(1);
    assertThat(payload.get("data").toString()).isEqualTo("{\"planned\":\"1.50\"}");
    assertThat(payload.get("entire").booleanValue()).isFalse();
    assertThat(payload.get("version").longValue()).isEqualTo(2);
  }

  @Test
  void write_ofModelThatSyncsEntire_carriesTheRecord() {
    long id =
        database()
            .writeReturning(
                ANA,
                u -> u.model("test.wide").create(Values.of(Map.of("name", "a", "other", "b"))));
    notifications();

    database().write(ANA, u -> u.model("test.wide").write(id, Values.of(Map.of("name", "c"))));

    JsonNode payload = notifications().get(0).get(1);
    assertThat(payload.get("entire").booleanValue()).isTrue();
    assertThat(payload.get("data").get("other").stringValue()).isEqualTo("b");
  }

  @Test
  void unlink_committed_isNotifiedEmptyWithItsLastName() {
    long id = createTask("Fix");
    notifications();

    database().write(ANA, unit -> unit.model("test.task").unlink(id));

    JsonNode payload = notifications().get(0).get(1);
    assertThat(payload.get("method").stringValue()).isEqualTo("unlink");
    assertThat(payload.get("data").toString()).isEqualTo("{}");
    assertThat(payload.get("record_name").stringValue()).isEqualTo("Fix");
  }

  @Test
  void changes_ofOneRecord_mergeIntoOneNotification() {
    long written = createTask("Twice");
    long back = createTask("Back");
    long gone = createTask("Gone");
    notifications();

    database()
        .write(
            ANA,
            unit -> {
              var tasks = unit.model("test.task");
              long fresh = tasks.create(values().with(NAME, "New"));
              tasks.write(fresh, values().with(SEQUENCE, 1L));
              tasks.unlink(tasks.create(values().with(NAME, "Never")));
              tasks.write(written, values().with(SEQUENCE, 1L));
              assertThat(tasks.search(Query.where("sequence", "=", 1))).contains(written, fresh);
              tasks.write(written, values().with(NAME, "Twice again"));
              tasks.write(back, values().with(NAME, "Forth"));
              assertThat(tasks.search(Query.where("name", "=", "Forth"))).containsExactly(back);
              tasks.write(back, values().with(NAME, "Back"));
              tasks.write(gone, values().with(NAME, "Going"));
              tasks.unlink(gone);
            });

    List<JsonNode> got = notifications();
    assertThat(got.stream().map(UnitOfWorkContract::brief))
        .containsExactlyInAnyOrder(
            "create test.task v1", "write test.task v2", "unlink test.task v1");
    assertThat(task(written).version()).isEqualTo(2);
    assertThat(task(back).version()).isEqualTo(1);
    assertThat(taskIds(Query.where("name", "=", "Back"))).containsExactly(back);
  }

  @Test
  void write_ofTheSameValues_changesNothing() {
    long id = createTask("Same");
    notifications();

    database().write(ANA, unit -> unit.model("test.task").write(id, values().with(NAME, "Same")));

    assertThat(notifications()).isEmpty();
    assertThat(task(id).version()).isEqualTo(1);
  }

  @Test
  void unitOfWork_thatThrows_leavesNothing() {
    long id = createTask("Stays");
    notifications();

    assertThatThrownBy(
            () ->
                database()
                    .write(
                        ANA,
                        unit -> {
                          unit.model("test.task").create(values().with(NAME, "Lost"));
                          unit.model("test.task").write(id, values().with(NAME, "Lost"));
                          unit.model("test.task").search(Query.all());
                          throw new IllegalStateException("changed my mind");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("changed my mind");

    assertThat(notifications()).isEmpty();
    assertThat(task(id).displayName()).isEqualTo("Stays");
    assertThat(taskIds(Query.all())).containsExactly(id);
  }

  @Test
  void unlink_ofATarget_emptiesWhatPointsAtIt() {
    long stage = createStage("Doing");
    long id = createTask("Fix");
    database().write(ANA, u -> u.model("test.task").write(id, values().with(STAGE, Ref.to(stage))));
    notifications();

    database().write(ANA, unit -> unit.model("test.stage").unlink(stage));

    assertThat(briefs())
        .containsExactlyInAnyOrder("unlink test.stage v1", "write test.task v3 indirect");
    assertThat(task(id).get(STAGE)).isNull();
  }

  @Test
  void unlink_ofAParent_takesItsNotes() {
    long id = createTask("Fix");
    database()
        .write(
            ANA,
            u -> u.model("test.note").create(values().with("body", "x").with(TASK, Ref.to(id))));
    notifications();

    database().write(ANA, unit -> unit.model("test.task").unlink(id));

    assertThat(briefs())
        .containsExactlyInAnyOrder("unlink test.task v1", "unlink test.note v1 indirect");
  }

  @Test
  void unlink_ofARestrictedTarget_isRefusedByName() {
    long project =
        database()
            .writeReturning(ANA, u -> u.model("test.project").create(values().with(NAME, "P")));
    long id =
        database()
            .writeReturning(
                ANA,
                u ->
                    u.model("test.task")
                        .create(Values.of(Map.of("name", "Fix", "project_id", project))));
    notifications();

    assertThatThrownBy(() -> database().write(ANA, u -> u.model("test.project").unlink(project)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("\"Fix\"")
        .satisfies(
            refusal ->
                assertThat(((ValidationException) refusal).context())
                    .containsEntry("model", "test.task")
                    .containsEntry("id", id))
        .hasMessageContaining("project_id");
    assertThat(notifications()).isEmpty();
    database()
        .write(
            ANA,
            unit -> {
              unit.model("test.task").unlink(id);
              unit.model("test.project").unlink(project);
            });
    assertThat(briefs()).containsExactly("unlink test.task v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nmae", "id", "version", "write_uid", "origin", "stage_id", "priority", "name"})
  void values_thatDoNotFit_areRefusedAndNothingIsWritten(String field) {
    long id = createTask("Fix");
    notifications();
    Object wrong = field.equals("stage_id") ? 999 : field.equals("name") ? "  " : "wrong";

    assertThatThrownBy(
            () ->
                database()
                    .write(
                        ANA,
                        u ->
                            u.model("test.task")
                                .write(id, values().with("done", true).with(field, wrong))))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> assertThat(e.context()).containsEntry("field", field).containsKey("rule"));

    assertThat(notifications()).isEmpty();
    assertThat(task(id).get("done")).isEqualTo(false);
  }

  @Test
  void readOnlyField_writtenByTheSystem_isWritten() {
    long id = createTask("Fix");

    database()
        .write(User.SYSTEM, u -> u.model("test.task").write(id, values().with("origin", "mail")));

    assertThat(task(id).get("origin")).isEqualTo("mail");
    assertThat(((Ref) java.util.Objects.requireNonNull(task(id).get("write_uid"))).name())
        .contains("System");
  }

  @Test
  void record_ofEveryType_isReadAsWritten() {
    Values all =
        Values.of(
            Map.of(
                "name", "Ünïcode 😀",
                "sequence", (1L << 53) - 1,
                "done", true,
                "planned", "-12.34",
                "due", "2026-11-22",
                "started", "2026-11-22T10:15:30.123Z",
                "priority", "high"));

    long id = database().writeReturning(ANA, u -> u.model("test.task").create(all));

    ModelRecord read = task(id);
    assertThat(read.get("name")).isEqualTo("Ünïcode 😀");
    assertThat(read.get("sequence")).isEqualTo((1L << 53) - 1);
    assertThat(read.get("done")).isEqualTo(true);
    assertThat(read.get("planned")).isEqualTo(new BigDecimal("-12.34"));
    assertThat(read.get("due")).isEqualTo(LocalDate.of(2026, 11, 22));
    assertThat(read.get("started")).isEqualTo(Instant.parse("2026-11-22T10:15:30.123Z"));
    assertThat(read.get("priority")).isEqualTo("high");
  }

  @Test
  void models_thatDoNotSync_emitNothing() {
    database().write(ANA, u -> u.model("test.quiet").create(values().with("name", "x")));
    database().write(User.SYSTEM, u -> u.model("test.secret").create(values().with("name", "x")));

    assertThat(notifications()).isEmpty();
  }

  @Test
  void missing_recordOrModel_isTold() {
    assertThatThrownBy(() -> task(99))
        .isInstanceOf(MissingException.class)
        .hasMessageContaining("test.task,99");
    assertThatThrownBy(() -> database().write(ANA, u -> u.model("test.task").write(99, values())))
        .isInstanceOf(MissingException.class);
    assertThatThrownBy(() -> database().write(ANA, u -> u.model("test.tsak").unlink(1)))
        .isInstanceOf(MissingException.class)
        .hasMessageContaining("Did you mean \"test.task\"");
  }

  @Test
  void read_handsOutNothingThatWrites() {
    List<Object> handedOut =
        database()
            .read(
                ANA,
                u ->
                    List.of(
                        u, u.model("test.task"), u.asSystem(), u.asSystem().model("test.task")));

    assertThat(handedOut).noneMatch(each -> each instanceof UnitOfWork || each instanceof Records);
    assertThat(database().<List<Object>>writeReturning(ANA, u -> List.of(u, u.model("test.task"))))
        .allMatch(each -> each instanceof UnitOfWork || each instanceof Records);
  }

  @Test
  void search_withOrderLimitOffset_answersThatPage() {
    database()
        .write(
            ANA,
            u ->
                u.model("test.task")
                    .create(
                        List.of(
                            Values.of(Map.of("name", "b", "sequence", 2)),
                            Values.of(Map.of("name", "a", "sequence", 2)),
                            Values.of(Map.of("name", "c", "sequence", 1)),
                            Values.of(Map.of("name", "d")))));

    List<String> names =
        database()
            .read(
                ANA,
                u ->
                    u
                        .model("test.task")
                        .searchRead(
                            Query.all().orderBy("sequence desc").orderBy("name").limit(2).offset(1))
                        .stream()
                        .map(ModelRecord::displayName)
                        .toList());

    assertThat(names).containsExactly("b", "c");
  }

  @Test
  void bulk_ofManyRecords_isOneCommit() {
    List<Values> many =
        java.util.stream.IntStream.range(0, 10_000)
            .mapToObj(i -> values().with(NAME, "task " + i))
            .toList();

    List<Long> ids = database().writeReturning(ANA, u -> u.model("test.task").create(many));
    database().write(ANA, u -> u.model("test.task").write(ids, values().with("done", true)));
    database().write(ANA, u -> u.model("test.task").unlink(ids));

    // A subscriber that falls behind is served from the log, which "flushed" does not wait for.
    await().atMost(Duration.ofSeconds(120)).until(() -> outlet.notifications().size() >= 30_000);
    List<JsonNode> got = notifications();
    assertThat(got).hasSize(30_000);
    assertThat(got.stream().map(UnitOfWorkContract::brief).distinct())
        .containsExactly("create test.task v1", "write test.task v2", "unlink test.task v2");
  }
}
