import { byId, el, setText } from "./dom.js";
import { failure, hours, PRIORITIES, timeAgo } from "./format.js";
import { idOf } from "./order.js";
import { AttachmentList, SubtaskList, TagField } from "./parts.js";
import { Present } from "./present.js";

/** The dialog with all fields of a task. What is typed stays; what others change in the meantime is said at the field. */
export class Details {
  #dialog = byId("details");
  #error = byId("details-error");
  #unsaved = byId("details-unsaved");
  #state;
  #actions;
  #remove;
  #closed;
  #fields = [];
  #parts = [];
  #present;
  #id;
  #task;
  #isSaving = false;

  /** @param options - `{ remove(id), closed(id) }` */
  constructor(state, actions, { remove, closed }) {
    this.#state = state;
    this.#actions = actions;
    this.#remove = remove;
    this.#closed = closed;
    this.#dialog.onclick = (event) => this.#click(event);
    this.#dialog.oncancel = (event) => this.#leave(event);
    this.#dialog.oninput = () => this.#isEdited();
    this.#dialog.onclose = () => {
      this.#present.leave();
      this.#closed(this.#id);
    };
    byId("details-form").onsubmit = (event) => this.#save(event);
  }

  open(id) {
    this.#id = id;
    this.#task = this.#state.task(id);
    if (this.#task === undefined) return;
    this.#fields = this.#makeFields();
    byId("details-fields").replaceChildren(...this.#fields.map((field) => field.element));
    for (const field of this.#fields) field.take(this.#task);
    this.#parts = this.#makeParts();
    byId("details-parts").replaceChildren(...this.#parts.map((part) => part.element));
    for (const part of this.#parts) part.show(this.#task);
    this.#present?.leave();
    this.#present = new Present(this.#state, id);
    byId("details-present").replaceChildren(this.#present.element);
    this.#say(null);
    this.#unsaved.hidden = true;
    this.#showChange();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  /** Shows what others changed, except where somebody types. */
  refresh() {
    if (!this.#dialog.open) return;
    const task = this.#state.task(this.#id);
    this.#showChange();
    if (task === undefined) {
      this.#say("This task was deleted. Save brings it back with what you see here.");
      return;
    }
    for (const part of this.#parts) part.show(task);
    const who = this.#state.history.of(this.#id)?.who ?? "somebody";
    for (const field of this.#fields) field.follow(task, who);
    this.#isEdited();
    this.#task = task;
  }

  #makeFields() {
    const state = this.#state;
    const options = (records) => [["", "None"], ...records.map((record) => [String(record.id), record.name])];
    const link = (name, label, records) => new FormField(name, label, select(records), { read: linkText, write: (text) => (text === "" ? null : Number(text)) });
    const decimal = { read: (value) => (value == null ? "" : hours(String(value))), write: (text) => (text === "" ? null : text.replace(",", ".")) };
    return [
      new FormField("name", "Title", el("input", { type: "text", maxlength: "200", required: true, autofocus: true }), { wide: true, write: (text) => text }),
      new FormField("description", "Description", el("textarea", { rows: "3" }), { wide: true }),
      link("stage_id", "Column", state.stages.map((stage) => [String(stage.id), stage.name])),
      link("user_id", "Assignee", options(state.users)),
      link("parent_id", "Part of", options(this.#task.child_ids?.length > 0 ? [] : state.parentsFor(this.#id))),
      new FormField("priority", "Priority", select(PRIORITIES)),
      new FormField("due", "Due", el("input", { type: "date" })),
      new FormField("done", "Done", el("input", { type: "checkbox" })),
      new FormField("planned", "Planned hours", el("input", { type: "text", inputmode: "decimal", autocomplete: "off" }), decimal),
      new FormField("spent", "Spent hours", el("input", { type: "text", inputmode: "decimal", autocomplete: "off" }), decimal),
      new TagField(state),
    ];
  }

  /** What belongs to the task without being a value of it: changed at once, not with "Save". */
  #makeParts() {
    const say = (text) => this.#say(text);
    const open = (id) => (this.#isEdited() ? this.#leave() : this.open(id));
    const attachments = new AttachmentList(this.#state, this.#actions, say);
    return this.#task.parent_id === null ? [new SubtaskList(this.#state, this.#actions, open), attachments] : [attachments];
  }

  #click({ target }) {
    const action = target.closest("[data-action]")?.dataset.action;
    if (action === "cancel") this.#leave();
    if (action === "discard") this.#dialog.close();
    if (action === "delete") {
      this.#dialog.close();
      this.#remove(this.#id);
    }
  }

  /** Whether something is changed and not saved; the others are told. */
  #isEdited() {
    const isEdited = this.#fields.some((field) => field.isEdited);
    this.#present.isEditing = isEdited;
    return isEdited;
  }

  #leave(event) {
    if (!this.#isEdited()) {
      if (event === undefined) this.#dialog.close();
      return;
    }
    event?.preventDefault();
    this.#unsaved.hidden = false;
    this.#unsaved.querySelector("button").focus();
  }

  async #save(event) {
    event.preventDefault();
    if (this.#isSaving) return;
    const edited = this.#fields.filter((field) => field.isEdited);
    const values = Object.fromEntries(edited.map((field) => [field.name, field.value]));
    if (values.name === "") {
      this.#say("A task needs a title.");
      return;
    }
    this.#isSaving = true;
    try {
      await this.#send(values);
      this.#dialog.close();
    } catch (error) {
      this.#say(`Not saved. ${failure(error)}`);
    } finally {
      this.#isSaving = false;
    }
  }

  async #send(values) {
    const isGone = this.#state.task(this.#id) === undefined;
    if (isGone) {
      if ((await this.#actions.restore(this.#task, values)) === undefined) throw new Error("The task could not be created.");
    } else if (Object.keys(values).length > 0) await this.#actions.write(this.#id, values);
  }

  #say(text) {
    this.#error.hidden = text === null;
    if (text !== null) setText(this.#error, text);
  }

  #showChange() {
    const change = this.#state.history.of(this.#id);
    setText(byId("details-change"), change === undefined ? "" : `${change.who} ${change.what}, ${timeAgo(change.time)}.`);
  }
}

/** One field of the form: its control, what the task has, and what somebody else made of it meanwhile. */
class FormField {
  name;
  element;
  #control;
  #read;
  #write;
  #base = "";
  #note;

  constructor(name, label, control, { read = (value) => value ?? "", write = (text) => (text === "" ? null : text), wide = false } = {}) {
    this.name = name;
    this.#control = control;
    this.#read = read;
    this.#write = write;
    control.id = `field-${name}`;
    control.setAttribute("data-testid", `field-${name}`);
    this.#note = el("p", { class: "changed-by", role: "status", hidden: true, "data-testid": `changed-by-${name}` });
    this.element = el("div", { class: `field ${wide ? "wide" : ""} ${control.type}` }, el("label", { for: control.id }, label), control, this.#note);
  }

  get #shown() {
    return this.#control.type === "checkbox" ? this.#control.checked : this.#control.value;
  }

  set #shown(value) {
    if (this.#control.type === "checkbox") this.#control.checked = value === true;
    else this.#control.value = value;
  }

  get isEdited() {
    return this.#shown !== this.#base;
  }

  /** The value for the server. */
  get value() {
    const shown = this.#shown;
    return typeof shown === "boolean" ? shown : this.#write(shown.trim());
  }

  take(task) {
    this.#base = this.#of(task);
    this.#shown = this.#base;
    this.#note.hidden = true;
  }

  follow(task, who) {
    const now = this.#of(task);
    if (now === this.#base) return;
    const isEdited = this.isEdited && this.#shown !== now;
    this.#base = now;
    if (!isEdited) {
      this.#shown = now;
      this.#note.hidden = true;
      return;
    }
    const theirs = el("button", { class: "link", type: "button", onclick: () => this.take({ ...task }) }, "Use theirs");
    this.#note.replaceChildren(`Changed by ${who} to “${this.#words(now)}”. `, theirs);
    this.#note.hidden = false;
  }

  #of(task) {
    const value = task[this.name];
    return this.#control.type === "checkbox" ? value === true : String(this.#read(value));
  }

  #words(value) {
    if (typeof value === "boolean") return value ? "yes" : "no";
    const option = [...(this.#control.options ?? [])].find((each) => each.value === value);
    const text = option?.text ?? value;
    return text === "" ? "nothing" : text.length > 60 ? `${text.slice(0, 59)}…` : text;
  }
}

function select(options) {
  return el("select", {}, ...options.map(([value, label]) => el("option", { value }, label)));
}

function linkText(link) {
  return String(idOf(link) ?? "");
}
