import { byId, el } from "./dom.js";

const MARGIN = 8;

/** What one can do with a card, as a menu. */
export class CardMenu {
  #menu = byId("card-menu");
  #state;
  #view;
  #commands;
  #id;

  /** @param commands - `{ openDetails(id), remove(id), move(id, stageId, afterId) }` */
  constructor(state, view, commands) {
    this.#state = state;
    this.#view = view;
    this.#commands = commands;
    this.#menu.onkeydown = (event) => this.#key(event);
    this.#menu.ontoggle = (event) => {
      if (event.newState === "closed" && this.#menu.contains(document.activeElement)) this.#view.focus(this.#id);
    };
  }

  /** Opens it below an element of the card. */
  open(id, anchor) {
    this.#id = id;
    const { stage } = this.#state.columns.place(id);
    const places = this.#state.columns.of(stage);
    const items = [
      this.#item("Edit title", "menu-edit", () => this.#view.card(id)?.edit()),
      this.#item("Details…", "menu-details", () => this.#commands.openDetails(id)),
      el("div", { class: "menu-line", role: "separator" }),
      ...this.#state.stages
        .filter((each) => each.id !== stage)
        .map((each) => this.#item(`Move to ${each.name}`, `menu-move-${each.id}`, () => this.#move(each.id, null))),
    ];
    if (places[0]?.id !== id) items.push(this.#item("Move to the top", "menu-top", () => this.#move(stage, null)));
    if (places.at(-1)?.id !== id) {
      items.push(this.#item("Move to the bottom", "menu-bottom", () => this.#move(stage, places.at(-1).id)));
    }
    items.push(
      el("div", { class: "menu-line", role: "separator" }),
      this.#item("Delete", "menu-delete", () => this.#commands.remove(id), "danger"),
    );
    this.#menu.replaceChildren(...items);
    this.#menu.showPopover();
    this.#place(anchor);
    this.#menu.firstElementChild.focus();
  }

  close() {
    if (this.#menu.matches(":popover-open")) this.#menu.hidePopover();
  }

  #move(stageId, afterId) {
    this.#commands.move(this.#id, stageId, afterId);
    this.#view.focus(this.#id);
  }

  #item(label, testid, run, kind = "") {
    const onclick = () => {
      this.#menu.hidePopover();
      run();
    };
    return el("button", { class: `menu-item ${kind}`, role: "menuitem", type: "button", tabindex: "-1", "data-testid": testid, onclick }, label);
  }

  #place(anchor) {
    const from = anchor.getBoundingClientRect();
    const { width, height } = this.#menu.getBoundingClientRect();
    const left = Math.min(from.left, innerWidth - width - MARGIN);
    const below = from.bottom + 4;
    const top = below + height > innerHeight - MARGIN ? Math.max(MARGIN, from.top - height - 4) : below;
    this.#menu.style.left = `${Math.max(MARGIN, left)}px`;
    this.#menu.style.top = `${Math.min(top, innerHeight - height - MARGIN)}px`;
  }

  #key(event) {
    const items = [...this.#menu.querySelectorAll("[role=menuitem]")];
    const index = items.indexOf(document.activeElement);
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) {
      if (event.key === "Tab") this.#menu.hidePopover();
      return;
    }
    event.preventDefault();
    items.at(next % items.length).focus();
  }
}
