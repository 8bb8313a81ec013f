import { el, icon, setText } from "./dom.js";
import { counted, failure } from "./format.js";
import { idOf } from "./order.js";

/** The tags of a task as boxes to tick, each with how many tasks have it. Speaks like the other fields of the form. */
export class TagField {
  name = "tag_ids";
  element = el("fieldset", { class: "field wide tags", "data-testid": "field-tags" });
  #state;
  #boxes = new Map();
  #base = [];
  #note = el("p", { class: "changed-by", role: "status", hidden: true, "data-testid": "changed-by-tag_ids" });

  constructor(state) {
    this.#state = state;
    const choices = state.tags.map((tag) => this.#choice(tag));
    this.element.append(el("legend", {}, "Tags"), el("div", { class: "tag-choices" }, ...choices), this.#note);
    this.element.hidden = choices.length === 0;
  }

  get isEdited() {
    return !alike(this.value, this.#base);
  }

  get value() {
    return [...this.#boxes].filter(([, { box }]) => box.checked).map(([id]) => id);
  }

  take(task) {
    this.#base = task.tag_ids ?? [];
    for (const [id, { box }] of this.#boxes) box.checked = this.#base.includes(id);
    this.#note.hidden = true;
    this.#count();
  }

  follow(task, who) {
    this.#count();
    const now = task.tag_ids ?? [];
    if (alike(now, this.#base)) return;
    if (!this.isEdited || alike(now, this.value)) {
      this.take(task);
      return;
    }
    this.#base = now;
    const names = this.#state.tagsOf(task).map((tag) => tag.name).join(", ");
    const theirs = el("button", { class: "link", type: "button", onclick: () => this.take(task) }, "Use theirs");
    this.#note.replaceChildren(`Changed by ${who} to “${names === "" ? "nothing" : names}”. `, theirs);
    this.#note.hidden = false;
  }

  #choice(tag) {
    const box = el("input", { type: "checkbox", "data-testid": `tag-${tag.name}` });
    const count = el("span", { class: "tag-count" });
    this.#boxes.set(tag.id, { box, count });
    return el("label", { class: `chip choice color-${tag.color}` }, box, tag.name, count);
  }

  #count() {
    for (const [id, { count }] of this.#boxes) {
      const tasks = this.#state.tag(id)?.task_ids?.length ?? 0;
      setText(count, String(tasks));
      count.title = counted(tasks, "task");
    }
  }
}

/** The subtasks of a task: each opens; a field below adds one. */
export class SubtaskList {
  element;
  #state;
  #open;
  #list = el("ul", { class: "part-list" });
  #task;

  /** @param open - called with the id of a subtask that somebody wants to see */
  constructor(state, actions, open) {
    this.#state = state;
    this.#open = open;
    const input = el("input", { type: "text", maxlength: "200", placeholder: "Another subtask", "aria-label": "Title of another subtask", "data-testid": "new-subtask" });
    const add = async () => {
      const name = input.value.replace(/\s+/g, " ").trim();
      if (name === "") return;
      input.value = "";
      const id = await actions.add(idOf(this.#task.stage_id), name, this.#task.id);
      if (id === undefined && input.value === "") input.value = name;
    };
    this.element = part("Subtasks", "subtasks", this.#list, adder([input], "add-subtask", "Add subtask", add));
  }

  show(task) {
    this.#task = task;
    refill(this.#list, this.#state.subtasksOf(task).map((subtask) => this.#line(subtask)));
  }

  #line({ id, name, done, stage_id, progress }) {
    const facts = [this.#state.stage(stage_id)?.name ?? "no column"];
    if ((progress ?? null) !== null) facts.push(`${progress} %`);
    return el(
      "li",
      { "data-testid": "subtask", "data-key": `subtask-${id}` },
      el("span", { class: done ? "part-mark is-on" : "part-mark" }, icon("check"), el("span", { class: "unseen" }, done ? "Done: " : "Open: ")),
      el("button", { class: "link part-name", type: "button", onclick: () => this.#open(id) }, name),
      el("span", { class: "muted" }, facts.join(", ")),
    );
  }
}

/** The named links of a task. */
export class AttachmentList {
  element;
  #state;
  #actions;
  #say;
  #list = el("ul", { class: "part-list" });
  #task;

  /** @param say - shows what went wrong, or null */
  constructor(state, actions, say) {
    this.#state = state;
    this.#actions = actions;
    this.#say = say;
    const name = el("input", { type: "text", maxlength: "200", placeholder: "Name", "aria-label": "Name of the link", "data-testid": "new-attachment-name" });
    const url = el("input", { type: "url", maxlength: "2000", placeholder: "https://", "aria-label": "Address of the link", "data-testid": "new-attachment-url" });
    const add = () => this.#add(name, url);
    this.element = part("Attachments", "attachments", this.#list, adder([name, url], "add-attachment", "Add link", add));
  }

  show(task) {
    this.#task = task;
    refill(this.#list, this.#state.attachmentsOf(task).map((attachment) => this.#line(attachment)));
  }

  async #add(name, url) {
    const address = url.value.trim();
    if (!isSafe(address)) {
      this.#say("A link begins with https://, and has no blanks.");
      url.focus();
      return;
    }
    const done = await this.#try(() => this.#actions.attach(this.#task.id, name.value.trim() || new URL(address).host, address));
    if (!done) return;
    name.value = "";
    url.value = "";
  }

  #line({ id, name, url }) {
    // An address that did not come from here is no link unless it is harmless.
    const shown = isSafe(url)
      ? el("a", { class: "part-name", href: url, target: "_blank", rel: "noopener noreferrer" }, name)
      : el("span", { class: "part-name" }, name);
    const label = `Remove ${name}`;
    const remove = () => void this.#try(() => this.#actions.detach(id));
    return el(
      "li",
      { "data-testid": "attachment", "data-key": `attachment-${id}` },
      el("span", { class: "part-mark is-on" }, icon("link")),
      shown,
      el("button", { class: "card-action", type: "button", title: label, "aria-label": label, "data-testid": "remove-attachment", onclick: remove }, icon("close")),
    );
  }

  async #try(work) {
    try {
      await work();
      this.#say(null);
      return true;
    } catch (error) {
      this.#say(failure(error));
      return false;
    }
  }
}

function part(title, testid, ...children) {
  return el("section", { class: "part", "data-testid": `details-${testid}` }, el("h3", {}, title), ...children);
}

/** Fields in a row with a button. Enter in them adds; the form around them is not sent. */
function adder(inputs, testid, label, add) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    void add();
  };
  const button = el("button", { class: "button", type: "button", "data-testid": testid, onclick: () => void add() }, label);
  return el("div", { class: "part-adder field", onkeydown }, ...inputs, button);
}

/** Replaces the lines; the keyboard stays in the line that it was in. */
function refill(list, lines) {
  const active = document.activeElement;
  const key = list.contains(active) ? active.closest("li")?.dataset.key : undefined;
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
  if (key !== undefined) lines.find((line) => line.dataset.key === key)?.querySelector("button, a")?.focus();
}

function isSafe(url) {
  return /^https:\/\/[^\s/?#]\S*$/.test(url) && URL.canParse(url);
}

function alike(a, b) {
  return a.length === b.length && a.every((id) => b.includes(id));
}
