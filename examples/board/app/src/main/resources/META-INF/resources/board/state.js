import { Columns } from "./columns.js";
import { History } from "./history.js";
import { compareTasks, idOf } from "./order.js";

/** From so many changes on, sorting everything anew is cheaper than placing one after the other. */
const MANY = 200;
/** How long an answered call may wait for its commit before what the server shows counts again. */
const PATIENCE = 3000;

/**
 * What the board shows: the records of the live collections, and over them what this page has sent but not seen come back.
 *
 * `onChange` gets `{ all, stages, tasks, byOthers }`: everything is different; or which columns look different, which
 * tasks do, and which of those somebody else changed.
 */
export class BoardState {
  columns = new Columns();
  history;
  onChange = () => undefined;
  #sync;
  #tasks;
  #stages;
  #tags;
  #users;
  #projects;
  #attachments;
  #pending = new Map();

  constructor(sync, session) {
    const collection = (model) => sync.collection(`${session.db}:${model}`);
    this.me = session.uid;
    this.#sync = sync;
    this.#stages = collection("project.stage");
    this.#tags = collection("project.tag");
    this.#users = collection("res.users");
    this.#projects = collection("project.project");
    this.#attachments = collection("project.attachment");
    this.#tasks = collection("project.task");
    this.history = new History(this);
  }

