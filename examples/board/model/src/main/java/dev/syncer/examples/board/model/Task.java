package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.linkedBy;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.Inputs;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A card of the board. */
public interface Task {
  String MODEL = "project.task";

  Field<String> NAME = text("name", 200).required();
  Field<String> DESCRIPTION = text("description");
  Field<Ref> PROJECT = manyToOne("project_id", Project.MODEL).index();
  Field<Ref> STAGE = manyToOne("stage_id", Stage.MODEL).required().index();

  /** Cards stand in this order, from the top; among equals the older one is above. */
  Field<Long> SEQUENCE = integer("sequence").required().defaultsTo(0L).index();

  /** The task that this one is a part of; it goes with it. */
  Field<Ref> PARENT = manyToOne("parent_id", Task.MODEL).onUnlink(OnUnlink.CASCADE).index();

  Field<List<Long>> SUBTASKS = oneToMany("child_ids", Task.MODEL, "parent_id");
  Field<List<Long>> TAGS = manyToMany("tag_ids", Tag.MODEL);
  Field<List<Long>> ATTACHMENTS =
      linkedBy("attachment_ids", Attachment.MODEL, "res_model", "res_id");
  Field<Ref> ASSIGNEE = manyToOne("user_id", Person.MODEL).index();
  Field<String> PRIORITY =
      selection("priority", "low", "Low", "normal", "Normal", "high", "High", "urgent", "Urgent")
          .required()
          .defaultsTo("normal");
  Field<LocalDate> DUE = date("due");

  /** Hours that the task should take. */
  Field<BigDecimal> PLANNED = decimal("planned", 2).label("Planned hours");

  /** Hours that the task took so far. */
  Field<BigDecimal> SPENT = decimal("spent", 2).label("Spent hours");

  /** Spent of planned hours in percent, its own and those of its subtasks; empty without a plan. */
  Field<Long> PROGRESS =
      integer("progress")
          .computed(
              dependsOn(PLANNED, SPENT, SUBTASKS.dot(PLANNED), SUBTASKS.dot(SPENT)), Task::progress)
          .stored();

  Field<Boolean> DONE = bool("done");

  private static @Nullable Long progress(Inputs in) {
    BigDecimal planned = sum(in, PLANNED);
    if (planned.signum() <= 0) {
      return null;
    }
    return sum(in, SPENT)
        .multiply(BigDecimal.valueOf(100))
        .divide(planned, 0, RoundingMode.HALF_UP)
        .longValue();
  }

  private static BigDecimal sum(Inputs in, Field<BigDecimal> field) {
    return Stream.concat(in.all(field).stream(), in.all(SUBTASKS.dot(field)).stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
