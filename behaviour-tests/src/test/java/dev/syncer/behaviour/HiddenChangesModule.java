package dev.syncer.behaviour;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import org.jspecify.annotations.Nullable;

/**
 * Boxes of which users see what they hold, but not what it costs, nor the labels that are not open.
 */
final class HiddenChangesModule implements ModelModule {
  private static final long MUCH = 100;

  @Override
  public void define(Models models) {
    models
        .model("x.box")
        .fields(
            text("name").required(),
            integer("price").readableBy(group("boss")),
            bool("is_dear").computed(dependsOn("price"), in -> isMuch(in.get("price"))),
            bool("was_dear").computed(dependsOn("price"), in -> isMuch(in.get("price"))).stored(),
            bool("has_dear")
                .computed(
                    dependsOn("part_ids.cost"),
                    in -> in.<Long>all("part_ids.cost").stream().anyMatch(cost -> cost > MUCH)),
            oneToMany("part_ids", "x.part", "box_id"),
            manyToMany("label_ids", "x.label"),
            manyToMany("seal_ids", "x.seal"))
        .implementsSyncer()
        .access(group("user").reads());
    models
        .model("x.part")
        .fields(
            text("name").required(),
            integer("cost").readableBy(group("boss")),
            manyToOne("box_id", "x.box"))
        .implementsSyncer()
        .access(group("user").reads());
    models
        .model("x.label")
        .fields(text("name").required(), bool("is_open"))
        .implementsSyncer()
        .access(group("user").reads(), group("boss").all())
        .rule(group("user"), where("is_open", "=", true));
    models
        .model("x.seal")
        .fields(text("name").required())
        .implementsSyncer()
        .access(group("boss").all());
  }

  private static boolean isMuch(@Nullable Object price) {
    return price instanceof Long much && much > MUCH;
  }
}
