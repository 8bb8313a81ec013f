package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.userValue;

import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Ref;

/**
 * The models of the page about subscriptions: a help desk, whose agents see their team's tickets.
 */
final class GuideSubscriptions implements ModelModule {
  static final Field<String> NAME = text("name", 200).required();
  static final Field<String> LOGIN = text("login");
  static final Group AGENT = group("user");
  static final Field<Boolean> DONE = bool("done");
  static final Field<Long> URGENCY = integer("urgency");
  static final Field<Ref> TEAM = manyToOne("team_id", "desk.team");

  @Override
  public void define(Models models) {
    models.model("desk.team").fields(NAME).access(AGENT.reads());
    models.model("desk.agent").fields(NAME, LOGIN, TEAM).users().access(AGENT.reads());
    models
        .model("desk.ticket")
        .fields(NAME, DONE, URGENCY, text("notes"), TEAM)
        .implementsSyncer()
        .access(AGENT.all())
        .rule(AGENT, TEAM.eq(userValue(TEAM)))
        .messages(AGENT);
  }
}
