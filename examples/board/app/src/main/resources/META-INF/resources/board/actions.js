import { rpc } from "/syncer/client.js";
import { counted, failure } from "./format.js";
import { idOf, sequenceBetween } from "./order.js";
import { announce, toast } from "./toast.js";

const TASK = "project.task";
const ATTACHMENT = "project.attachment";
const UNDO = 8000;
const COPIED = ["name", "description", "sequence", "priority", "due", "planned", "spent", "done"];
const COPIED_LINKS = ["project_id", "stage_id", "user_id"];

/** What people do to tasks. Each shows at once, and is taken back where the server refuses it. */
export class Actions {
  #state;
  /** One call after the other: two moves of a card that overtake each other would end in the wrong place. */
  #last = Promise.resolve();

  constructor(state) {
    this.#state = state;
  }

  /**
   * Adds a task at the foot of a column. Answers its id, or undefined where that failed.
   *
   * @param parentId - the task that it is a part of, or undefined
   */
  async add(stageId, name, parentId) {
    const last = this.#state.tasksOf(stageId).at(-1);
    const values = { name, stage_id: stageId, sequence: Math.ceil(sequenceBetween(last, undefined)) };
    const stage = this.#state.stage(stageId);
    if (stage?.closes) values.done = true;
    if (parentId !== undefined) values.parent_id = parentId;
    const project = this.#state.project;
    if (project !== undefined) values.project_id = project.id;
    const id = await this.#create(values);
    if (id !== undefined) announce(`Added ${name} to ${stage?.name}`);
    return id;
  }

  /** Writes fields of a task, links as ids. Throws what the server answered. */
  async write(id, values) {
    const outcome = this.#state.expect(id, { values });
    try {
      await this.#send(() => call(TASK, "write", [[id], values]), outcome);
    } catch (error) {
      outcome.failed();
      throw error;
    }
    outcome.answered();
  }

  /** Moves a task below another one of a column, or to the top where `afterId` is null. */
  async move(id, stageId, afterId) {
    const state = this.#state;
    const task = state.task(id);
    const tasks = state.tasksOf(stageId).filter((other) => other.id !== id);
    const index = afterId === null ? 0 : tasks.findIndex((other) => other.id === afterId) + 1;
    const values = { stage_id: stageId, sequence: sequenceBetween(tasks[index - 1], tasks[index]) };
    const outcome = state.expect(id, { values });
    const where = `${state.stage(stageId)?.name}, position ${index + 1} of ${tasks.length + 1}`;
    announce(`${task.name}: ${where}`);
    try {
      const params = { task_id: id, stage_id: stageId, after_id: afterId };
      outcome.answered(await this.#send(() => rpc("/board/move", params), outcome));
    } catch (error) {
      outcome.failed();
      announce(`${task.name} was not moved.`);
      toast(`“${shortened(task.name)}” was not moved. ${failure(error)}`, { kind: "error" });
    }
  }

  /** Deletes a task, and offers to take that back. */
  async remove(id) {
    const task = this.#state.task(id);
    if (task === undefined) return;
    // Subtasks and attachments go with it; what they were is lost when the answer is there.
    const copy = this.#copy(task, true);
    const count = copy.child_ids?.length ?? 0;
    const outcome = this.#state.expect(id, { isDelete: true });
    try {
      await this.#send(() => call(TASK, "unlink", [[id]]), outcome);
    } catch (error) {
      outcome.failed();
      toast(`“${shortened(task.name)}” was not deleted. ${failure(error)}`, { kind: "error" });
      return;
    }
    outcome.answered();
    const action = { label: "Undo", run: () => this.#recreate(copy), testid: "undo" };
    toast(count === 0 ? "Task deleted." : `Task and ${counted(count, "subtask")} deleted.`, { action, duration: UNDO });
  }

  /** Creates a task that was deleted again, with all its values, but without what went with it. */
  restore(task, changes = {}) {
    return this.#recreate({ ...this.#copy(task, false), ...changes });
  }

  /** Adds a named link to a task. Throws what the server answered. */
  async attach(id, name, url) {
    await this.#send(() => call(ATTACHMENT, "create", [{ name, url, res_model: TASK, res_id: id }]));
  }

  /** Takes a link away. Throws what the server answered. */
  async detach(attachmentId) {
    await this.#send(() => call(ATTACHMENT, "unlink", [[attachmentId]]));
  }

  /** The values that make a task again; with subtasks and attachments it all is one call. */
  #copy(task, isDeep) {
    const values = {};
    for (const field of COPIED) values[field] = task[field] ?? null;
    for (const field of COPIED_LINKS) values[field] = idOf(task[field]);
    values.tag_ids = this.#state.tagsOf(task).map((tag) => tag.id);
    if (!isDeep) return values;
    const create = (list) => list.map((each) => ["create", each]);
    values.attachment_ids = create(this.#state.attachmentsOf(task).map(({ name, url }) => ({ name, url })));
    values.child_ids = create(this.#state.subtasksOf(task).map((child) => this.#copy(child, true)));
    values.parent_id = idOf(task.parent_id);
    return values;
  }

  async #recreate(values) {
    // Its parent may be gone by now.
    const parentId = this.#state.task(values.parent_id) === undefined ? null : values.parent_id;
    const id = await this.#create({ ...values, parent_id: parentId });
    if (id !== undefined) announce(`${values.name} is back`);
    return id;
  }

  #send(work, outcome) {
    const answer = this.#last.then(() => {
      outcome?.sent();
      return work();
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #create(values) {
    try {
      const created = await this.#send(() => call(TASK, "create", [values]));
      return Array.isArray(created) ? created[0] : created;
    } catch (error) {
      toast(`“${shortened(values.name)}” was not added. ${failure(error)}`, { kind: "error" });
      return undefined;
    }
  }
}

export function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function call(model, method, args) {
  return rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
}
