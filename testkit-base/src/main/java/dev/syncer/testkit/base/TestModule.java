package dev.syncer.testkit.base;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;

/** The models of the contracts: tasks with a stage, notes that go with their task, and users. */
public final class TestModule implements ModelModule {
  public static final Field<String> NAME = text("name", 100).required();
  public static final Field<Ref> STAGE = manyToOne("stage_id", "test.stage").index();
  public static final Field<Long> SEQUENCE = integer("sequence");
  public static final Field<Ref> TASK =
      manyToOne("task_id", "test.task").onUnlink(OnUnlink.CASCADE);
  public static final Field<Ref> PROJECT = manyToOne("project_id", "test.project").required();

  private final Group who;

  /** Open to everyone. */
  public TestModule() {
    this(Group.everyone());
  }

  /**
   * @param who may do everything, and nobody else anything
   */
  public TestModule(Group who) {
    this.who = who;
  }

  @Override
  public void define(Models models) {
    models
        .model("test.user")
        .fields(text("name").required())
        .implementsSyncer()
        .access(who.all())
        .users();
    models.model("test.project").fields(text("name").required()).access(who.all());
    models
        .model("test.stage")
        .fields(text("name").required(), SEQUENCE)
        .implementsSyncer()
        .access(who.all());
    models
        .model("test.task")
        .fields(
            NAME,
            STAGE,
            SEQUENCE,
            bool("done"),
            decimal("planned", 2),
            date("due"),
            dateTime("started"),
            selection("priority", "low", "Low", "high", "High").defaultsTo("low"),
            text("origin").readOnly(),
            manyToOne("project_id", "test.project").onUnlink(OnUnlink.RESTRICT))
        .implementsSyncer()
        .access(who.all());
    models.model("test.note").fields(text("body"), TASK).implementsSyncer().access(who.all());
    models
        .model("test.wide")
        .fields(text("name"), text("other"))
        .implementsSyncer()
        .access(who.all())
        .syncEntire();
    models.model("test.quiet").fields(text("name")).access(who.all());
    models.model("test.secret").fields(text("name")).implementsSyncer().systemOnly();
  }
}
