package dev.syncer.behaviour;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;

/**
 * Orders with a margin that users may not see, and those of team 9 that they may not see at all.
 */
final class RacesModule implements ModelModule {
  static final long HIDDEN_TEAM = 9;

  private final boolean showsMargin;

  /**
   * @param showsMargin whether the module forgets to protect the margin
   */
  RacesModule(boolean showsMargin) {
    this.showsMargin = showsMargin;
  }

  @Override
  public void define(Models models) {
    Field<Long> margin = integer("margin");
    models
        .model("race.order")
        .fields(
            text("name").required(),
            integer("team"),
            integer("rank"),
            showsMargin ? margin : margin.readableBy(group("manager")))
        .implementsSyncer()
        .access(group("user").reads(), group("manager").all())
        .rule(group("user"), where("team", "!=", HIDDEN_TEAM));
  }
}
