package dev.syncer.e2e;

import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** A module as somebody else would write it for the board. */
public final class SoundModule implements ModelModule {
  @Override
  public void define(Models models) {
    models
        .model("project.invoice")
        .fields(text("name"), decimal("amount", 2), manyToOne("task_id", "project.task"))
        .implementsSyncer()
        .access(group("user").all());
  }
}
