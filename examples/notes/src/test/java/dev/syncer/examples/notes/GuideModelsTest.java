package dev.syncer.examples.notes;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Filter;
import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/guide/models.md} says of fields, filters and lists. */
class GuideModelsTest {
  private static final User ANA = User.of(7, "Ana");

  private Syncer syncer;
  private long stage;
  private long task;

  @BeforeEach
  void open(@TempDir Path folder) {
    syncer =
        Syncer.builder()
            .models(new GuideModels(), new NotesModule(), new GuideExtension())
            .install(JdbiStoreModule.sqlite(folder.resolve("guide.db")))
            .build()
            .open();
    stage = inUnit(u -> u.model("guide.stage").create(values().with(GuideModels.NAME, "Doing")));
    task = inUnit(u -> u.model("guide.task").create(values().with(GuideModels.NAME, "task")));
  }

  @AfterEach
  void close() {
    syncer.close();
  }

  private <T extends @Nullable Object> T inUnit(Function<UnitOfWork, T> work) {
    return syncer.database().writeReturning(ANA, work);
  }

  private ModelRecord task(long id) {
    return inUnit(u -> u.model("guide.task").get(id));
  }

  private void write(String field, @Nullable Object value) {
    inUnit(
        u -> {
          u.model("guide.task").write(task, values().with(field, value));
          return null;
        });
  }

  @Test
  void work_ofTheGuide_runs() {
    long typed = inUnit(u -> GuideWork.typed(u, stage));
    long untyped = inUnit(u -> GuideWork.untyped(u, stage));
    long tag = inUnit(u -> u.model("guide.tag").create(values().with(GuideModels.NAME, "red")));
    inUnit(
        u -> {
          GuideWork.lists(u, typed, untyped, tag);
          return null;
        });

    assertThat(task(typed).get(GuideModels.STAGE_NAME)).isEqualTo("Doing");
    assertThat(task(untyped).get(GuideModels.PRICE)).isEqualTo(new BigDecimal("12.50"));
    assertThat(task(typed).get(GuideModels.TAGS)).containsExactly(tag);
    assertThat(task(typed).get(GuideModels.CHILDREN)).hasSize(2).contains(untyped);
    List<ModelRecord> found = inUnit(u -> GuideWork.search(u, stage));
    assertThat(found).extracting(ModelRecord::displayName).containsExactly("Write a test", "task");
    List<ModelRecord> byName = inUnit(u -> GuideWork.searchByName(u, stage));
    assertThat(byName)
        .extracting(ModelRecord::id)
        .isEqualTo(found.stream().map(r -> r.id()).toList());
  }

  @Test
  void record_createdWithNothing_hasTheEmptyValues() {
    Map<String, @Nullable Object> fields = task(task).asMap();

    assertThat(fields)
        .containsEntry("done", false)
        .containsEntry("priority", "low")
        .containsEntry("child_ids", List.of())
        .containsEntry("tag_ids", List.of())
        .containsEntry("total", 0L)
        .containsEntry("stage_name", null)
        .containsEntry("price", null);
  }

  @Test
  void null_written_emptiesTheField() {
    write("done", null);
    write("priority", null);
    write("tag_ids", null);

    assertThat(task(task).get(GuideModels.DONE)).isFalse();
    assertThat(task(task).get(GuideModels.PRIORITY)).isNull();
    assertThat(task(task).get(GuideModels.TAGS)).isEmpty();
  }

  @Test
  void values_ofTheWire_becomeThoseOfTheField() {
    write("started", "2026-11-22T12:15:30.1239+02:00");
    write("ratio", 3);
    write("price", 7);
    write("notes", "");

    assertThat(task(task).get(GuideModels.STARTED))
        .isEqualTo(Instant.parse("2026-11-22T10:15:30.123Z"));
    assertThat(task(task).get(GuideModels.RATIO)).isEqualTo(3.0);
    assertThat(task(task).get(GuideModels.PRICE)).isEqualTo(new BigDecimal("7.00"));
    assertThat(task(task).get(GuideModels.NOTES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nmae, x, unknown",
    "version, 3, read-only",
    "origin, mail, read-only",
    "total, 3, read-only",
    "spent, 3, type",
    "guide_color, x, unknown",
    "price, 1.234, scale",
    "priority, urgent, selection",
    "name, ' ', required",
    "due, 22.11.2026, type",
  })
  void value_thatDoesNotFit_isRefusedWithItsRule(String field, String value, String rule) {
    assertThatThrownBy(() -> write(field, value))
        .isInstanceOfSatisfying(
            ValidationException.class, e -> assertThat(e.context()).containsEntry("rule", rule));
  }

  @Test
  void link_toNothing_isRefused() {
    assertThatThrownBy(() -> write("stage_id", 99))
        .isInstanceOfSatisfying(
            ValidationException.class, e -> assertThat(e.context()).containsEntry("rule", "link"));
  }

  @Test
  void code_usedTwice_isRefusedAtTheEnd() {
    inUnit(u -> u.model("guide.order").create(values().with(GuideModels.CODE, "A")));

    assertThatThrownBy(() -> inUnit(u -> u.model("guide.order").create(values().with("code", "A"))))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> assertThat(e.context()).containsEntry("rule", "unique"));
  }

