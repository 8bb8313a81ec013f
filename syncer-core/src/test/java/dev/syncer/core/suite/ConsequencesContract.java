package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What follows from a write, on every store, beyond the lines that {@link SeedBehaviourContract}
 * has: commands, and what a unit of work sees of itself. A store passes it as a subclass.
 */
public abstract class ConsequencesContract extends UnitFixture {
  @Override
  List<ModelModule> modules() {
    return List.of(new RelationModule());
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
        .write(
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

  /** A link has two ends, and its list at a task holds those that point there with either. */
  @Test
  void unlink_fromAListOfTwoInverses_emptiesThoseThatPointHere() {
    long here = create("r.task", "name", "here");
    long there = create("r.task", "name", "there");
    long toThere = create("r.link", "left_id", here, "right_id", there);
    long fromThere = create("r.link", "left_id", there, "right_id", here);
    long loop = create("r.link", "left_id", here, "right_id", here);

    database()
        .write(
            ANA,
            unit ->
                unit.model("r.task")
                    .write(
                        here,
                        v(
                            "link_ids",
                            List.of(
                                List.of("unlink", toThere),
                                List.of("unlink", fromThere),
                                List.of("unlink", loop)))));

    assertThat(ends(toThere)).containsExactly(null, Ref.to(there));
    assertThat(ends(fromThere)).containsExactly(Ref.to(there), null);
    assertThat(ends(loop)).containsExactly(null, null);
    assertThat(read("r.task", here).get("link_ids")).isEqualTo(List.of());
    assertThat(read("r.task", there).get("link_ids")).isEqualTo(List.of(toThere, fromThere));
  }

  @Test
  void set_ofAListOfTwoInverses_leavesThoseThatAreInItAsTheyAre() {
    long here = create("r.task", "name", "here");
    long there = create("r.task", "name", "there");
    long stays = create("r.link", "left_id", there, "right_id", here);
    long goes = create("r.link", "left_id", there, "right_id", here);
    long comes = create("r.link", "right_id", there);

    database().write(ANA, u -> u.model("r.task").write(here, v("link_ids", List.of(stays, comes))));

    assertThat(ends(stays)).containsExactly(Ref.to(there), Ref.to(here));
    assertThat(ends(goes)).containsExactly(Ref.to(there), null);
    assertThat(ends(comes)).containsExactly(Ref.to(here), Ref.to(there));
    assertThat(read("r.link", stays).version()).isEqualTo(1);
  }

  private List<@Nullable Object> ends(long link) {
    ModelRecord record = read("r.link", link);
    List<@Nullable Object> ends = new ArrayList<>();
    ends.add(record.get("left_id"));
    ends.add(record.get("right_id"));
    return ends;
  }

  @Test
  void history_ofLists_tellsFromWhatToWhat() {
    long red = create("r.tag", "name", "red");
    long blue = create("r.tag", "name", "blue");
    long old = create("r.task", "name", "old");
    long task = create("r.task", "name", "t", "tag_ids", List.of(red));
    database().write(ANA, u -> u.model("r.task").write(task, v("tag_ids", List.of(blue))));
    long kept = create("r.task", "name", "kept", "parent_id", task);
    long child = create("r.task", "name", "c", "parent_id", task);
    database().write(ANA, u -> u.model("r.task").write(child, v("parent_id", old)));
    database().write(ANA, u -> u.model("r.task").write(kept, v("name", "still here")));
    database().write(ANA, u -> u.model("r.task").unlink(kept));
    database().write(ANA, u -> u.model("r.tag").unlink(blue));

    assertThat(lists("r.task", task, "tag_ids"))
        .containsExactly(
            "WRITE [%d] to []".formatted(blue),
            "WRITE [%d] to [%d]".formatted(red, blue),
            "CREATE null to [%d]".formatted(red));
    assertThat(lists("r.task", task, "child_ids"))
        .containsExactly(
            "WRITE [%d] to []".formatted(kept),
            "WRITE [%d, %d] to [%d]".formatted(kept, child, kept),
            "WRITE [%d] to [%d, %d]".formatted(kept, kept, child),
            "WRITE [] to [%d]".formatted(kept));
    assertThat(lists("r.task", old, "child_ids"))
        .containsExactly("WRITE [] to [%d]".formatted(child));
    assertThat(lists("r.tag", red, "task_ids"))
        .containsExactly("WRITE [%d] to []".formatted(task), "WRITE [] to [%d]".formatted(task));
  }

  @Test
  void history_ofListsByTwoFieldsOrByAGenericLink_tellsFromWhatToWhat() {
    long left = create("r.task", "name", "left");
    long right = create("r.task", "name", "right");
    long link = create("r.link", "left_id", left, "right_id", right);
    long file = create("r.attachment", "name", "f", "res_model", "r.task", "res_id", left);
    database().write(ANA, u -> u.model("r.link").write(link, v("left_id", right)));
    database().write(ANA, u -> u.model("r.attachment").write(file, v("res_model", "r.stage")));

    assertThat(lists("r.task", left, "link_ids"))
        .containsExactly("WRITE [%d] to []".formatted(link), "WRITE [] to [%d]".formatted(link));
    assertThat(lists("r.task", right, "link_ids"))
        .containsExactly("WRITE [] to [%d]".formatted(link));
    assertThat(lists("r.task", left, "attachment_ids"))
        .containsExactly("WRITE [%d] to []".formatted(file), "WRITE [] to [%d]".formatted(file));
  }

  @Test
  void history_ofALink_callsBothTargetsByName() {
    long doing = create("r.stage", "name", "Doing");
    long done = create("r.stage", "name", "Done");
    long task = create("r.task", "name", "t", "stage_id", doing);
    database().write(ANA, u -> u.model("r.task").write(task, v("stage_id", done)));

    HistoryEntry.FieldChange change =
        Objects.requireNonNull(history("r.task", task).get(0).fields().get("stage_id"));

    assertThat(((Ref) Objects.requireNonNull(change.from())).name()).contains("Doing");
    assertThat(((Ref) Objects.requireNonNull(change.to())).name()).contains("Done");
  }

  @Test
  void unlink_inTheLog_hasTheListsOfBefore() {
    long red = create("r.tag", "name", "red");
    long task = create("r.task", "name", "t", "tag_ids", List.of(red));
    long child = create("r.task", "name", "c", "parent_id", task);
    long link = create("r.link", "left_id", task, "right_id", child);
    long file = create("r.attachment", "res_model", "r.task", "res_id", task);

    database()
        .write(
            ANA,
            u -> {
              u.model("r.attachment").unlink(file);
              u.model("r.task").unlink(task);
            });

    Row last =
        changes().stream()
            .filter(change -> change.kind() == ChangeKind.UNLINK)
            .flatMap(change -> change.before().stream())
            .filter(row -> row.toString().equals("r.task," + task))
            .findFirst()
            .orElseThrow();
    assertThat(last.get("tag_ids")).isEqualTo(List.of(red));
    assertThat(last.get("child_ids")).isEqualTo(List.of(child));
    assertThat(last.get("link_ids")).isEqualTo(List.of(link));
    assertThat(last.get("attachment_ids")).isEqualTo(List.of(file));
  }

  private List<Change> changes() {
    return get(Store.class)
        .read(
            tx ->
                tx.log(tx.head() - 1, 1).stream()
                    .flatMap(commit -> commit.changes().stream())
                    .toList());
  }

  private List<HistoryEntry> history(String model, long id) {
    return database().read(ANA, unit -> unit.model(model).history(id));
  }

  private List<String> lists(String model, long id, String field) {
    return history(model, id).stream()
        .filter(entry -> entry.fields().containsKey(field))
        .map(
            entry -> {
              HistoryEntry.FieldChange change = entry.fields().get(field);
              return entry.kind() + " " + change.from() + " to " + change.to();
            })
        .toList();
  }

  private static final dev.syncer.api.Field<List<Long>> LISTS =
      dev.syncer.api.Fields.oneToMany("child_ids", "r.task", "parent_id");

  @Test
  void search_insideTheUnit_seesWhatFollows() {
    long parent = create("r.task", "name", "p");

    database()
        .write(
            User.SYSTEM,
            u -> {
              Records tasks = u.model("r.task");
              tasks.create(v("name", "c", "parent_id", parent, "spent", 7));
              assertThat(tasks.search(Query.where("children_spent", "=", 7)))
                  .containsExactly(parent);
              assertThat(tasks.get(parent).get("score")).isEqualTo(7L);
            });
  }
}
