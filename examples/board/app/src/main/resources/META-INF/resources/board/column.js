import { el, icon, setText } from "./dom.js";

const PAGE = 100;

/** One column on the page: the first cards of a stage, and more when asked for. */
export class Column {
  element;
  list;
  #stageId;
  #limit = PAGE;
  #name = el("h2", { class: "column-name" });
  #count = el("span", { class: "count", "data-testid": "column-count" });
  #more = el("button", { class: "button more", type: "button", "data-testid": "show-more", onclick: () => this.#showMore() });
  #empty = el("p", { class: "column-empty" }, "No cards");
  #redraw;

  constructor(stage, { redraw, add }) {
    this.#stageId = stage.id;
    this.#redraw = redraw;
    this.#name.id = `stage-${stage.id}`;
    this.list = el("ol", { class: "cards", "aria-labelledby": this.#name.id, "data-testid": "cards" });
    this.element = el(
      "section",
      { class: "column", "data-testid": "column", "data-stage-id": stage.id, "aria-labelledby": this.#name.id },
      el("header", { class: "column-head" }, this.#name, this.#count),
      el("div", { class: "column-scroll" }, this.list, this.#empty, this.#more),
      new Adder(add).element,
    );
  }

  rename(stage) {
    setText(this.#name, stage.name);
    this.element.classList.toggle("closes", stage.closes === true);
  }

  /**
   * Shows the cards of these tasks, in this order.
   *
   * @param ids - all that the column holds and the search finds
   * @param total - how many it holds
   * @param card - makes or finds the card of a task
   * @param isPinned - whether a card has to stay although it is past the limit
   */
  show(ids, total, card, isPinned) {
    const shown = ids.slice(0, this.#limit);
    for (let i = this.#limit; i < ids.length; i++) if (isPinned(ids[i])) shown.push(ids[i]);
    let next = this.list.firstElementChild;
    for (const id of shown) {
      const { element } = card(id);
      if (element === next) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
    while (next !== null) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    setText(this.#count, ids.length === total ? String(total) : `${ids.length} of ${total}`);
    const hidden = ids.length - shown.length;
    this.#more.hidden = hidden <= 0;
    setText(this.#more, `Show ${Math.min(hidden, PAGE)} more of ${hidden}`);
    this.#empty.hidden = ids.length > 0;
    setText(this.#empty, total > 0 ? "No match" : "No cards");
  }

  /** Shows at least so many cards. */
  reach(count) {
    if (count > this.#limit) this.#limit = Math.ceil(count / PAGE) * PAGE;
  }

  startAdding() {
    this.element.querySelector(".adder-open")?.click();
  }

  #showMore() {
    const before = this.list.lastElementChild;
    this.#limit += PAGE;
    this.#redraw(this.#stageId);
    before?.nextElementSibling?.focus();
  }
}

/** "Add a card" at the foot of a column: a button that turns into a field. */
class Adder {
  element = el("div", { class: "adder" });
  #add;
  #isBusy = false;
  #open;
  #input;
  #form;

  constructor(add) {
    this.#add = add;
    this.#open = el("button", { class: "adder-open", type: "button", "data-testid": "add-card", onclick: () => this.#start() }, icon("plus"), "Add a card");
    this.#input = el("textarea", {
      class: "title-input",
      rows: "2",
      maxlength: "200",
      placeholder: "What needs to be done?",
      "aria-label": "Title of the new card",
      "data-testid": "new-card-input",
      onkeydown: (event) => this.#key(event),
    });
    this.#form = el(
      "form",
      { class: "adder-form", onsubmit: (event) => this.#submit(event) },
      this.#input,
      el(
        "div",
        { class: "adder-buttons" },
        el("button", { class: "button primary", type: "submit", "data-testid": "new-card-save" }, "Add"),
        el("button", { class: "button quiet", type: "button", "data-testid": "new-card-cancel", onclick: () => this.#stop() }, "Cancel"),
      ),
    );
    this.element.append(this.#open);
  }

  #start() {
    this.element.replaceChildren(this.#form);
    this.#input.focus();
  }

  #stop() {
    this.#input.value = "";
    this.element.replaceChildren(this.#open);
    this.#open.focus();
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.#stop();
    if (event.key === "Enter") this.#submit(event);
  }

  /** The field stays open for the next card; what could not be added stays in it. */
  async #submit(event) {
    event.preventDefault();
    const name = this.#input.value.replace(/\s+/g, " ").trim();
    if (name === "" || this.#isBusy) return;
    this.#isBusy = true;
    this.#input.value = "";
    const id = await this.#add(name);
    this.#isBusy = false;
    if (id === undefined && this.#input.value === "") this.#input.value = name;
  }
}
