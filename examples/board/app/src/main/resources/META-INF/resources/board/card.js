import { shortened } from "./actions.js";
import { avatar, el, icon, setText } from "./dom.js";
import { counted, dueDate, failure, hours, timeAgo } from "./format.js";
import { idOf } from "./order.js";
import { Present } from "./present.js";
import { toast } from "./toast.js";

const FLASH = 2000;
const PRIORITY_ICONS = { low: ["down", "Low"], high: ["up", "High"], urgent: ["urgent", "Urgent"] };

/** One card on the page. It stays the same element wherever its task moves. */
export class Card {
  element;
  isEditing = false;
  #state;
  #actions;
  #id;
  #task;
  #body = el("div", { class: "card-body" });
  #title = el("div", { class: "card-title", "data-testid": "task-title" });
  #change = el("div", { class: "card-change", "data-testid": "task-change" });
  #editor;

  constructor(id, state, actions) {
    this.#id = id;
    this.#state = state;
    this.#actions = actions;
    this.#title.id = `title-${id}`;
    this.element = el(
      "li",
      {
        class: "card",
        tabindex: "-1",
        "data-task-id": id,
        "data-testid": "task",
        "aria-labelledby": `title-${id} facts-${id}`,
        "aria-describedby": "card-hint",
      },
      this.#body,
      el(
        "div",
        { class: "card-actions" },
        actionButton("edit", "pencil", "Edit title", "task-edit"),
        actionButton("menu", "more", "More", "task-menu"),
      ),
    );
  }

