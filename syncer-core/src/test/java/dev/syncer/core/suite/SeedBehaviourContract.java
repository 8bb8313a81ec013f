package dev.syncer.core.suite;

import static dev.syncer.api.Group.everyone;
import static dev.syncer.testkit.base.OwnThreads.OWN_THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Fields;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.model.Registry;
import dev.syncer.testkit.base.TestModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What users of a web syncer expect, line by line as a subscriber gets it on the wire; each test
 * bears the number of its line, or is named after a fault that must not come back. That no record
 * costs a statement of its own is shown by {@link StatementCountContract}. A store passes it as a
 * subclass.
 */
public abstract class SeedBehaviourContract extends UnitFixture {
  @Override
  List<ModelModule> modules() {
    ModelModule switchesOn =
        models -> {
          models.extend("test.project").implementsSyncer();
          models
              .model("seed.nameless")
              .fields(Fields.integer("size"))
              .implementsSyncer()
              .access(everyone().all());
          models
              .model("seed.titled")
              .fields(Fields.text("title"))
              .displayName("title")
              .implementsSyncer()
              .access(everyone().all());
        };
    return List.of(new TestModule(), new RelationModule(), switchesOn);
  }

  private static JsonNode payload(JsonNode notification) {
    return notification.get(1);
  }

  @Test
  void a1_modelThatDoesNotOptIn_emitsNothing() {
    List<String> silent = told(u -> u.model("test.quiet").create(v("name", "x")));
    List<String> heard = told(u -> u.model("test.stage").create(v("name", "x")));

    assertThat(silent).isEmpty();
    assertThat(heard).containsExactly("create test.stage,1");
    assertThat(model("test.quiet").implementsSyncer()).isFalse();
    assertThat(model("test.stage").implementsSyncer()).isTrue();
  }

  @Test
  void a2_modelOfAnotherModule_isSwitchedOn() {
    List<String> told = told(u -> u.model("test.project").create(v("name", "x")));

    assertThat(told).containsExactly("create test.project,1");
    assertThat(get(Registry.class).model("test.project").orElseThrow().implementsSyncer()).isTrue();
  }

  @Test
  void a3_writeOfModelThatSyncsEntire_carriesTheEntireRecord() {
    long id = create("test.wide", "name", "a", "other", "b");

    JsonNode payload = payload(heard(u -> u.model("test.wide").write(id, v("name", "c"))).get(0));

    assertThat(payload.get("entire").booleanValue()).isTrue();
    assertThat(payload.get("data").get("id").longValue()).isEqualTo(id);
    assertThat(payload.get("data").get("name").stringValue()).isEqualTo("c");
    assertThat(payload.get("data").get("other").stringValue()).isEqualTo("b");
  }

  @Test
  void a4_notification_hasHeaderAndAllSevenKeys() {
    long id = create("test.stage", "name", "a");

    List<JsonNode> all = new ArrayList<>();
    all.addAll(heard(u -> u.model("test.stage").create(v("name", "b"))));
    all.addAll(heard(u -> u.model("test.stage").write(id, v("name", "c"))));
    all.addAll(heard(u -> u.model("test.stage").unlink(id)));

    assertThat(all).hasSize(3);
    assertThat(all.get(1).get(0).toString())
        .isEqualTo("[\"%s\",\"test.stage\",%d]".formatted(database().name(), id));
    for (JsonNode notification : all) {
      JsonNode payload = payload(notification);
      assertThat(payload.propertyNames())
          .contains(
              "method", "record_name", "__last_update", "data", "indirect", "entire", "user_id");
      assertThat(payload.get("indirect").isBoolean()).isTrue();
      assertThat(payload.get("entire").isBoolean()).isTrue();
      assertThat(payload.get("user_id").toString())
          .isEqualTo("{\"id\":7,\"name\":\"Ana\",\"__last_update\":\"2026-11-01T08:00:00.000Z\"}");
    }
  }

