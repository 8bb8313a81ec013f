package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** A column of the board. */
public interface Stage {
  String MODEL = "project.stage";

  Field<String> NAME = text("name", 100).required();

  /** Columns stand in this order, from the left. */
  Field<Long> SEQUENCE = integer("sequence").required().defaultsTo(0L);

  /** A task that moves here is done. */
  Field<Boolean> CLOSES = bool("closes");
}
