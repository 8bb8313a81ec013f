package dev.syncer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What follows from a write, on every store: computed and related fields, both sides of relations,
 * parents that a child leaves. Each record that looks different has one notification that says so.
 * A store passes it as a subclass.
 */
public abstract class ConsequencesContract {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> SYNCED = List.of("r.stage", "r.tag", "r.task", "r.attachment");

  @TempDir Path directory;
  private @Nullable Injector injector;
  private Replica replica = new Replica();
  private RecordingOutlet outlet = new RecordingOutlet();
  private final Map<String, String> subscriptions = new LinkedHashMap<>();

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  @BeforeEach
  void open() {
    injector = Syncer.builder().models(new RelationModule()).install(store(directory)).injector();
    get(Syncer.class).open();
    replica = new Replica();
    outlet = new RecordingOutlet(replica::apply);
    List<SubscribeRequest> requests =
        SYNCED.stream().map(name -> new SubscribeRequest(model(name), null, false)).toList();
    CompletableFuture<Void> subscribed = new CompletableFuture<>();
    get(Broker.class)
        .connect(outlet)
        .subscribe(
            requests,
            answers -> {
              for (int i = 0; i < answers.size(); i++) {
                subscriptions.put(SYNCED.get(i), answers.get(i).subscription());
              }
              subscribed.complete(null);
            });
    subscribed.join();
  }

  @AfterEach
  void close() {
    get(Syncer.class).close();
  }

  private <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  private Model model(String name) {
    return get(Registry.class).model(name).orElseThrow();
  }

  private Database database() {
    return get(Syncer.class).database();
  }

  private static Values v(@Nullable Object... namesAndValues) {
    Values values = Values.values();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values = values.with(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return values;
  }

  private long create(String model, @Nullable Object... namesAndValues) {
    return database().write(User.SYSTEM, unit -> unit.model(model).create(v(namesAndValues)));
  }

  private ModelRecord read(String model, long id) {
    return database().read(User.SYSTEM, unit -> unit.model(model).get(id));
  }

  private List<String> told(Consumer<UnitOfWork> work) {
    flush();
    outlet.clear();
    database().run(User.SYSTEM, work);
    flush();
    return outlet.notifications().stream().map(ConsequencesContract::brief).sorted().toList();
  }

  private void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    boolean isWrite = payload.get("method").stringValue().equals("write");
    return payload.get("method").stringValue()
        + " "
        + notification.get(0).get(1).stringValue()
        + ","
        + notification.get(0).get(2)
        + (payload.get("indirect").booleanValue() ? " indirect" : "")
        + (isWrite ? " " + payload.get("data") : "");
  }

  @Test
  void a7_relatedField_travelsWithItsRootAndWhenTheFarValueChanges() {
    long doing = create("r.stage", "name", "Doing");
    long done = create("r.stage", "name", "Done");
    long task = create("r.task", "name", "t", "stage_id", doing);

    List<String> root = told(u -> u.model("r.task").write(task, v("stage_id", done)));
    List<String> far = told(u -> u.model("r.stage").write(done, v("name", "Finished")));

    assertThat(root)
        .contains(
            "write r.task,%d {\"stage_id\":[%d,\"Done\"],\"stage_name\":\"Done\"}"
                .formatted(task, done));
    assertThat(far)
        .contains("write r.task,%d indirect {\"stage_name\":\"Finished\"}".formatted(task));
  }

  @Test
  void a8_storedComputed_travelsWithTheRecordAndAsAnIndirectWriteForOthers() {
    long parent = create("r.task", "name", "p");
    long child = create("r.task", "name", "c", "parent_id", parent);

    List<String> told = told(u -> u.model("r.task").write(child, v("spent", 5, "planned", 8)));

    assertThat(told)
        .containsExactly(
            "write r.task,%d indirect {\"children_spent\":5,\"score\":5,\"child_ids\":[%d]}"
                .formatted(parent, child),
            "write r.task,%d {\"spent\":5,\"planned\":8,\"left\":3}".formatted(child));
  }

