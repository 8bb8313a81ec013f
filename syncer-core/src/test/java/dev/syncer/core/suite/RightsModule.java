package dev.syncer.core.suite;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;

import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.Grant;
import dev.syncer.api.Group;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import java.util.List;
import java.util.Set;

/**
 * Models with rights of every kind: users who read what is public or theirs, authors who write what
 * is theirs, leads who write what is their team's, and a boss who may do everything.
 */
public final class RightsModule implements ModelModule {
  static final Group USER_GROUP = group("user");
  static final Group AUTHOR = group("author");
  static final Group LEAD = group("lead");
  static final Group BOSS = group("boss");

  /** What a module may forget, so that tests show that they would notice. */
  public enum Protection {
    RULES,
    READERS_OF_FIELDS,
    WRITERS_OF_FIELDS,
    LIMITS_OF_GRANTS,
    RULES_OF_TAGS
  }

  private final Set<Protection> left;

  /**
   * @param left what is left out
   */
  public RightsModule(Protection... left) {
    this.left = Set.of(left);
  }

  @Override
  public void define(Models models) {
    ModelBuilder person =
        models
            .model("w.person")
            .fields(text("name").required(), manyToOne("team_id", "w.team"), integer("salary"))
            .users()
            .access(USER_GROUP.reads(), BOSS.all());
    rule(person, USER_GROUP, where("team_id", "=", userValue("team_id")));
    models.model("w.team").fields(text("name").required()).access(USER_GROUP.reads(), BOSS.all());
    ModelBuilder tag =
        models
            .model("w.tag")
            .fields(
                text("name").required(),
                bool("internal"),
                manyToMany("doc_ids", "w.doc", "tag_ids"))
            .access(USER_GROUP.reads(), AUTHOR.creates().writes().unlinks(), BOSS.all());
    if (!left.contains(Protection.RULES_OF_TAGS)) {
      tag.rule(USER_GROUP, where("internal", "=", false));
      tag.rule(AUTHOR, where("internal", "=", false));
    }
    docs(models);
    parts(models);
    models
        .model("w.project")
        .fields(text("name"), manyToMany("member_ids", "w.person"))
        .access(USER_GROUP.reads().writes(), BOSS.all())
        .rule(USER_GROUP, where("member_ids", "contains", USER));
    models
        .model("w.news")
        .fields(text("name"), bool("draft"), manyToOne("doc_id", "w.doc"))
        .access(everyone().reads(), everyone().creates(), BOSS.all())
        .rule(where("draft", "=", false));
    models.model("w.box").fields(text("name")).access(limited(USER_GROUP.creates()));
    models
        .model("w.form")
        .fields(text("name"), text("key").required().readableBy(BOSS))
        .access(USER_GROUP.all(), BOSS.all());
    models
        .model("w.closed")
        .fields(text("name"), manyToOne("doc_id", "w.doc").onUnlink(OnUnlink.RESTRICT));
    models.model("w.hidden").fields(text("name")).systemOnly();
    models
        .model("w.hooked")
        .fields(text("name"), text("stamp").readOnly(), manyToOne("closed_id", "w.closed"))
        .access(USER_GROUP.all())
        .beforeCreate((unit, values) -> values.with("stamp", "by " + unit.user().name()))
        .afterWrite(RightsModule::follow);
    matrix(models);
  }

  private void docs(Models models) {
    ModelBuilder doc =
        models
            .model("w.doc")
            .fields(
                text("name").required(),
                manyToOne("owner_id", "w.person"),
                bool("open"),
                readable(text("secret")),
                writable(integer("rank").defaultsTo(1L)),
                text("code").unique(),
                manyToMany("tag_ids", "w.tag"),
                oneToMany("part_ids", "w.part", "doc_id"),
                related("owner_team", "owner_id.team_id").stored())
            .access(
                USER_GROUP.reads(),
                limited(AUTHOR.creates().writes().unlinks()),
                LEAD.writes(),
                BOSS.all())
            .implementsSyncer();
    rule(doc, USER_GROUP, where("owner_id", "=", USER).or(where("open", "=", true)));
    rule(doc, AUTHOR, where("owner_id", "=", USER));
    rule(doc, LEAD, where("owner_team", "=", userValue("team_id")));
  }

  private void parts(Models models) {
    ModelBuilder part =
        models
            .model("w.part")
            .fields(
                text("name").required(),
                bool("locked"),
                manyToOne("doc_id", "w.doc").onUnlink(OnUnlink.CASCADE))
            .access(USER_GROUP.reads(), AUTHOR.all(), BOSS.all());
    rule(part, USER_GROUP, where("locked", "=", false));
    rule(part, AUTHOR, where("locked", "=", false));
  }

  /** One group for each operation, and no rule. */
  private void matrix(Models models) {
    models
        .model("w.matrix")
        .fields(text("name"))
        .access(
            group("r").reads(),
            group("c").creates(),
            group("w").writes(),
            group("u").unlinks(),
            group("rw").reads().writes(),
            BOSS.all());
  }

  private void rule(ModelBuilder model, Group group, Filter which) {
    if (!left.contains(Protection.RULES)) {
      model.rule(group, which);
    }
  }

  private Grant limited(Grant grant) {
    return left.contains(Protection.LIMITS_OF_GRANTS) ? grant.group().all() : grant;
  }

  private <T> Field<T> readable(Field<T> field) {
    return left.contains(Protection.READERS_OF_FIELDS) ? field : field.readableBy(BOSS);
  }

  private <T> Field<T> writable(Field<T> field) {
    return left.contains(Protection.WRITERS_OF_FIELDS) ? field : field.writableBy(BOSS);
  }

  /** What a hook does for the one who acts, and what only as the system. */
  private static void follow(UnitOfWork unit, List<ModelRecord> records) {
    for (ModelRecord each : records) {
      Values closed = Values.values().with("name", "after " + each.get("name"));
      if ("as system".equals(each.get("name"))) {
        unit.asSystem().model("w.closed").create(closed);
      } else if ("as user".equals(each.get("name"))) {
        unit.model("w.closed").create(closed);
      }
    }
  }
}
