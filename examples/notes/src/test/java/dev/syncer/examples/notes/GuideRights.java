package dev.syncer.examples.notes;

import static dev.syncer.api.Fields.GROUPS;
import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;
import static dev.syncer.api.Values.values;

import dev.syncer.api.Database;
import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import java.math.BigDecimal;
import java.util.List;

/** The models of the page about rights: projects with members, their tasks, and a price list. */
final class GuideRights implements ModelModule {
  static final Group MEMBER = group("user");
  static final Group MANAGER = group("manager");

  static final Field<String> NAME = text("name", 200).required();
  static final Field<List<Long>> MEMBERS = manyToMany("member_ids", "team.person");
  static final Field<Ref> PROJECT = manyToOne("project_id", "team.project").required();
  static final Field<Ref> OWNER = manyToOne("owner_id", "team.person");
  static final Field<Ref> TEAM = manyToOne("team_id", "team.team");
  static final Field<Ref> OWNER_TEAM = related("owner_team_id", OWNER.dot(TEAM)).stored();
  static final Field<Boolean> DRAFT = bool("draft");
  static final Field<BigDecimal> COST = decimal("cost", 2).readableBy(MANAGER);
  static final Field<Boolean> APPROVED = bool("approved").writableBy(MANAGER);

  @Override
  public void define(Models models) {
    models.model("team.team").fields(NAME).access(MEMBER.reads());
    models.model("team.person").fields(NAME, TEAM).users().access(MEMBER.reads(), MANAGER.all());
    models
        .model("team.project")
        .fields(NAME, MEMBERS)
        .access(MEMBER.reads(), MANAGER.all())
        .rule(MEMBER, MEMBERS.contains(USER));
    models
        .model("team.task")
        .fields(NAME, PROJECT, OWNER, OWNER_TEAM, COST, APPROVED)
        .access(MEMBER.reads().creates().writes(), MANAGER.all())
        .rule(MEMBER, OWNER_TEAM.eq(userValue(TEAM)))
        .implementsSyncer();
    models
        .model("team.price")
        .fields(NAME, DRAFT)
        .access(everyone().reads(), MANAGER.all())
        .rule(everyone(), DRAFT.eq(false));
  }

  static void promote(Database database, long person) {
    database.write(
        User.SYSTEM,
        unit ->
            unit.model("team.person")
                .write(person, values().with(GROUPS, List.of("user", "manager"))));
  }

  /** Members may not write it, but they may ask for it. */
  static void approve(UnitOfWork unit, long task) {
    if (unit.model("team.task").get(task).get(OWNER) != null) {
      unit.asSystem().model("team.task").write(task, values().with(APPROVED, true));
    }
  }

  static long prices(Database database) {
    return database.read(User.ANONYMOUS, unit -> unit.model("team.price").count(Query.all()));
  }
}
