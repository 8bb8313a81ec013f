package dev.syncer.testkit;

import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Ref;

/** Tasks of which a clerk sees those of low level, and a boss all and what they cost. */
final class TaskModule implements ModelModule {
  static final Group CLERK = group("clerk");
  static final Group BOSS = group("boss");
  static final Field<String> NAME = text("name");
  static final Field<Long> LEVEL = integer("level").defaultsTo(1L);
  static final Field<Long> COST = integer("cost").readableBy(BOSS);
  static final Field<Ref> PARENT = manyToOne("parent_id", "kit.task");

  @Override
  public void define(Models models) {
    models
        .model("kit.task")
        .fields(NAME, LEVEL, COST, PARENT, dateTime("due"))
        .access(CLERK.all(), BOSS.all())
        .rule(CLERK, LEVEL.lt(5L))
        .implementsSyncer();
  }
}
