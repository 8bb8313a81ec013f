package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** The fields of {@code project.project}: what the tasks are for. */
public final class Project {
  public static final String MODEL = "project.project";

  public static final Field<String> NAME = text("name", 100).required();

  private Project() {}
}
