package dev.syncer.core.suite;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.userValue;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/**
 * Rooms that members see of their own team, on whose channel those who speak may send; notes, whose
 * channel is closed; and plans, of which a guest sees nothing. Users of whom some are secret to all
 * but hosts, and who have no names for those without one of these groups.
 */
final class RoomsModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("talk.user")
        .fields(
            text("name")
                .required()
                .readableBy(group("user"), group("speaker"), group("guest"), group("host")),
            integer("team"),
            bool("secret"))
        .implementsSyncer()
        .users()
        .access(everyone().reads(), group("host").reads())
        .rule(everyone(), where("secret", "=", false));
    models
        .model("talk.room")
        .fields(text("name").required(), integer("team"), bool("hidden"))
        .implementsSyncer()
        .access(group("guest").reads(), group("user").reads())
        .rule(group("user"), where("team", "=", userValue("team")))
        .rule(where("hidden", "=", false))
        .messages(group("user"))
        .messages(group("speaker"));
    models.model("talk.note").fields(text("name")).implementsSyncer().access(everyone().all());
    models
        .model("talk.plan")
        .fields(text("name"))
        .implementsSyncer()
        .access(group("user").all())
        .messages(everyone());
  }
}
