package dev.syncer.core.suite;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.linkedBy;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import org.jspecify.annotations.Nullable;

/**
 * Models with every kind of relation and of derived field: tasks with subtasks, tags, links between
 * tasks, attachments by generic link; sums over children, chains over models, values shown from
 * afar.
 */
public final class RelationModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("r.stage")
        .fields(
            text("name").required(),
            integer("weight"),
            oneToMany("task_ids", "r.task", "stage_id"),
            integer("total")
                .computed(
                    dependsOn("task_ids.spent"),
                    in -> in.<Long>all("task_ids.spent").stream().mapToLong(n -> n).sum())
                .stored())
        .implementsSyncer()
        .access(everyone().all());
    models
        .model("r.tag")
        .fields(text("name").required(), manyToMany("task_ids", "r.task", "tag_ids"))
        .implementsSyncer()
        .access(everyone().all());
    models
        .model("r.task")
        .fields(
            text("name").required(),
            integer("spent"),
            integer("planned"),
            manyToOne("stage_id", "r.stage"),
            manyToOne("parent_id", "r.task"),
            oneToMany("child_ids", "r.task", "parent_id"),
            manyToMany("tag_ids", "r.tag"),
            oneToMany("link_ids", "r.link", "left_id", "right_id"),
            linkedBy("attachment_ids", "r.attachment", "res_model", "res_id"),
            related("stage_name", "stage_id.name"),
            related("stage_weight", "stage_id.weight").stored(),
            related("parent_stage", "parent_id.stage_id.name").stored(),
            integer("left")
                .computed(
                    dependsOn("planned", "spent"),
                    in -> number(in.get("planned")) - number(in.get("spent"))),
            integer("children_spent")
                .computed(
                    dependsOn("child_ids.spent"),
                    in -> in.<Long>all("child_ids.spent").stream().mapToLong(n -> n).sum())
                .stored(),
            integer("score")
                .computed(
                    dependsOn("children_spent", "stage_weight", "tag_ids"),
                    in ->
                        number(in.get("children_spent"))
                            + 10 * number(in.get("stage_weight"))
                            + 100L * in.all("tag_ids").size())
                .stored(),
            text("tag_names")
                .computed(
                    dependsOn("tag_ids.name"),
                    in ->
                        String.join(",", in.<String>all("tag_ids.name").stream().sorted().toList()))
                .stored())
        .implementsSyncer()
        .access(everyone().all());
    models
        .model("r.link")
        .fields(
            manyToOne("left_id", "r.task").onUnlink(OnUnlink.CASCADE),
            manyToOne("right_id", "r.task").onUnlink(OnUnlink.CASCADE))
        .access(everyone().all());
    models
        .model("r.attachment")
        .fields(text("name"), text("res_model"), integer("res_id"))
        .implementsSyncer()
        .access(everyone().all());
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }
}
