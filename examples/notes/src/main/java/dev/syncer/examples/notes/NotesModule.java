package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** Notes: one model, live in every open page. */
public final class NotesModule implements ModelModule {
  public static final Field<String> NAME = text("name", 200).required();
  public static final Field<Boolean> DONE = bool("done");

  @Override
  public void define(Models models) {
    models.model("notes.note").fields(NAME, DONE).access(group("user").all()).implementsSyncer();
  }
}