  @Test
  void a9_child_createdChangedMovedUnlinked_tellsItsParents() {
    long one = create("r.task", "name", "one");
    long two = create("r.task", "name", "two");
    long[] child = new long[1];

    List<String> created =
        told(u -> child[0] = u.model("r.task").create(v("name", "c", "parent_id", one)));
    List<String> changed = told(u -> u.model("r.task").write(child[0], v("name", "d")));
    List<String> moved = told(u -> u.model("r.task").write(child[0], v("parent_id", two)));
    List<String> loose = told(u -> u.model("r.task").write(child[0], v("parent_id", null)));
    List<String> back = told(u -> u.model("r.task").write(child[0], v("parent_id", two)));
    List<String> gone = told(u -> u.model("r.task").unlink(child[0]));

    String toOne = "write r.task," + one + " indirect {\"child_ids\":";
    String toTwo = "write r.task," + two + " indirect {\"child_ids\":";
    assertThat(created).contains(toOne + "[" + child[0] + "]}");
    assertThat(changed).contains(toOne + "[" + child[0] + "]}");
    assertThat(moved).contains(toOne + "[]}", toTwo + "[" + child[0] + "]}");
    assertThat(loose).contains(toTwo + "[]}");
    assertThat(back).contains(toTwo + "[" + child[0] + "]}");
    assertThat(gone).containsExactly("unlink r.task," + child[0], toTwo + "[]}");
  }

  @Test
  void a9_oneToMany_ofSeveralInverses_tellsBothEnds() {
    long left = create("r.task", "name", "left");
    long right = create("r.task", "name", "right");
    long[] link = new long[1];

    List<String> made =
        told(u -> link[0] = u.model("r.link").create(v("left_id", left, "right_id", right)));
    List<String> gone = told(u -> u.model("r.link").unlink(link[0]));

    assertThat(made)
        .containsExactly(
            "write r.task,%d indirect {\"link_ids\":[%d]}".formatted(left, link[0]),
            "write r.task,%d indirect {\"link_ids\":[%d]}".formatted(right, link[0]));
    assertThat(gone).hasSize(2);
  }

  @Test
  void a9_genericLink_tellsTheRecordItNames() {
    long task = create("r.task", "name", "t");
    long stage = create("r.stage", "name", "s");
    long[] file = new long[1];

    List<String> told =
        told(
            u ->
                file[0] =
                    u.model("r.attachment")
                        .create(v("name", "f", "res_model", "r.task", "res_id", task)));
    List<String> other =
        told(
            u ->
                u.model("r.attachment").write(file[0], v("res_model", "r.stage", "res_id", stage)));

    assertThat(told)
        .contains("write r.task,%d indirect {\"attachment_ids\":[%d]}".formatted(task, file[0]));
    assertThat(other).contains("write r.task,%d indirect {\"attachment_ids\":[]}".formatted(task));
  }

  @Test
  void a10_manyToMany_tellsBothSidesAlsoThoseRemoved() {
    long red = create("r.tag", "name", "red");
    long blue = create("r.tag", "name", "blue");
    long task = create("r.task", "name", "t", "tag_ids", List.of(red));

    List<String> told = told(u -> u.model("r.task").write(task, v("tag_ids", List.of(blue))));
    List<String> gone = told(u -> u.model("r.tag").unlink(blue));

    assertThat(told)
        .containsExactly(
            "write r.tag,%d indirect {\"task_ids\":[]}".formatted(red),
            "write r.tag,%d indirect {\"task_ids\":[%d]}".formatted(blue, task),
            "write r.task,%d {\"tag_names\":\"blue\",\"tag_ids\":[%d]}".formatted(task, blue));
    assertThat(gone)
        .containsExactly(
            "unlink r.tag," + blue,
            "write r.task,%d indirect {\"score\":0,\"tag_names\":\"\",\"tag_ids\":[]}"
                .formatted(task));
  }

