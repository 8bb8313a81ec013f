package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** The fields of {@code project.stage}: a column of the board. */
public final class Stage {
  public static final String MODEL = "project.stage";

  public static final Field<String> NAME = text("name", 100).required();

  /** Columns stand in this order, from the left. */
  public static final Field<Long> SEQUENCE = integer("sequence").required().defaultsTo(0L);

  /** A task that moves here is done. */
  public static final Field<Boolean> CLOSES = bool("closes");

  private Stage() {}
}
