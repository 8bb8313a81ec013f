package dev.syncer.e2e;

import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** A module with three faults. */
public final class FaultyModule implements ModelModule {
  @Override
  public void define(Models models) {
    models.model("Invoice").fields(text("name"));
    models.model("project.invoice").fields(manyToOne("task_id", "project.taks"), text("version"));
  }
}
