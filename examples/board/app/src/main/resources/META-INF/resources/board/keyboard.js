import { byId } from "./dom.js";

/** The keys of the board. Fields and dialogs keep theirs. */
export class Keyboard {
  #state;
  #view;
  #actions;
  #openDetails;
  #openMenu;
  #listener = (event) => this.#key(event);

  constructor(state, view, actions, { openDetails, openMenu }) {
    this.#state = state;
    this.#view = view;
    this.#actions = actions;
    this.#openDetails = openDetails;
    this.#openMenu = openMenu;
    document.addEventListener("keydown", this.#listener);
  }

  close() {
    document.removeEventListener("keydown", this.#listener);
  }

  #key(event) {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || target.closest("input, textarea, select, dialog, [role=menu]")) return;
    const card = target.classList.contains("card") ? target : null;
    const isHandled = (card !== null && this.#cardKey(event, card)) || this.#pageKey(event, target);
    if (isHandled) event.preventDefault();
  }

  #pageKey(event, target) {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    switch (event.key) {
      case "?":
        byId("help").showModal();
        return true;
      case "/":
        byId("find").focus();
        return true;
      case "n":
      case "N": {
        const stageId = Number(target.closest(".column")?.dataset.stageId ?? this.#state.stages[0]?.id);
        this.#view.column(stageId)?.startAdding();
        return true;
      }
      default:
        return false;
    }
  }

  #cardKey(event, card) {
    const id = Number(card.dataset.taskId);
    if (event.key.startsWith("Arrow")) {
      if (event.metaKey || event.shiftKey) return false;
      if (event.altKey || event.ctrlKey) this.#move(id, event.key);
      else this.#go(id, event.key);
      return true;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    switch (event.key) {
      case "Enter":
      case "F2":
        this.#view.card(id)?.edit();
        return true;
      case " ":
        this.#openDetails(id);
        return true;
      case "m":
      case "M":
        this.#openMenu(id, card);
        return true;
      case "Delete":
        this.remove(id);
        return true;
      default:
        return false;
    }
  }

  /** Deletes a card; the keyboard goes on at the next one. */
  remove(id) {
    const stage = this.#state.columns.place(id)?.stage;
    const ids = this.#view.shownIn(stage);
    const index = ids.indexOf(id);
    const next = ids[index + 1] ?? ids[index - 1];
    void this.#actions.remove(id);
    if (next !== undefined) this.#view.focus(next);
    else this.#view.column(stage)?.element.querySelector(".adder-open")?.focus();
  }

  #go(id, key) {
    const { stage } = this.#state.columns.place(id);
    const ids = this.#view.shownIn(stage);
    const index = ids.indexOf(id);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = ids[index + (key === "ArrowUp" ? -1 : 1)];
      if (next !== undefined) this.#view.focus(next);
      return;
    }
    // Columns without cards are passed over.
    const step = key === "ArrowLeft" ? -1 : 1;
    const stages = this.#state.stages.map((each) => each.id);
    for (let i = stages.indexOf(stage) + step; i >= 0 && i < stages.length; i += step) {
      const others = this.#view.shownIn(stages[i]);
      if (others.length === 0) continue;
      this.#view.focus(others[Math.min(index, others.length - 1)]);
      return;
    }
  }

  #move(id, key) {
    const { stage } = this.#state.columns.place(id);
    const ids = this.#view.shownIn(stage);
    const index = ids.indexOf(id);
    if (key === "ArrowUp" && index > 0) void this.#actions.move(id, stage, ids[index - 2] ?? null);
    if (key === "ArrowDown" && index < ids.length - 1) void this.#actions.move(id, stage, ids[index + 1]);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const stages = this.#state.stages.map((each) => each.id);
      const target = stages[stages.indexOf(stage) + (key === "ArrowLeft" ? -1 : 1)];
      if (target === undefined) return;
      const others = this.#view.shownIn(target);
      void this.#actions.move(id, target, index === 0 ? null : (others[index - 1] ?? others.at(-1) ?? null));
    }
    this.#view.focus(id);
  }
}
