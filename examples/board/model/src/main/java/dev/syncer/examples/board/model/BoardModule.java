package dev.syncer.examples.board.model;

import static dev.syncer.api.Group.group;

import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import java.util.List;

/** The models of a task board. Every committed change of theirs reaches the open pages. */
public final class BoardModule implements ModelModule {
  /** Works with tasks, tags and attachments. */
  public static final Group USER = group("user");

  /** Also decides who works here, on which projects, and what the columns are. */
  public static final Group MANAGER = group("manager");

  @Override
  public void define(Models models) {
    models.model(Person.class).users().access(USER.reads(), MANAGER.all()).implementsSyncer();
    models.model(Project.class).access(USER.reads(), MANAGER.all()).implementsSyncer();
    models.model(Stage.class).access(USER.reads(), MANAGER.all()).implementsSyncer();
    models.model(Tag.class).access(USER.all()).implementsSyncer();
    models
        .model(Task.class)
        .constraint(
            "A subtask has no subtasks of its own: choose a parent that is no subtask, for a task"
                + " that has none.",
            task -> task.get(Task.PARENT) == null || task.require(Task.SUBTASKS).isEmpty())
        .afterUnlink(BoardModule::unlinkAttachments)
        .access(USER.all())
        .implementsSyncer();
    models
        .model(Attachment.class)
        .constraint(
            "An attachment is a link that begins with https://; write its entire address.",
            Attachment::isSafe)
        .access(USER.all())
        .implementsSyncer();
  }

  /** A generic link does not know that its record is gone. */
  private static void unlinkAttachments(UnitOfWork unit, List<ModelRecord> tasks) {
    List<Long> ids = tasks.stream().map(ModelRecord::id).toList();
    Records attachments = unit.model(Attachment.MODEL);
    attachments.unlink(
        attachments.search(Attachment.RES_MODEL.eq(Task.MODEL).and(Attachment.RES_ID.in(ids))));
  }
}