  @Test
  void commands_ofBothKindsOfLists_doWhatTheySay() {
    long tag = create("r.tag", "name", "a");
    long other = create("r.task", "name", "other");
    long task =
        create(
            "r.task",
            "name",
            "t",
            "child_ids",
            List.of(List.of("create", Map.of("name", "c")), List.of("link", other)),
            "tag_ids",
            List.of(List.of("link", tag), List.of("create", Map.of("name", "b"))));

    List<Long> children = Objects.requireNonNull(read("r.task", task).get(LISTS));
    assertThat(children).hasSize(2).contains(other);
    assertThat(read("r.task", task).get("tag_names")).isEqualTo("a,b");
    database()
        .run(
            User.SYSTEM,
            u ->
                u.model("r.task")
                    .write(
                        task,
                        v(
                            "child_ids",
                            List.of(
                                List.of("update", other, Map.of("spent", 3)),
                                List.of(
                                    "delete", children.get(children.indexOf(other) == 0 ? 1 : 0))),
                            "tag_ids",
                            List.of(List.of("unlink", tag)))));
    assertThat(read("r.task", task).get("child_ids")).isEqualTo(List.of(other));
    assertThat(read("r.task", task).get("children_spent")).isEqualTo(3L);
    assertThat(read("r.task", task).get("tag_names")).isEqualTo("b");
  }

  private static final dev.syncer.api.Field<List<Long>> LISTS =
      dev.syncer.api.Fields.oneToMany("child_ids", "r.task", "parent_id");

  @Test
  void siblings_unlinkedInOneCall_leaveNoDeletedIdInTheParent() {
    long parent = create("r.task", "name", "p");
    long one = create("r.task", "name", "1", "parent_id", parent, "spent", 1);
    long two = create("r.task", "name", "2", "parent_id", parent, "spent", 2);

    List<String> told = told(u -> u.model("r.task").unlink(List.of(one, two)));

    assertThat(told)
        .contains(
            "write r.task,%d indirect {\"children_spent\":0,\"score\":0,\"child_ids\":[]}"
                .formatted(parent));
  }

  @Test
  void search_insideTheUnit_seesWhatFollows() {
    long parent = create("r.task", "name", "p");

    database()
        .run(
            User.SYSTEM,
            u -> {
              Records tasks = u.model("r.task");
              tasks.create(v("name", "c", "parent_id", parent, "spent", 7));
              assertThat(tasks.search(Query.where("children_spent", "=", 7)))
                  .containsExactly(parent);
              assertThat(tasks.get(parent).get("score")).isEqualTo(7L);
            });
  }

