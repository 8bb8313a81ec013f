package dev.syncer.examples.board.model;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/** The models of a task board. Every committed change of theirs reaches the open pages. */
public final class BoardModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model(Person.MODEL)
        .fields(Person.NAME, Person.LOGIN, Person.COLOR)
        .users()
        .implementsSyncer();
    models.model(Project.MODEL).fields(Project.NAME).implementsSyncer();
    models.model(Stage.MODEL).fields(Stage.NAME, Stage.SEQUENCE, Stage.CLOSES).implementsSyncer();
    models.model(Tag.MODEL).fields(Tag.NAME, Tag.COLOR).implementsSyncer();
    models
        .model(Task.MODEL)
        .fields(
            Task.NAME,
            Task.DESCRIPTION,
            Task.PROJECT,
            Task.STAGE,
            Task.SEQUENCE,
            Task.TAG,
            Task.ASSIGNEE,
            Task.PRIORITY,
            Task.DUE,
            Task.PLANNED,
            Task.SPENT,
            Task.DONE)
        .implementsSyncer();
  }
}
