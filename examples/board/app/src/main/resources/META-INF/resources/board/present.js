import { avatar, el } from "./dom.js";

/** Says that this person has a task open, and shows who else has. */
export class Present {
  element = el("p", { class: "present", role: "status", hidden: true, "data-testid": "present" });
  #state;
  #id;
  #presence;

  constructor(state, id) {
    this.#state = state;
    this.#id = id;
    this.#presence = state.presence(id);
    this.#presence.on("change", (users) => this.#show(users));
  }

  /** Whether this person has changed something that is not saved. */
  set isEditing(isEditing) {
    const now = isEditing ? "editing" : "viewing";
    // Nobody is anywhere in a task that was deleted.
    if (this.#presence.state !== now && this.#state.task(this.#id) !== undefined) this.#presence.set(now);
  }

  leave() {
    this.#presence.leave();
  }

  #show(users) {
    const others = users.filter(({ id }) => id !== this.#state.me);
    const avatars = others.map((user) => avatar(this.#state.user(user.id) ?? user));
    const words = [sentence(others, "editing", "editing"), sentence(others, "viewing", "looking")];
    this.element.replaceChildren(...avatars, words.filter((each) => each !== "").join(", "));
    this.element.classList.toggle("editing", others.some(({ state }) => state === "editing"));
    this.element.hidden = others.length === 0;
  }
}

/** "Ben is editing", "Ben and Chloé are looking". */
function sentence(users, state, verb) {
  const names = users.filter((user) => user.state === state).map(({ name }) => name);
  if (names.length === 0) return "";
  return `${new Intl.ListFormat("en").format(names)} ${names.length === 1 ? "is" : "are"} ${verb}`;
}
