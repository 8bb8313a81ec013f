package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import java.util.List;

/** The fields of {@code project.tag}: what kind of task it is. */
public final class Tag {
  public static final String MODEL = "project.tag";

  public static final Field<String> NAME = text("name", 100).required();
  public static final Field<String> COLOR = Colors.color("color");

  /** The tasks of this kind: the other side of {@link Task#TAGS}. */
  public static final Field<List<Long>> TASKS = manyToMany("task_ids", Task.MODEL, "tag_ids");

  private Tag() {}
}