  @Test
  void order_doneWithoutAPrice_breaksItsConstraint() {
    assertThatThrownBy(
            () ->
                inUnit(
                    u ->
                        u.model("guide.order")
                            .create(values().with("code", "A").with(GuideModels.DONE, true))))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e ->
                assertThat(e.context())
                    .containsEntry("rule", "constraint")
                    .containsEntry("key", "order.price"))
        .hasMessageContaining("An order that is done has a price.");
  }

  @Test
  void order_created_hasWhatItsHooksDo() {
    long id = inUnit(u -> u.model("guide.order").create(values().with(GuideModels.CODE, "A")));

    ModelRecord order = inUnit(u -> u.model("guide.order").get(id));
    assertThat(order.get(GuideModels.ORIGIN)).isEqualTo("Ana");
    assertThat(found("name", "=", "Ship A")).hasSize(1);
  }

  @Test
  void write_ofAVersionThatIsNoMore_isAConflict() {
    ModelRecord read = task(task);
    write("spent", 1);

    assertThatThrownBy(
            () ->
                inUnit(
                    u -> {
                      GuideWork.done(u, read);
                      return null;
                    }))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.context()).containsEntry("version", 2L));
  }

  @Test
  void row_ofARecordClass_hasTheValues() {
    GuideWork.TaskRow row = inUnit(u -> GuideWork.row(u, task));

    assertThat(row).isEqualTo(new GuideWork.TaskRow(task, "task", null));
  }

  @Test
  void attempt_thatFails_leavesTheRest() {
    List<String> refused =
        inUnit(
            u ->
                GuideWork.importOrders(
                    u,
                    List.of(
                        values().with(GuideModels.CODE, "A"),
                        values().with(GuideModels.CODE, "A"),
                        values().with(GuideModels.CODE, "B"))));

    List<Long> orders = inUnit(u -> u.model("guide.order").search(Query.all()));
    assertThat(refused).singleElement().asString().contains("is unique");
    assertThat(orders).hasSize(2);
    assertThat(found("name", "like", "Ship")).containsExactly("Ship A", "Ship B");
  }

  @Test
  void readOnlyField_writtenAsSystem_isWrittenByTheSamePerson() {
    inUnit(
        u -> {
          GuideWork.stamp(u, task);
          return null;
        });

    assertThat(task(task).get(GuideModels.ORIGIN)).isEqualTo("phone");
    assertThat(task(task).get("write_uid")).isEqualTo(Ref.to(ANA.id()));
  }

  @Test
  void history_ofATask_isNewestFirst() {
    write("spent", 1);

    List<HistoryEntry> history = inUnit(u -> GuideWork.history(u, task));

    assertThat(history).extracting(HistoryEntry::version).containsExactly(2L, 1L);
    assertThat(history.get(0).fields()).containsOnlyKeys("spent", "total");
  }

  private List<String> found(String field, String operator, @Nullable Object value) {
    return found(Query.all().where(Filter.where(field, operator, value)));
  }

  private List<String> found(Query query) {
    return inUnit(
        u ->
            u.model("guide.task").searchRead(query).stream()
                .map(ModelRecord::displayName)
                .toList());
  }

  @Test
  void filter_overAnEmptyValue_isFalseAndItsOppositeTrue() {
    inUnit(
        u -> {
          Records tasks = u.model("guide.task");
          tasks.unlink(task);
          return tasks.create(
              List.of(
                  values().with(GuideModels.NAME, "none"),
                  values().with(GuideModels.NAME, "one").with(GuideModels.SPENT, 1L),
                  values().with(GuideModels.NAME, "two").with(GuideModels.SPENT, 2L)));
        });

    assertThat(found("spent", "=", null)).containsExactly("none");
    assertThat(found("spent", "!=", null)).containsExactly("one", "two");
    assertThat(found("spent", "!=", 1)).containsExactly("none", "two");
    assertThat(found("spent", "<", 2)).containsExactly("one");
    assertThat(found(Query.all().where(Filter.where("spent", "<", 2).not())))
        .containsExactly("none", "two");
    assertThat(found("spent", "in", new ArrayList<>(Arrays.asList(null, 1))))
        .containsExactly("none", "one");
    assertThat(found("spent", "not in", List.of(1))).containsExactly("none", "two");
    assertThat(found("notes", "not like", "x")).hasSize(3);
    assertThat(found(Query.all().orderBy("spent"))).containsExactly("none", "one", "two");
    assertThat(found(Query.all().orderBy("spent desc"))).containsExactly("two", "one", "none");
  }

  @Test
  void filter_overLikePatterns_matches() {
    assertThat(found("name", "like", "as")).containsExactly("task");
    assertThat(found("name", "like", "AS")).isEmpty();
    assertThat(found("name", "ilike", "AS")).containsExactly("task");
    assertThat(found("name", "=like", "t%")).containsExactly("task");
    assertThat(found("name", "=like", "as")).isEmpty();
    assertThat(found("name", "like", "t_s")).containsExactly("task");
    assertThat(found("name", "=", "Task")).isEmpty();
    assertThat(found("name", "in", List.of())).isEmpty();
    assertThat(found("settings", "=", null)).containsExactly("task");
    assertThatThrownBy(() -> found("settings", "=", Map.of()))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void filter_overAList_asksForOneId() {
    long tag = inUnit(u -> u.model("guide.tag").create(values().with("name", "red")));
    write("tag_ids", List.of(tag));

    assertThat(found("tag_ids", "contains", tag)).containsExactly("task");
    assertThat(found("tag_ids", "contains", tag + 1)).isEmpty();
    assertThat(found("tag_ids", "contains", null)).isEmpty();
    assertThat(found(Query.all().where(Filter.where("tag_ids", "contains", tag + 1).not())))
        .containsExactly("task");
  }

  @ParameterizedTest
  @CsvSource({"tag_ids", "child_ids", "stage_name", "late", "stage_id.name"})
  void filter_overWhatNoTableHolds_isRefused(String field) {
    assertThatThrownBy(() -> found(field, "=", null)).isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> found(Query.all().orderBy(field)))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void commands_ofAOneToMany_doWhatTheTableSays() {
    long child = inUnit(u -> u.model("guide.task").create(values().with("name", "child")));

    write("child_ids", List.of(List.of("link", child)));
    assertThat(task(task).get(GuideModels.CHILDREN)).containsExactly(child);
    write("child_ids", List.of(List.of("update", child, Map.of("spent", 4))));
    assertThat(task(task).get(GuideModels.TOTAL)).isEqualTo(4L);
    write("child_ids", List.of(List.of("unlink", child)));
    assertThat(task(child).get(GuideModels.PARENT)).isNull();
    write("child_ids", List.of(child));
    write("child_ids", List.of(List.of("delete", child)));
    assertThat(task(task).get(GuideModels.CHILDREN)).isEmpty();
    assertThat(found(Query.all())).containsExactly("task");
  }

  @Test
  void child_thatNeedsItsParent_goesWhenItIsTakenOut() {
    long other = inUnit(u -> u.model("guide.task").create(values().with("name", "other")));
    write("link_ids", List.of(List.of("create", Map.of("right_id", other))));
    assertThat(task(other).get(GuideModels.LINKS)).hasSize(1);

    write("link_ids", List.of());

    assertThat(task(other).get(GuideModels.LINKS)).isEmpty();
    List<Long> links = inUnit(u -> u.model("guide.link").search(Query.all()));
    assertThat(links).isEmpty();
  }

  @Test
  void file_stays_whenTheRecordThatItNamesGoes() {
    long file =
        inUnit(
            u ->
                u.model("guide.file")
                    .create(values().with("res_model", "guide.task").with("res_id", task)));
    assertThat(task(task).get(GuideModels.FILES)).containsExactly(file);

    inUnit(
        u -> {
          u.model("guide.task").unlink(task);
          return null;
        });

    ModelRecord left = inUnit(u -> u.model("guide.file").get(file));
    assertThat(left.get("res_id")).isEqualTo(task);
    assertThat(left.displayName()).isEqualTo("guide.file," + file);
  }
}
