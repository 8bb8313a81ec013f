package dev.syncer.testkit;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** The users of a test whose modules have none. */
final class PlainUsers implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("test.user")
        .fields(text("name").required())
        .users()
        .access(Group.everyone().reads());
  }
}
