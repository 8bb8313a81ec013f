package dev.syncer.core.suite;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.Inputs;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import dev.syncer.rpc.UserException;
import java.util.List;

/**
 * Keys, badges and lines that users write, and what follows from them in a vault, of which they
 * know nothing, and in audits, of which they may read a few. Guards may do everything.
 */
final class SilenceModule implements ModelModule {
  private static final Group USER_GROUP = group("user");
  private static final Group GUARD = group("guard");
  private static final Field<String> NAME = text("name");

  @Override
  public void define(Models models) {
    models
        .model("x.user")
        .fields(NAME, integer("grade").readableBy(GUARD))
        .implementsSyncer()
        .users()
        .groupsReadableBy(GUARD)
        .access(USER_GROUP.reads(), GUARD.all());
    models
        .model("x.vault")
        .fields(
            NAME,
            manyToMany("key_ids", "x.key").required().label("Keys of the safe"),
            manyToOne("kept_id", "x.line").onUnlink(OnUnlink.RESTRICT))
        .implementsSyncer()
        .access(GUARD.all());
    models
        .model("x.key")
        .fields(
            NAME,
            manyToOne("vault_id", "x.vault"),
            manyToMany("vault_ids", "x.vault", "key_ids"),
            oneToMany("audit_ids", "x.audit", "key_id"))
        .implementsSyncer()
        .access(USER_GROUP.all(), GUARD.all())
        .afterWrite(SilenceModule::follow);
    models
        .model("x.audit")
        .fields(
            NAME,
            integer("secrecy"),
            manyToOne("key_id", "x.key"),
            text("line", 8)
                .computed(
                    dependsOn("key_id.name"),
                    in -> in.get("key_id.name") instanceof String name ? name : "")
                .label("Secret line")
                .stored())
        .implementsSyncer()
        .access(USER_GROUP.reads(), GUARD.all())
        .rule(USER_GROUP, where("secrecy", "=", null))
        .constraint("An audit is not called bad", audit -> !"bad".equals(audit.get("line")));
    models
        .model("x.badge")
        .fields(
            NAME.unique(),
            text("digest")
                .computed(dependsOn("name"), SilenceModule::digest)
                .label("Secret digest")
                .readableBy(GUARD)
                .unique()
                .stored())
        .implementsSyncer()
        .access(USER_GROUP.all(), GUARD.all());
    models.model("x.line").fields(NAME).implementsSyncer().access(USER_GROUP.all(), GUARD.all());
  }

  private static String digest(Inputs in) {
    String name = String.valueOf(in.get("name"));
    return name.isEmpty() ? name : name.substring(0, 1);
  }

  /** What a hook does for the one who acts, and what as the system. */
  private static void follow(UnitOfWork unit, List<ModelRecord> keys) {
    for (ModelRecord key : keys) {
      switch (String.valueOf(key.get("name"))) {
        case "as user" -> unit.model("x.vault").create(Values.values().with("name", "n"));
        case "as system" -> unit.asSystem().model("x.vault").create(Values.values());
        case "of nothing" -> unit.asSystem().model("x.vault").get(4711);
        case "words" -> throw new UserException("The words of the module.");
        default -> {}
      }
    }
  }
}
