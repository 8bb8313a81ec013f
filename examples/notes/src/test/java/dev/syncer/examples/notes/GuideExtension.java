package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import java.util.List;

/** Joins a model of another module. */
final class GuideExtension implements ModelModule {
  static final Field<String> COLOR = text("guide_color", 20);

  @Override
  public List<String> requires() {
    return List.of("NotesModule");
  }

  @Override
  public void define(Models models) {
    models.extend("notes.note").fields(COLOR).syncEntire();
  }
}
