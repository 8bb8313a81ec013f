package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import java.util.List;

/** What kind of task it is. */
public interface Tag {
  String MODEL = "project.tag";

  Field<String> NAME = text("name", 100).required();
  Field<String> COLOR = Colors.color("color");

  /** The tasks of this kind: the other side of {@link Task#TAGS}. */
  Field<List<Long>> TASKS = manyToMany("task_ids", Task.MODEL, "tag_ids");
}
