import { el } from "./dom.js";

const NEAR = 5;
const LONG_PRESS = 280;
const EDGE = 60;
const SPEED = 14;

/**
 * Drags cards by pointer. A mouse or pen drags at once; a finger after a long press, so that it can still scroll.
 * The card follows as a copy, and a gap shows where it would land.
 */
export class Drag {
  #root;
  #view;
  #drop;
  #open;
  #start;
  #drag;
  #removers = [];

  /**
   * @param drop - called with task, stage and the task above or null
   * @param open - called with a task that was clicked and not dragged
   */
  constructor(view, { drop, open }) {
    this.#root = view.root;
    this.#view = view;
    this.#drop = drop;
    this.#open = open;
    this.#listen(this.#root, "pointerdown", (event) => this.#down(event));
    this.#listen(document, "pointermove", (event) => this.#moved(event));
    this.#listen(document, "pointerup", (event) => this.#up(event));
    this.#listen(document, "pointercancel", (event) => this.#isMine(event) && this.cancel());
    this.#listen(document, "keydown", (event) => this.#key(event), true);
    this.#listen(window, "blur", () => this.cancel());
    // While a card is dragged by finger the page must not scroll with it.
    this.#listen(this.#root, "touchmove", (event) => this.#drag !== undefined && event.cancelable && event.preventDefault(), { passive: false });
    this.#listen(this.#root, "contextmenu", (event) => (this.#start?.isTouch || this.#drag) && event.preventDefault());
  }

  get isActive() {
    return this.#drag !== undefined;
  }