  @Test
  void a5_createIsEntire_writeIsWhatChanged_unlinkIsEmpty() {
    long[] id = new long[1];

    JsonNode created =
        payload(heard(u -> id[0] = u.model("test.stage").create(v("name", "a"))).get(0));
    JsonNode written =
        payload(heard(u -> u.model("test.stage").write(id[0], v("sequence", 3))).get(0));
    JsonNode gone = payload(heard(u -> u.model("test.stage").unlink(id[0])).get(0));

    assertThat(created.get("data").get("id").longValue()).isEqualTo(id[0]);
    assertThat(created.get("data").propertyNames())
        .containsAll(model("test.stage").fields().stream().map(f -> f.name()).toList());
    assertThat(written.get("data").toString()).isEqualTo("{\"sequence\":3}");
    assertThat(gone.get("data").toString()).isEqualTo("{}");
  }

  @Test
  void a6_linkIsIdAndName_listIsIds_oneToManyIsNotInTheDeltaOfItsRecord() {
    long stage = create("r.stage", "name", "Doing");
    long tag = create("r.tag", "name", "red");
    long task = create("r.task", "name", "p");

    List<String> linked =
        told(u -> u.model("r.task").write(task, v("stage_id", stage, "tag_ids", List.of(tag))));
    create("r.task", "name", "c", "parent_id", task);
    List<String> named = told(u -> u.model("r.task").write(task, v("name", "q")));

    assertThat(linked)
        .anyMatch(text -> text.contains("\"stage_id\":[" + stage + ",\"Doing\"]"))
        .anyMatch(text -> text.contains("\"tag_ids\":[" + tag + "]"));
    assertThat(named).contains("write r.task," + task + " {\"name\":\"q\"}");
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
            "write r.task,%d indirect {\"children_spent\":5,\"score\":5}".formatted(parent),
            "write r.task,%d {\"spent\":5,\"planned\":8,\"left\":3}".formatted(child));
  }

  @Test
  void a9_child_createdMovedUnlinked_tellsItsParents_changedDoesNot() {
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
    assertThat(changed).containsExactly("write r.task," + child[0] + " {\"name\":\"d\"}");
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
  void fault_siblingsUnlinkedInOneCall_leaveNoDeletedIdInTheParent() {
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
  void a11_changesOfOneRecord_areOneNotification() {
    long twice = create("test.stage", "name", "twice");
    long gone = create("test.stage", "name", "gone");

    List<String> told =
        told(
            u -> {
              Records stages = u.model("test.stage");
              stages.write(stages.create(v("name", "new")), v("sequence", 1));
              stages.write(twice, v("name", "once"));
              stages.write(twice, v("sequence", 2));
              stages.unlink(stages.create(v("name", "never")));
              stages.write(gone, v("name", "going"));
              stages.unlink(gone);
            });

    assertThat(told)
        .containsExactly(
            "create test.stage,3",
            "unlink test.stage," + gone,
            "write test.stage," + twice + " {\"name\":\"once\",\"sequence\":2}");
  }

  @Test
  void a11_indirect_isWhatNoCallNamed() {
    long parent = create("r.task", "name", "p");
    long child = create("r.task", "name", "c", "parent_id", parent);

    List<String> unnamed = told(u -> u.model("r.task").write(child, v("spent", 1)));
    List<String> named =
        told(
            u -> {
              u.model("r.task").write(child, v("spent", 2));
              u.model("r.task").write(parent, v("name", "q"));
            });

    assertThat(unnamed).filteredOn(text -> text.contains(" indirect ")).hasSize(1);
    assertThat(named).hasSize(2).noneMatch(text -> text.contains(" indirect "));
  }

  @Test
  void a12_notification_isSentAfterTheCommit_andNoneOfWhatFails() {
    List<String> read = new ArrayList<>();
    listen(
        notification ->
            read.add(read("test.stage", notification.get(0).get(2).longValue()).displayName()));

    create("test.stage", "name", "there");
    List<String> first = List.copyOf(notifications().stream().map(n -> brief(n)).toList());
    assertThatThrownBy(
            () ->
                told(
                    u -> {
                      u.model("test.stage").create(v("name", "lost"));
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");

    assertThat(first).hasSize(1);
    assertThat(read).containsExactly("there");
    assertThat(notifications()).isEmpty();
  }

  @Test
  void a12_notification_comesOutsideOfARequestToo() {
    CompletableFuture<Long> job =
        CompletableFuture.supplyAsync(() -> create("test.stage", "name", "job"));

    long id = job.join();

    assertThat(notifications().stream().map(n -> brief(n)))
        .containsExactly("create test.stage," + id);
  }

  @Test
  void a13_author_getsTheNotificationAndKnowsItsOwn() {
    JsonNode payload = payload(heard(u -> u.model("test.stage").create(v("name", "x"))).get(0));

    assertThat(payload.get("user_id").get("id").longValue()).isEqualTo(ANA.id());
    assertThat(payload.get("indirect").booleanValue()).isFalse();
  }

  @Test
  void a14_user_isThePersonWhoActsAlsoOfWhatFollows() {
    long parent = create("r.task", "name", "p");

    List<JsonNode> all = heard(u -> u.model("r.task").create(v("name", "c", "parent_id", parent)));

    assertThat(all).hasSize(2);
    assertThat(all).allMatch(n -> payload(n).get("user_id").get("id").longValue() == ANA.id());
  }

  @Test
  void a14_user_isThePersonWhoActsAlsoWithElevatedRights() {
    long task = create("test.task", "name", "t");

    JsonNode payload =
        payload(
            heard(u -> u.asSystem().model("test.task").write(task, v("origin", "mail"))).get(0));

    assertThat(payload.get("data").toString()).isEqualTo("{\"origin\":\"mail\"}");
    assertThat(payload.get("user_id").get("id").longValue()).isEqualTo(ANA.id());
  }

  @Test
  void a15_modelWithoutName_isCalledByTheFieldItNamesOrByItsId() {
    JsonNode nameless = payload(heard(u -> u.model("seed.nameless").create(v("size", 3))).get(0));
    JsonNode titled = payload(heard(u -> u.model("seed.titled").create(v("title", "War"))).get(0));
    JsonNode empty = payload(heard(u -> u.model("seed.titled").create(v())).get(0));

    assertThat(nameless.get("record_name").stringValue()).isEqualTo("seed.nameless,1");
    assertThat(titled.get("record_name").stringValue()).isEqualTo("War");
    assertThat(empty.get("record_name").stringValue()).isEqualTo("seed.titled,2");
  }

  /** The original gave ids before the commit, so clients that had gone past it missed it. */
  @Test
  void fault_lateCommit_isNotSkipped() {
    int writers = 8;
    int each = 10;
    notifications();

    CompletableFuture.allOf(
            IntStream.range(0, writers)
                .mapToObj(
                    w ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int i = 0; i < each; i++) {
                                create("test.stage", "name", w + "." + i);
                              }
                            },
                            OWN_THREADS))
                .toArray(CompletableFuture<?>[]::new))
        .join();

    List<String> cursors = cursors();
    assertThat(cursors).hasSize(writers * each).doesNotHaveDuplicates();
    assertThat(notifications().stream().map(n -> n.get(0).get(2).longValue()).toList())
        .hasSize(writers * each)
        .doesNotHaveDuplicates()
        .containsAll(database().read(ANA, u -> u.model("test.stage").search(Query.all())));
  }

  @Test
  void fault_recordWrittenAndUnlinkedInOneCall_isAnUnlink() {
    long tag = create("r.tag", "name", "red");
    long task = create("r.task", "name", "t", "tag_ids", List.of(tag));

    List<JsonNode> all =
        heard(
            u -> {
              u.model("r.task").write(task, v("name", "u", "tag_ids", List.of()));
              u.model("r.task").unlink(task);
            });

    assertThat(all.stream().map(n -> brief(n)).sorted())
        .containsExactly(
            "unlink r.task," + task, "write r.tag," + tag + " indirect {\"task_ids\":[]}");
    assertThat(payload(all.get(0)).get("data").size() + payload(all.get(1)).get("data").size())
        .isEqualTo(1);
  }

  @Test
  void fault_unitOfWorkThatIsTriedAgain_isToldOnce() {
    AtomicInteger tries = new AtomicInteger();
    Runnable work =
        () ->
            database()
                .write(
                    ANA,
                    u -> {
                      u.model("test.stage").create(Values.values().with("name", "x"));
                      if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("the first time");
                      }
                    });

    assertThatThrownBy(work::run).hasMessage("the first time");
    work.run();

    assertThat(notifications()).hasSize(1);
  }
}