  /** Resolves when everything is there; rejects where the server refuses it. */
  async load() {
    const all = [this.#stages, this.#tags, this.#users, this.#projects, this.#attachments, this.#tasks];
    await Promise.all(all.map((collection) => collection.ready));
    this.#fill();
    this.history.begin(this.#tasks.records.values());
    this.#tasks.on("change", (event) => this.#tasksChanged(event));
    for (const collection of [this.#stages, this.#users, this.#projects]) {
      collection.on("change", () => this.onChange({ all: true }));
    }
    this.#tags.on("change", (event) => this.onChange(isNews(event) ? { all: true } : NOTHING));
    this.#attachments.on("change", () => this.onChange(NOTHING));
  }

  get stages() {
    return [...this.#stages.records.values()].sort(compareTasks);
  }

  get tags() {
    return [...this.#tags.records.values()].sort(byName);
  }

  get users() {
    return [...this.#users.records.values()].sort(byName);
  }

  get project() {
    return [...this.#projects.records.values()][0];
  }

  stage(link) {
    return this.#stages.records.get(idOf(link));
  }

  tag(id) {
    return this.#tags.records.get(id);
  }

  /** The tags of a task, in order. */
  tagsOf(task) {
    return recordsOf(task.tag_ids, (id) => this.tag(id)).sort(byName);
  }

  /** The subtasks of a task, as they were added. */
  subtasksOf(task) {
    return recordsOf(task.child_ids, (id) => this.task(id));
  }

  /** The links that a task has, as they were added. */
  attachmentsOf(task) {
    return recordsOf(task.attachment_ids, (id) => this.#attachments.records.get(id));
  }

  /** The tasks that this one can be a part of. */
  parentsFor(id) {
    const tasks = [...this.#tasks.records.values()];
    return tasks.filter((task) => task.id !== id && task.parent_id === null).sort(byName);
  }

  user(link) {
    return this.#users.records.get(idOf(link));
  }

  /** Says that this person has a task open, until `leave()`; tells who else has. */
  presence(id) {
    return this.#sync.presence(this.#tasks.channel, id);
  }

  /** A task as this page shows it, or undefined: not there, or on its way out. */
  task(id) {
    let task = this.#tasks.records.get(id);
    for (const operation of this.#pending.get(id) ?? []) {
      if (operation.isDelete || task === undefined) return undefined;
      task = { ...task, ...operation.values };
    }
    return task;
  }

  /** The tasks of a column, in order. */
  tasksOf(stageId) {
    return this.columns.of(stageId).map((place) => this.task(place.id));
  }

  /**
   * Shows values before the server has them.
   *
   * @param operation - `{ values, isDelete }`
   * @returns `{ sent(), answered(values), failed() }` for what becomes of the call
   */
  expect(id, operation) {
    const entry = { values: {}, isDelete: false, isSent: false, ...operation };
    this.#pending.set(id, [...(this.#pending.get(id) ?? []), entry]);
    this.#refresh(id);
    const drop = () => this.#drop(id, entry);
    return {
      sent: () => (entry.isSent = true),
      failed: drop,
      answered: (values = {}) => {
        Object.assign(entry.values, values);
        // Behind an earlier call that still waits for its commit, looking alike proves nothing.
        const isFirst = this.#pending.get(id)?.[0] === entry;
        if (isFirst && this.#isThere(id, entry)) drop();
        else setTimeout(drop, PATIENCE);
      },
    };
  }

  #drop(id, entry) {
    const rest = (this.#pending.get(id) ?? []).filter((other) => other !== entry);
    if (rest.length === 0) this.#pending.delete(id);
    else this.#pending.set(id, rest);
    this.#refresh(id);
  }

  #refresh(id) {
    this.onChange({ stages: this.columns.put(id, this.task(id)), tasks: [id], byOthers: new Set() });
  }

  /** Whether the live view shows what the call did. */
  #isThere(id, { values, isDelete }) {
    const record = this.#tasks.records.get(id);
    if (record === undefined || isDelete) return record === undefined;
    return Object.entries(values).every(([field, value]) => same(record[field], value));
  }

  #tasksChanged(event) {
    const changed = [...event.created, ...event.updated, ...event.removed].map((record) => record.id);
    for (const notification of event.notifications) {
      this.#settle(notification);
      this.history.add(notification);
    }
    for (const record of event.removed) this.#pending.delete(record.id);
    if (event.cause === "reset" || changed.length > MANY) {
      this.#fill();
      this.onChange({ all: true });
      return;
    }
    const stages = new Set();
    for (const id of changed) for (const stage of this.columns.put(id, this.task(id))) stages.add(stage);
    const others = event.notifications.filter(([, payload]) => payload.user_id.id !== this.me);
    this.onChange({ stages: [...stages], tasks: changed, byOthers: new Set(others.map(([header]) => header[2])) });
  }

  /** Calls are sent one after the other, so a commit of mine is that of the first one that waits for such. */
  #settle([[, , id], payload]) {
    if (payload.user_id.id !== this.me) return;
    const entries = this.#pending.get(id) ?? [];
    const settled = entries.find((entry) => entry.isSent && Object.keys(entry.values).some((field) => field in payload.data));
    if (settled === undefined) return;
    if (entries.length === 1) this.#pending.delete(id);
    else this.#pending.set(id, entries.filter((entry) => entry !== settled));
  }

  #fill() {
    const ids = [...this.#tasks.records.keys()];
    this.columns.fill(ids.map((id) => this.task(id)).filter((task) => task !== undefined));
  }
}

/** No column and no card is different, only what else shows records. */
const NOTHING = { stages: [], tasks: [], byOthers: new Set() };

/** Which tasks a tag has is not news to the cards: those tasks tell it themselves. */
function isNews({ cause, notifications }) {
  return cause === "reset" || notifications.some(([, { method, indirect }]) => method !== "write" || !indirect);
}

function recordsOf(ids, find) {
  return (ids ?? []).map(find).filter((record) => record !== undefined);
}

function byName(a, b) {
  return a.name.localeCompare(b.name);
}

/** Links are compared by id, lists of ids in any order, decimals by value: "7.5" is "7.50". */
function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((id) => b.includes(id));
  if (Array.isArray(a) || Array.isArray(b)) return idOf(a) === idOf(b);
  if (typeof a === "string" && typeof b === "string" && a !== "" && b !== "" && Number(a) === Number(b)) return true;
  return (a ?? null) === (b ?? null);
}
