package dev.syncer.core;

import static dev.syncer.api.Fields.text;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** A module that no file of services names. */
public final class ForgottenModule implements ModelModule {
  @Override
  public void define(Models models) {
    models.model("test.forgotten").fields(text("name"));
  }
}
