package dev.syncer.examples.board.model;

import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Group;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models of a task board. Every committed change of theirs reaches the open pages. */
public final class BoardModule implements ModelModule {
  /** Works with tasks, tags and attachments. */
  public static final Group USER = group("user");

  /** Also decides who works here, on which projects, and what the columns are. */
  public static final Group MANAGER = group("manager");

  @Override
  public void define(Models models) {
    models
        .model(Person.MODEL)
        .fields(Person.NAME, Person.LOGIN, Person.COLOR)
        .users()
        .access(USER.reads(), MANAGER.all())
        .implementsSyncer();
    models
        .model(Project.MODEL)
        .fields(Project.NAME)
        .access(USER.reads(), MANAGER.all())
        .implementsSyncer();
    models
        .model(Stage.MODEL)
        .fields(Stage.NAME, Stage.SEQUENCE, Stage.CLOSES)
        .access(USER.reads(), MANAGER.all())
        .implementsSyncer();
    models
        .model(Tag.MODEL)
        .fields(Tag.NAME, Tag.COLOR, Tag.TASKS)
        .access(USER.all())
        .implementsSyncer();
    models
        .model(Task.MODEL)
        .fields(
            Task.NAME,
            Task.DESCRIPTION,
            Task.PROJECT,
            Task.STAGE,
            Task.SEQUENCE,
            Task.PARENT,
            Task.SUBTASKS,
            Task.TAGS,
            Task.ATTACHMENTS,
            Task.ASSIGNEE,
            Task.PRIORITY,
            Task.DUE,
            Task.PLANNED,
            Task.SPENT,
            Task.PROGRESS,
            Task.DONE)
        .constraint(
            "A subtask has no subtasks of its own: choose a parent that is no subtask, for a task"
                + " that has none.",
            task -> task.get(Task.PARENT) == null || isEmpty(task.get(Task.SUBTASKS)))
        .afterUnlink(BoardModule::unlinkAttachments)
        .access(USER.all())
        .implementsSyncer();
    models
        .model(Attachment.MODEL)
        .fields(Attachment.NAME, Attachment.URL, Attachment.RES_MODEL, Attachment.RES_ID)
        .constraint(
            "An attachment is a link that begins with https://; write its entire address.",
            Attachment::isSafe)
        .access(USER.all())
        .implementsSyncer();
  }

  private static boolean isEmpty(@Nullable List<Long> ids) {
    return ids == null || ids.isEmpty();
  }

  /** A generic link does not know that its record is gone. */
  private static void unlinkAttachments(UnitOfWork unit, List<ModelRecord> tasks) {
    List<Long> ids = tasks.stream().map(ModelRecord::id).toList();
    Records attachments = unit.model(Attachment.MODEL);
    attachments.unlink(
        attachments.search(
            Query.all()
                .where(where("res_model", "=", Task.MODEL).and(where("res_id", "in", ids)))));
  }
}
