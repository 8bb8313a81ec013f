package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.time.LocalDate;

/** The fields of {@code project.task}: a card of the board. */
public final class Task {
  public static final String MODEL = "project.task";

  public static final Field<String> NAME = text("name", 200).required();
  public static final Field<String> DESCRIPTION = text("description");
  public static final Field<Ref> PROJECT = manyToOne("project_id", Project.MODEL).index();
  public static final Field<Ref> STAGE = manyToOne("stage_id", Stage.MODEL).required().index();

  /** Cards stand in this order, from the top; among equals the older one is above. */
  public static final Field<Long> SEQUENCE = integer("sequence").required().defaultsTo(0L).index();

  public static final Field<Ref> TAG = manyToOne("tag_id", Tag.MODEL);
  public static final Field<Ref> ASSIGNEE = manyToOne("user_id", Person.MODEL).index();
  public static final Field<String> PRIORITY =
      selection("priority", "low", "Low", "normal", "Normal", "high", "High", "urgent", "Urgent")
          .required()
          .defaultsTo("normal");
  public static final Field<LocalDate> DUE = date("due");

  /** Hours that the task should take. */
  public static final Field<BigDecimal> PLANNED = decimal("planned", 2).label("Planned hours");

  /** Hours that the task took so far. */
  public static final Field<BigDecimal> SPENT = decimal("spent", 2).label("Spent hours");

  public static final Field<Boolean> DONE = bool("done");

  private Task() {}
}
