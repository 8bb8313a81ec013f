package dev.syncer.testkit;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.floating;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** One model with a field of each type that a condition can ask for. */
final class ThingModule implements ModelModule {

  interface Thing {
    String MODEL = "kit.thing";
    Field<String> NAME = text("name");
    Field<String> KIND = selection("kind", "low", "Low", "high", "High");
    Field<Long> COUNT = integer("count");
    Field<BigDecimal> PRICE = decimal("price", 2);
    Field<Double> RATIO = floating("ratio");
    Field<Boolean> DONE = bool("done");
    Field<LocalDate> DUE = date("due");
    Field<Instant> STARTED = dateTime("started");
    Field<Ref> PARENT = manyToOne("parent_id", MODEL);
    Field<List<Long>> CHILDREN = oneToMany("child_ids", MODEL, "parent_id");
    Field<List<Long>> FRIENDS = manyToMany("friend_ids", MODEL);

    /** What a computed field sees of a list, by the field and by the name. */
    Field<String> SEEN =
        text("seen")
            .computed(
                dependsOn(FRIENDS, PARENT.dot(FRIENDS)),
                in ->
                    in.get(FRIENDS)
                        + " "
                        + in.require(PARENT.dot(FRIENDS))
                        + " "
                        + in.get("friend_ids")
                        + " "
                        + in.all("friend_ids"));
  }

  @Override
  public void define(Models models) {
    models.model(Thing.class).implementsSyncer();
  }
}