  /** Random units of work; after each commit the client's view equals a fresh read. */
  @Test
  void view_afterEachCommit_equalsAFreshRead() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    int units = Integer.getInteger("syncer.units", 400);
    System.out.println(
        "ConsequencesContract seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);
    for (int i = 0; i < units; i++) {
      try {
        database().run(User.SYSTEM, unit -> randomWork(random, unit));
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
      flush();
      assertThat(replica.faults()).as("unit %d of seed %d", i, seed).isEmpty();
      for (String name : SYNCED) {
        assertThat(withoutNames(replica.view(Objects.requireNonNull(subscriptions.get(name)))))
            .as("%s after unit %d of seed %d", name, i, seed)
            .isEqualTo(withoutNames(fresh(name)));
      }
    }
  }

  private Map<Long, JsonNode> fresh(String name) {
    return database()
        .read(
            User.SYSTEM,
            unit -> {
              Map<Long, JsonNode> records = new TreeMap<>();
              unit.model(name)
                  .searchRead(Query.all())
                  .forEach(
                      record -> {
                        StringWriter text = new StringWriter();
                        try (JsonGenerator json = JSON.createGenerator(text)) {
                          RecordJson.writeEntire(json, (Row) record);
                        }
                        records.put(record.id(), JSON.readTree(text.toString()));
                      });
              return records;
            });
  }

  /** Links are compared by id: their names are those of the time of the commit. */
  private static Map<Long, String> withoutNames(Map<Long, ? extends JsonNode> records) {
    Map<Long, String> plain = new TreeMap<>();
    records.forEach(
        (id, record) -> {
          TreeMap<String, String> fields = new TreeMap<>();
          record
              .properties()
              .forEach(
                  e -> {
                    JsonNode value = e.getValue();
                    boolean isLink =
                        value.isArray() && value.size() == 2 && value.get(1).isString();
                    fields.put(e.getKey(), isLink ? value.get(0).toString() : value.toString());
                  });
          plain.put(id, fields.toString());
        });
    return plain;
  }

  private static @Nullable Long any(Random random, UnitOfWork unit, String model) {
    List<Long> ids = unit.model(model).search(Query.all());
    return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
  }

  private static void randomWork(Random random, UnitOfWork unit) {
    int steps = 1 + random.nextInt(5);
    for (int i = 0; i < steps; i++) {
      if (random.nextInt(4) == 0) {
        randomAttempt(random, unit);
      } else {
        randomStep(random, unit);
      }
    }
    if (random.nextInt(12) == 0) {
      throw new IllegalStateException("on purpose");
    }
  }

  /** Work that is undone alone, half of the time; what was undone leaves no trace. */
  private static void randomAttempt(Random random, UnitOfWork unit) {
    try {
      unit.attempt(
          () -> {
            randomStep(random, unit);
            if (random.nextInt(3) == 0) {
              randomAttempt(random, unit);
            }
            randomStep(random, unit);
            if (random.nextBoolean()) {
              throw new IllegalArgumentException("undone on purpose");
            }
          });
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage("undone on purpose");
    }
  }

  private static void randomStep(Random random, UnitOfWork unit) {
    Long task = any(random, unit, "r.task");
    Long stage = any(random, unit, "r.stage");
    Long tag = any(random, unit, "r.tag");
    if (task == null || stage == null || tag == null) {
      firstSteps(random, unit, stage, tag);
      return;
    }
    switch (random.nextInt(16)) {
      case 0 -> unit.model("r.stage").create(v("name", "s", "weight", random.nextInt(4)));
      case 1 -> unit.model("r.tag").create(v("name", "tag" + random.nextInt(3)));
      case 2, 3 ->
          unit.model("r.task")
              .create(
                  v(
                      "name",
                      "t",
                      "spent",
                      random.nextInt(5),
                      "stage_id",
                      stage,
                      "parent_id",
                      random.nextBoolean() ? task : null,
                      "tag_ids",
                      tag == null ? List.of() : List.of(tag)));
      case 4 -> unit.model("r.task").write(task, v("spent", random.nextInt(3)));
      case 5 ->
          unit.model("r.task").write(task, v("stage_id", random.nextBoolean() ? stage : null));
      case 6 ->
          unit.model("r.task")
              .write(
                  task, v("parent_id", random.nextBoolean() ? any(random, unit, "r.task") : null));
      case 7 -> unit.model("r.stage").write(stage, v("name", "s" + random.nextInt(3)));
      case 8 -> unit.model("r.stage").write(stage, v("weight", random.nextInt(4)));
      case 9 -> unit.model("r.tag").write(tag, v("name", "tag" + random.nextInt(3)));
      case 10 -> unit.model("r.task").write(task, v("tag_ids", tags(random, unit)));
      case 11 -> unit.model("r.tag").write(tag, v("task_ids", List.of(List.of("link", task))));
      case 12 -> {
        List<Long> ids = new ArrayList<>(List.of(task));
        Long other = any(random, unit, "r.task");
        if (other != null && !ids.contains(other)) {
          ids.add(other);
        }
        unit.model("r.task").unlink(ids);
      }
      case 13 -> {
        if (random.nextInt(4) == 0) {
          unit.model(random.nextBoolean() ? "r.stage" : "r.tag")
              .unlink(unit.model("r.tag").search(Query.where("id", "=", -1).limit(1)));
          unit.model("r.tag").unlink(tag);
        } else {
          unit.model("r.attachment").create(v("name", "f", "res_model", "r.task", "res_id", task));
        }
      }
      case 14 ->
          unit.model("r.link").create(v("left_id", task, "right_id", any(random, unit, "r.task")));
      default ->
          unit.model("r.task")
              .write(task, v("child_ids", List.of(List.of("create", Map.of("name", "n")))));
    }
  }

  private static void firstSteps(
      Random random, UnitOfWork unit, @Nullable Long stage, @Nullable Long tag) {
    switch (random.nextInt(3)) {
      case 0 -> unit.model("r.stage").create(v("name", "s", "weight", random.nextInt(4)));
      case 1 -> unit.model("r.tag").create(v("name", "tag" + random.nextInt(3)));
      default ->
          unit.model("r.task")
              .create(
                  v("name", "t", "stage_id", stage, "tag_ids", tag == null ? null : List.of(tag)));
    }
  }

  private static List<Long> tags(Random random, UnitOfWork unit) {
    return unit.model("r.tag").search(Query.all()).stream()
        .filter(id -> random.nextBoolean())
        .toList();
  }
}
