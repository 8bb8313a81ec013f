package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** What the tasks are for. */
public interface Project {
  String MODEL = "project.project";

  Field<String> NAME = text("name", 100).required();
}
