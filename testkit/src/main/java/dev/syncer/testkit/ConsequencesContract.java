package dev.syncer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.User;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
}
