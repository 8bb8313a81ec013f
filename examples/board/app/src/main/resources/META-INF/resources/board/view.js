import { Card } from "./card.js";
import { Column } from "./column.js";
import { byId, setText } from "./dom.js";
import { idOf } from "./order.js";

const TICK = 30_000;
/** More cards than this at once would be fireworks. */
const MOST_FLASHES = 20;

/** The columns and cards on the page, kept equal to the state by touching only what changed. */
export class BoardView {
  root = byId("board");
  /** Called after cards may have changed place. */
  onRendered = () => undefined;
  #state;
  #actions;
  #columns = new Map();
  #cards = new Map();
  #query = "";
  /** The card that Tab goes to, per column. */
  #current = new Map();
  #timer;

  constructor(state, actions) {
    this.#state = state;
    this.#actions = actions;
    this.root.addEventListener("focusin", (event) => this.#focused(event.target));
    state.onChange = (change) => this.#changed(change);
    this.#changed({ all: true });
    this.#timer = setInterval(() => this.#visible().forEach((card) => card.tick()), TICK);
  }

  close() {
    clearInterval(this.#timer);
    this.#state.onChange = () => undefined;
    this.root.replaceChildren();
  }

  card(id) {
    return this.#cards.get(id);
  }

  column(stageId) {
    return this.#columns.get(stageId);
  }

  /** Shows only cards with these words in title, description, tag or assignee. */
  find(query) {
    this.#query = query.trim().toLocaleLowerCase();
    this.#drawAll();
  }

  /** The ids on the page in a column, from the top. */
  shownIn(stageId) {
    return [...(this.#columns.get(stageId)?.list.children ?? [])].map(taskId).filter((id) => id !== undefined);
  }

  /** Puts the keyboard on a card, wherever in its column it is. */
  focus(id) {
    const place = this.#state.columns.place(id);
    if (place === undefined) return;
    if (this.#cards.get(id)?.element.isConnected !== true) {
      const ids = this.#found(place.stage);
      this.#columns.get(place.stage)?.reach(ids.indexOf(id) + 1);
      this.#draw(place.stage);
    }
    const element = this.#cards.get(id)?.element;
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #changed(change) {
    if (change.all) {
      this.#drawColumns();
      this.#drawAll();
    } else {
      for (const id of this.#family(change.tasks)) this.#cards.get(id)?.update();
      // With a search on, any change may bring a card in or take it out.
      const stages = new Set(change.stages);
      if (this.#query !== "") for (const id of change.tasks) stages.add(this.#state.columns.place(id)?.stage);
      this.#keepingFocus(() => stages.forEach((stage) => this.#draw(stage)));
      this.#dropUnused();
      if (change.byOthers.size <= MOST_FLASHES) for (const id of change.byOthers) this.#cards.get(id)?.flash();
    }
    this.onRendered();
  }

  /** These tasks, their parents and their subtasks: a card shows something of each. */
  #family(ids) {
    const all = new Set(ids);
    for (const id of ids) {
      const task = this.#state.task(id);
      if (task === undefined) continue;
      if (task.parent_id !== null) all.add(idOf(task.parent_id));
      for (const child of task.child_ids ?? []) all.add(child);
    }
    return all;
  }

  #drawColumns() {
    const stages = this.#state.stages;
    const ids = new Set(stages.map((stage) => stage.id));
    for (const [id, column] of this.#columns) {
      if (ids.has(id)) continue;
      column.element.remove();
      this.#columns.delete(id);
    }
    let next = this.root.firstElementChild;
    for (const stage of stages) {
      let column = this.#columns.get(stage.id);
      if (column === undefined) {
        column = new Column(stage, {
          redraw: (id) => this.#draw(id),
          add: (name) => this.#actions.add(stage.id, name),
        });
        this.#columns.set(stage.id, column);
      }
      column.rename(stage);
      if (column.element === next) next = next.nextElementSibling;
      else this.root.insertBefore(column.element, next);
    }
    setText(byId("project"), this.#state.project?.name ?? "Board");
  }

  #drawAll() {
    this.#keepingFocus(() => {
      for (const stageId of this.#columns.keys()) this.#draw(stageId);
    });
    for (const card of this.#visible()) card.update();
    this.#dropUnused();
  }

  #draw(stageId) {
    const column = this.#columns.get(stageId);
    if (column === undefined) return;
    column.show(
      this.#found(stageId),
      this.#state.columns.of(stageId).length,
      (id) => this.#cardOf(id),
      (id) => this.#isPinned(id),
    );
    this.#letTabIn(stageId);
  }

  #found(stageId) {
    const places = this.#state.columns.of(stageId);
    if (this.#query === "") return places.map((place) => place.id);
    return places.filter((place) => this.#matches(this.#state.task(place.id))).map((place) => place.id);
  }

  #matches(task) {
    const words = [task.name, task.description, ...this.#state.tagsOf(task).map((tag) => tag.name), this.#state.user(task.user_id)?.name];
    return words.some((text) => text?.toLocaleLowerCase().includes(this.#query));
  }

  #cardOf(id) {
    let card = this.#cards.get(id);
    if (card === undefined) {
      card = new Card(id, this.#state, this.#actions);
      this.#cards.set(id, card);
      card.update();
    }
    return card;
  }

  #isPinned(id) {
    const card = this.#cards.get(id);
    return card !== undefined && (card.isEditing || card.element.contains(document.activeElement));
  }

  #visible() {
    return [...this.#cards.values()].filter((card) => card.element.isConnected);
  }

  #dropUnused() {
    for (const [id, card] of this.#cards) if (!card.element.isConnected) this.#cards.delete(id);
  }

  /** An element that is moved on the page loses focus and selection; here it gets them back. */
  #keepingFocus(work) {
    const active = document.activeElement;
    const isHere = active instanceof HTMLElement && this.root.contains(active);
    const selection = isHere && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    work();
    if (!isHere || document.activeElement === active || !active.isConnected) return;
    active.focus({ preventScroll: true });
    if (selection !== null) active.setSelectionRange(...selection);
  }

  #focused(target) {
    const element = target.closest(".card");
    if (element === null) return;
    const stageId = Number(element.closest(".column").dataset.stageId);
    this.#current.set(stageId, Number(element.dataset.taskId));
    this.#letTabIn(stageId);
  }

  /** One card a column is a stop of the Tab key; arrow keys go on from there. */
  #letTabIn(stageId) {
    const cards = [...this.#columns.get(stageId).list.querySelectorAll(".card")];
    const current = cards.find((card) => taskId(card) === this.#current.get(stageId)) ?? cards[0];
    for (const card of cards) card.tabIndex = card === current ? 0 : -1;
  }
}

function taskId(element) {
  const id = element.dataset.taskId;
  return id === undefined ? undefined : Number(id);
}
