package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.binary;
import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.floating;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.json;
import static dev.syncer.api.Fields.linkedBy;
import static dev.syncer.api.Fields.longText;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;

import dev.syncer.api.Binary;
import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models of the pages about models and changes: tasks, and what they hang together with. */
final class GuideModels implements ModelModule {
  static final Field<String> NAME = text("name", 200).required();
  static final Field<String> NOTES = longText("notes");
  static final Field<Long> SPENT = integer("spent");
  static final Field<Boolean> DONE = bool("done");
  static final Field<BigDecimal> PRICE = decimal("price", 2);
  static final Field<Double> RATIO = floating("ratio");
  static final Field<Object> SETTINGS = json("settings");
  static final Field<Binary> SCAN = binary("scan", 65536);
  static final Field<LocalDate> DUE = date("due").label("Due on").index();
  static final Field<Instant> STARTED = dateTime("started");
  static final Field<String> PRIORITY =
      selection("priority", "low", "Low", "high", "High").defaultsTo("low");
  static final Field<String> ORIGIN = text("origin").readOnly();
  static final Field<String> CODE = text("code", 8).required().unique();
  static final Field<Ref> STAGE = manyToOne("stage_id", "guide.stage");
  static final Field<Ref> PARENT = manyToOne("parent_id", "guide.task").onUnlink(OnUnlink.CASCADE);
  static final Field<List<Long>> CHILDREN = oneToMany("child_ids", "guide.task", "parent_id");
  static final Field<List<Long>> LINKS = oneToMany("link_ids", "guide.link", "left_id", "right_id");
  static final Field<List<Long>> FILES = linkedBy("file_ids", "guide.file", "res_model", "res_id");
  static final Field<List<Long>> TAGS = manyToMany("tag_ids", "guide.tag");

  static final Field<String> STAGE_NAME = related("stage_name", STAGE.dot(NAME));
  static final Field<Boolean> LATE =
      bool("late").computed(dependsOn(DUE, DONE), in -> in.get(DUE) != null && !in.require(DONE));
  static final Field<Long> TOTAL =
      integer("total")
          .computed(
              dependsOn(SPENT, CHILDREN.dot(SPENT)),
              in -> orZero(in.get(SPENT)) + sum(in.all(CHILDREN.dot(SPENT))))
          .stored();

  /** A model whose name and fields stand in one place. */
  interface Tag {
    String MODEL = "guide.tag";
    Field<String> NAME = text("name", 200).required();
    Field<List<Long>> TASKS = manyToMany("task_ids", "guide.task", "tag_ids");
  }

  @Override
  public void define(Models models) {
    models.model("guide.stage").fields(NAME).implementsSyncer();
    models
        .model("guide.task")
        .fields(
            NAME, NOTES, SPENT, DONE, PRICE, RATIO, SETTINGS, SCAN, DUE, STARTED, PRIORITY, ORIGIN)
        .fields(STAGE, PARENT, CHILDREN, LINKS, FILES, TAGS)
        .fields(STAGE_NAME, LATE, TOTAL)
        .implementsSyncer();
    models.model(Tag.class).implementsSyncer();
    models
        .model("guide.link")
        .fields(
            manyToOne("left_id", "guide.task").required().onUnlink(OnUnlink.CASCADE),
            manyToOne("right_id", "guide.task").required().onUnlink(OnUnlink.CASCADE));
    models
        .model("guide.file")
        .fields(text("title"), text("res_model"), integer("res_id").index())
        .displayName("title");
    models
        .model("guide.order")
        .fields(CODE, PRICE, DONE, ORIGIN)
        .displayName("code")
        .constraint(
            "order.price",
            "An order that is done has a price.",
            order -> order.get(PRICE) != null || !order.require(DONE))
        .beforeCreate((unit, values) -> values.with(ORIGIN, unit.user().name()))
        .afterCreate(GuideModels::addTasks)
        .implementsSyncer();
    List.of("stage", "task", "tag", "link", "file", "order")
        .forEach(name -> models.extend("guide." + name).access(everyone().all()));
  }

  private static void addTasks(UnitOfWork unit, List<ModelRecord> orders) {
    unit.model("guide.task")
        .create(
            orders.stream()
                .map(order -> Values.values().with(NAME, "Ship " + order.get(CODE)))
                .toList());
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }
}