  close() {
    this.cancel();
    for (const remove of this.#removers) remove();
  }

  /** Puts the card back. */
  cancel() {
    clearTimeout(this.#start?.timer);
    this.#start = undefined;
    const drag = this.#drag;
    if (drag === undefined) return;
    this.#drag = undefined;
    cancelAnimationFrame(drag.frame);
    drag.copy.remove();
    drag.gap.remove();
    drag.card.classList.remove("is-dragged");
    this.#root.classList.remove("has-drag");
  }

  /** Puts the gap where it was after cards changed place; a card that went away ends the drag. */
  refresh() {
    if (this.#drag === undefined) return;
    if (this.#drag.card.isConnected) {
      this.#drag.card.classList.add("is-dragged");
      this.#showGap();
    } else this.cancel();
  }

  #down(event) {
    if (event.button !== 0 || this.#drag !== undefined) return;
    const card = event.target.closest(".card");
    if (card === null || event.target.closest("button, input, textarea, a")) return;
    const isTouch = event.pointerType === "touch";
    this.#start = { card, isTouch, id: event.pointerId, x: event.clientX, y: event.clientY };
    if (isTouch) this.#start.timer = setTimeout(() => this.#begin(), LONG_PRESS);
  }

  #moved(event) {
    if (!this.#isMine(event)) return;
    if (this.#drag !== undefined) {
      this.#drag.x = event.clientX;
      this.#drag.y = event.clientY;
      return;
    }
    if (Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) < NEAR) return;
    if (this.#start.isTouch) {
      // A finger that moves before the long press scrolls.
      clearTimeout(this.#start.timer);
      this.#start = undefined;
    } else {
      this.#begin();
      this.#drag.x = event.clientX;
      this.#drag.y = event.clientY;
    }
  }

  #up(event) {
    if (!this.#isMine(event)) return;
    const drag = this.#drag;
    const { card } = this.#start;
    if (drag !== undefined) {
      drag.x = event.clientX;
      drag.y = event.clientY;
      this.#aim();
    }
    this.cancel();
    const id = Number(card.dataset.taskId);
    if (drag === undefined) {
      if (card.isConnected) this.#open(id);
      return;
    }
    if (drag.stageId === undefined) return;
    const shown = this.#view.shownIn(drag.stageId);
    const isWhereItWas = shown.includes(id) && (shown[shown.indexOf(id) - 1] ?? null) === drag.afterId;
    if (!isWhereItWas) this.#drop(id, drag.stageId, drag.afterId);
    this.#view.focus(id);
  }

  #key(event) {
    if (event.key !== "Escape" || this.#drag === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  }

  #isMine(event) {
    return this.#start !== undefined && event.pointerId === this.#start.id;
  }

  #begin() {
    const { card, x, y, isTouch } = this.#start;
    const box = card.getBoundingClientRect();
    const copy = card.cloneNode(true);
    copy.className = "card drag-copy";
    // Clones must not answer to the names of the original.
    for (const each of [copy, ...copy.querySelectorAll("[id], [data-testid]")]) {
      for (const name of ["id", "data-testid", "data-task-id"]) each.removeAttribute(name);
    }
    copy.setAttribute("aria-hidden", "true");
    copy.style.width = `${box.width}px`;
    document.body.append(copy);
    const gap = el("li", { class: "gap", "aria-hidden": "true", "data-testid": "drop-placeholder" });
    gap.style.height = `${box.height}px`;
    this.#drag = { card, copy, gap, x, y, dx: x - box.left, dy: y - box.top };
    card.classList.add("is-dragged");
    this.#root.classList.add("has-drag");
    getSelection()?.removeAllRanges();
    if (isTouch) navigator.vibrate?.(10);
    this.#aim();
    this.#follow();
  }

  #follow() {
    const drag = this.#drag;
    if (drag === undefined) return;
    this.#aim();
    this.#scroll(drag);
    drag.frame = requestAnimationFrame(() => this.#follow());
  }

  /** Finds where the card would land. */
  #aim() {
    const drag = this.#drag;
    drag.copy.style.transform = `translate(${drag.x - drag.dx}px, ${drag.y - drag.dy}px) rotate(1.5deg)`;
    const column = [...this.#root.children].find((each) => {
      const box = each.getBoundingClientRect();
      return drag.x >= box.left - 8 && drag.x <= box.right + 8;
    });
    if (column !== undefined) {
      const middle = drag.y - drag.dy + drag.copy.offsetHeight / 2;
      const cards = [...column.querySelectorAll(".card:not(.is-dragged)")];
      let afterId = null;
      for (const card of cards) {
        const box = card.getBoundingClientRect();
        if (box.top + box.height / 2 > middle) break;
        afterId = Number(card.dataset.taskId);
      }
      drag.stageId = Number(column.dataset.stageId);
      drag.afterId = afterId;
    }
    this.#showGap();
  }

  #showGap() {
    const { stageId, afterId, gap } = this.#drag;
    const list = this.#view.column(stageId)?.list;
    if (list === undefined) return;
    const after = afterId === null ? null : this.#view.card(afterId)?.element;
    const next = after?.parentElement === list ? after.nextElementSibling : list.firstElementChild;
    if (next !== gap && gap.nextElementSibling !== next) list.insertBefore(gap, next);
    else if (next !== gap && gap.parentElement !== list) list.insertBefore(gap, next);
  }

  /** Near an edge the column or the board scrolls. */
  #scroll({ x, y, stageId }) {
    const board = this.#root.getBoundingClientRect();
    this.#root.scrollLeft += pull(x, board.left, board.right);
    const area = this.#view.column(stageId)?.list.parentElement;
    if (area === undefined) return;
    const box = area.getBoundingClientRect();
    area.scrollTop += pull(y, box.top, box.bottom);
  }

  #listen(target, name, listener, options) {
    target.addEventListener(name, listener, options);
    this.#removers.push(() => target.removeEventListener(name, listener, options));
  }
}

function pull(at, low, high) {
  if (at < low + EDGE) return -SPEED * Math.min(1, (low + EDGE - at) / EDGE);
  if (at > high - EDGE) return SPEED * Math.min(1, (at - high + EDGE) / EDGE);
  return 0;
}
