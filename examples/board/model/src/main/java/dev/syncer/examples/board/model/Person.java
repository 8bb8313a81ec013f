package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** Somebody who works on the board. */
public interface Person {
  String MODEL = "res.users";

  Field<String> NAME = text("name", 100).required();

  /** What one logs in with and what an import names, {@code ana}. */
  Field<String> LOGIN = text("login", 64).required().index();

  Field<String> COLOR = Colors.color("color");
}