  /** Shows the task as it is now. */
  update() {
    const task = this.#state.task(this.#id);
    if (task === undefined) return;
    const { tags, user, stage, parent } = this.#links(task);
    const subtasks = this.#state.subtasksOf(task);
    this.#task = task;
    this.element.classList.toggle("is-done", task.done === true);
    setText(this.#title, task.name);
    const top = [];
    for (const tag of tags) top.push(el("span", { class: `chip color-${tag.color}`, "data-testid": "task-tag" }, tag.name));
    const [sign, words] = PRIORITY_ICONS[task.priority] ?? [];
    if (sign !== undefined) top.push(el("span", { class: `priority ${task.priority}` }, icon(sign), words));
    if (task.done) top.push(el("span", { class: "done-mark" }, icon("check"), "Done"));
    const foot = [];
    if (task.attachment_ids?.length > 0) foot.push(attachmentCount(task.attachment_ids.length));
    if (task.due) foot.push(this.#due(task));
    foot.push(el("span", { class: "spacer" }));
    if (user !== undefined) foot.push(avatar(user));
    const facts = el("span", { class: "unseen", id: `facts-${this.#id}` }, this.#facts(task, tags, user, stage, parent));
    const parts = [facts];
    if (top.length > 0) parts.unshift(el("div", { class: "card-top" }, ...top));
    if (parent !== undefined) parts.push(el("div", { class: "card-parent", "data-testid": "task-parent" }, `Part of ${parent.name}`));
    parts.push(this.#editor?.element ?? this.#title);
    const bar = progressBar(task, subtasks.length > 0);
    if (bar !== null) parts.push(bar);
    if (subtasks.length > 0) parts.push(subtaskLine(subtasks));
    if (foot.length > 1) parts.push(el("div", { class: "card-foot" }, ...foot));
    parts.push(this.#change);
    this.#replace(parts);
    this.#editor?.noteChange(task, this.#state.history.of(this.#id));
    this.tick();
  }

  /** Shows how long ago the last change was. */
  tick() {
    const change = this.#state.history.of(this.#id);
    const who = change?.userId === this.#state.me ? "You" : change?.who;
    setText(this.#change, change === undefined ? "" : `${who} ${change.what}, ${timeAgo(change.time)}`);
    this.#change.hidden = change === undefined;
  }

  /** Shows that somebody else changed it. */
  flash() {
    this.element.classList.remove("flash");
    void this.element.offsetWidth;
    this.element.classList.add("flash");
    setTimeout(() => this.element.classList.remove("flash"), FLASH);
  }

  /** Opens the title for editing in place, with `text` in it where a save failed. */
  edit(text = this.#task.name) {
    if (this.isEditing) return;
    this.isEditing = true;
    this.#editor = new TitleEditor(this.#task, text, new Present(this.#state, this.#id), {
      save: (name) => this.#save(name),
      cancel: () => this.#endEdit(),
    });
    this.#title.replaceWith(this.#editor.element);
    this.#editor.focus();
  }

  async #save(name) {
    const base = this.#task.name;
    this.#endEdit();
    if (name === "" || name === base) return;
    try {
      await this.#actions.write(this.#id, { name });
    } catch (error) {
      toast(`“${shortened(name)}” was not saved. ${failure(error)}`, { kind: "error" });
      // What was typed is not lost: it is back in the editor.
      if (this.element.isConnected) this.edit(name);
    }
  }

  #endEdit() {
    const hadFocus = this.#editor.element.contains(document.activeElement);
    this.#editor.end();
    this.#editor.element.replaceWith(this.#title);
    this.#editor = undefined;
    this.isEditing = false;
    if (hadFocus) this.element.focus({ preventScroll: true });
  }

  /** Replaces the parts around the title or its editor, which keeps focus and cursor. */
  #replace(parts) {
    const kept = new Set([this.#title, this.#change, this.#editor?.element]);
    for (const child of [...this.#body.children]) if (!kept.has(child)) child.remove();
    let previous = null;
    for (const part of parts) {
      const next = previous === null ? this.#body.firstChild : previous.nextSibling;
      if (part !== next) this.#body.insertBefore(part, next);
      previous = part;
    }
  }

  #due(task) {
    const { text, state } = dueDate(task.due);
    const label = state === "late" && !task.done ? `Overdue, ${text}` : `Due ${text}`;
    return el("span", { class: `due ${task.done ? "later" : state}`, title: label }, icon("calendar"), text);
  }

  #links(task) {
    return {
      tags: this.#state.tagsOf(task),
      user: this.#state.user(task.user_id),
      stage: this.#state.stage(task.stage_id),
      parent: this.#state.task(idOf(task.parent_id)),
    };
  }

  #facts(task, tags, user, stage, parent) {
    const facts = [`in ${stage?.name ?? "no column"}`];
    if (parent !== undefined) facts.push(`part of ${parent.name}`);
    if (user !== undefined) facts.push(`assigned to ${user.name}`);
    facts.push(...tags.map((tag) => tag.name));
    if (task.priority !== "normal") facts.push(`${task.priority} priority`);
    if (task.due) facts.push(`due ${dueDate(task.due).text}`);
    if (task.done) facts.push("done");
    return facts.join(", ");
  }
}

/** The title as a text field, in its place on the card. */
class TitleEditor {
  element;
  #input;
  #note = el("p", { class: "changed-by", role: "status", hidden: true, "data-testid": "changed-by" });
  #present;
  #base;
  #hasEnded = false;

  constructor(task, text, present, { save, cancel }) {
    this.#base = task.name;
    this.#present = present;
    present.isEditing = true;
    this.#input = el("textarea", {
      class: "title-input",
      rows: "1",
      maxlength: "200",
      "aria-label": "Title",
      "data-testid": "title-input",
      oninput: () => this.#fit(),
      onblur: () => setTimeout(() => this.#leave(save), 0),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === "Escape") cancel();
        if (event.key === "Enter") {
          event.preventDefault();
          save(this.#text());
        }
      },
    });
    this.#input.value = text;
    this.element = el("div", { class: "title-editor" }, this.#input, this.#note, present.element);
  }

  focus() {
    this.#input.focus();
    this.#input.select();
    this.#fit();
  }

  end() {
    this.#hasEnded = true;
    this.#present.leave();
  }

  noteChange(task, change) {
    if (task.name === this.#base || task.name === this.#text()) return;
    this.#base = task.name;
    setText(this.#note, `Changed by ${change?.who ?? "somebody"} to “${task.name}”. Enter keeps yours, Esc theirs.`);
    this.#note.hidden = false;
  }

  /** Leaving the field saves; a card that moves on the page loses and regains focus, which is no leaving. */
  #leave(save) {
    if (this.#hasEnded || document.activeElement === this.#input || !document.hasFocus()) return;
    save(this.#text());
  }

  #text() {
    return this.#input.value.replace(/\s+/g, " ").trim();
  }

  #fit() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }
}

function actionButton(action, sign, label, testid) {
  return el(
    "button",
    { class: "card-action", type: "button", tabindex: "-1", title: label, "aria-label": label, "data-action": action, "data-testid": testid },
    icon(sign),
  );
}

/** The share of planned hours that is spent; with subtasks it is that of all of them, which the server knows. */
function progressBar(task, isSum) {
  const percent = task.progress ?? null;
  if (percent === null) return null;
  const words = isSum || !task.planned ? `${percent} %` : `${hours(task.spent ?? "0")} of ${hours(task.planned)} h`;
  const fill = el("span", { class: percent > 100 ? "bar-fill over" : "bar-fill" });
  fill.style.width = `${Math.min(percent, 100)}%`;
  return el(
    "div",
    { class: "progress", "data-testid": "task-progress", title: isSum ? "Spent of planned hours, with those of the subtasks" : null },
    el("span", { class: "bar-track" }, fill),
    el("span", { class: "progress-text" }, words),
  );
}

function subtaskLine(subtasks) {
  const done = subtasks.filter((task) => task.done).length;
  return el("div", { class: "subtask-line", "data-testid": "task-subtasks" }, icon("check"), `${done} of ${counted(subtasks.length, "subtask")} done`);
}

function attachmentCount(count) {
  const words = counted(count, "attachment");
  return el("span", { class: "link-count", title: words, "data-testid": "task-attachments" }, icon("link"), el("span", { "aria-label": words }, String(count)));
}
