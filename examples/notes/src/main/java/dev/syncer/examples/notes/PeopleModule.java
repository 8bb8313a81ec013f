package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** Who uses the application. Its own affair: it is not found by {@code ServiceLoader}. */
final class PeopleModule implements ModelModule {
  static final Field<String> NAME = text("name", 100).required();
  static final Field<String> LOGIN = text("login", 64).required().index();

  @Override
  public void define(Models models) {
    models.model("res.users").fields(NAME, LOGIN).users().access(group("user").reads());
  }
}
