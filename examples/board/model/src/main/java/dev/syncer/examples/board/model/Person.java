package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;

/** The fields of {@code res.users}: somebody who works on the board. */
public final class Person {
  public static final String MODEL = "res.users";

  public static final Field<String> NAME = text("name", 100).required();

  /** What one logs in with and what an import names, {@code ana}. */
  public static final Field<String> LOGIN = text("login", 64).required().index();

  public static final Field<String> COLOR = Colors.color("color");

  private Person() {}
}
