package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** The fields of {@code project.tag}: what kind of task it is. */
public final class Tag {
  public static final String MODEL = "project.tag";

  public static final Field<String> NAME = text("name", 100).required();
  public static final Field<String> COLOR = Colors.color("color");

  private Tag() {}
}
