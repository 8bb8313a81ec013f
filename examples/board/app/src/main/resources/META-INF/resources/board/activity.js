import { avatar, byId, el } from "./dom.js";
import { timeAgo } from "./format.js";

/** The list of who changed what, at the side. */
export class Activity {
  #panel = byId("activity");
  #button = byId("show-activity");
  #state;
  #show;

  /** @param show - called with the id of a task that somebody wants to see */
  constructor(state, show) {
    this.#state = state;
    this.#show = show;
    this.#button.onclick = () => this.#toggle(this.#panel.hidden);
    byId("hide-activity").onclick = () => {
      this.#toggle(false);
      this.#button.focus();
    };
  }

  close() {
    this.#toggle(false);
  }

  refresh() {
    if (this.#panel.hidden) return;
    const { entries } = this.#state.history;
    byId("activity-empty").hidden = entries.length > 0;
    byId("activity-list").replaceChildren(...entries.map((entry) => this.#line(entry)));
  }

  #line({ taskId, title, who, userId, what, time }) {
    const user = this.#state.user(userId) ?? { name: who };
    const isThere = this.#state.task(taskId) !== undefined;
    const task = isThere
      ? el("button", { class: "link", type: "button", onclick: () => this.#show(taskId) }, title)
      : el("span", { class: "gone" }, title);
    return el(
      "li",
      { class: "activity-line", "data-testid": "activity-line" },
      avatar(user),
      el(
        "p",
        {},
        el("strong", {}, userId === this.#state.me ? "You" : who),
        ` ${what}: `,
        task,
        el("span", { class: "muted" }, ` ${timeAgo(time)}`),
      ),
    );
  }

  #toggle(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    this.refresh();
  }
}
