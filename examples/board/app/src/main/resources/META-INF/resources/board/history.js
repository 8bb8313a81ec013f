import { idOf } from "./order.js";

const MOST = 100;
const AT_START = 20;

/** Who changed what: the last change of each task, and the latest of all of them. */
export class History {
  /** The newest first; each `{ taskId, title, who, userId, what, time }`. */
  entries = [];
  #state;
  #last = new Map();
  /** Tasks as they were, to say from where one moved. */
  #before = new Map();

  constructor(state) {
    this.#state = state;
  }

  /** Takes what the records themselves say: who touched each last, but not what they did. */
  begin(tasks) {
    for (const task of tasks) {
      this.#before.set(task.id, idOf(task.stage_id));
      if (idOf(task.write_uid) === null || idOf(task.write_uid) === 0) continue;
      const [userId, who] = task.write_uid;
      const what = task.version === 1 ? "added it" : "changed it";
      this.#last.set(task.id, { taskId: task.id, title: task.name, who, userId, what, time: Date.parse(task.write_date) });
    }
    this.entries = [...this.#last.values()].sort((a, b) => b.time - a.time).slice(0, AT_START);
  }

  /** The last change of a task, or undefined. */
  of(id) {
    return this.#last.get(id);
  }

  add([[, , id], payload]) {
    // What only follows from a change elsewhere is nothing that somebody did to this task.
    if (payload.indirect && payload.method === "write" && !("attachment_ids" in payload.data)) return;
    const entry = {
      taskId: id,
      title: payload.record_name,
      who: payload.user_id.name,
      userId: payload.user_id.id,
      what: this.#describe(id, payload),
      time: Date.parse(payload.__last_update),
    };
    if (payload.method === "unlink") {
      this.#last.delete(id);
      this.#before.delete(id);
    } else {
      this.#last.set(id, entry);
      if ("stage_id" in payload.data) this.#before.set(id, idOf(payload.data.stage_id));
    }
    this.entries.unshift(entry);
    if (this.entries.length > MOST) this.entries.length = MOST;
  }

  #describe(id, { method, data, left }) {
    if (method === "create") return "added it";
    if (method === "unlink") return left ? "took it away" : "deleted it";
    const stage = this.#state.stage(data.stage_id)?.name;
    if (stage !== undefined && idOf(data.stage_id) !== this.#before.get(id)) return `moved it to ${stage}`;
    if ("name" in data) return "renamed it";
    if ("user_id" in data) {
      const user = this.#state.user(data.user_id)?.name;
      return user === undefined ? "unassigned it" : `assigned it to ${user}`;
    }
    if ("done" in data) return data.done ? "marked it done" : "reopened it";
    const words = Object.entries(WORDS).flatMap(([field, word]) => (field in data ? [word] : []));
    if (words.length > 0) return `changed the ${new Intl.ListFormat("en").format(words)}`;
    return "sequence" in data ? "moved it" : "changed it";
  }
}

const WORDS = {
  description: "description",
  tag_ids: "tags",
  priority: "priority",
  due: "due date",
  planned: "planned hours",
  spent: "spent hours",
  parent_id: "parent",
  attachment_ids: "attachments",
};
