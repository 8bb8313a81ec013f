import { rpc } from "/syncer/client.js";
import { failure } from "./format.js";
import { idOf, sequenceBetween } from "./order.js";
import { announce, toast } from "./toast.js";

const TASK = "project.task";
const UNDO = 8000;
const COPIED = ["name", "description", "sequence", "priority", "due", "planned", "spent", "done"];
const COPIED_LINKS = ["project_id", "stage_id", "tag_id", "user_id"];

/** What people do to tasks. Each shows at once, and is taken back where the server refuses it. */
export class Actions {
  #state;
  /** One call after the other: two moves of a card that overtake each other would end in the wrong place. */
  #last = Promise.resolve();

  constructor(state) {
    this.#state = state;
  }

  /** Adds a task at the foot of a column. Answers its id, or undefined where that failed. */
  async add(stageId, name) {
    const last = this.#state.tasksOf(stageId).at(-1);
    const values = { name, stage_id: stageId, sequence: Math.ceil(sequenceBetween(last, undefined)) };
    const stage = this.#state.stage(stageId);
    if (stage?.closes) values.done = true;
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
      await this.#send(() => call("write", [[id], values]), outcome);
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
    const outcome = this.#state.expect(id, { isDelete: true });
    try {
      await this.#send(() => call("unlink", [[id]]), outcome);
    } catch (error) {
      outcome.failed();
      toast(`“${shortened(task.name)}” was not deleted. ${failure(error)}`, { kind: "error" });
      return;
    }
    outcome.answered();
    const action = { label: "Undo", run: () => this.restore(task), testid: "undo" };
    toast("Task deleted.", { action, duration: UNDO });
  }

  /** Creates a task that was deleted again, with all its values. */
  async restore(task, changes = {}) {
    const values = {};
    for (const field of COPIED) values[field] = task[field] ?? null;
    for (const field of COPIED_LINKS) values[field] = idOf(task[field]);
    const id = await this.#create({ ...values, ...changes });
    if (id !== undefined) announce(`${task.name} is back`);
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
      const created = await this.#send(() => call("create", [values]));
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

function call(method, args) {
  return rpc(`/web/dataset/call_kw/${TASK}/${method}`, { model: TASK, method, args, kwargs: {} });
}
