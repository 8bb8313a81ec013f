import { byId, setText } from "./dom.js";

const BRIEFLY = 3000;

/** The line that says when the connection is lost, and that it is back. */
export class ConnectionLine {
  #element = byId("connection");
  #isLost = false;
  #wasConnected = false;
  #timer;

  /** Follows a syncer until the answer is called. */
  follow(sync) {
    return sync.on("state", ({ state }) => this.#show(state));
  }

  get isLost() {
    return this.#isLost;
  }

  reset() {
    clearTimeout(this.#timer);
    this.#isLost = false;
    this.#wasConnected = false;
    this.#element.hidden = true;
  }

  #show(state) {
    if (state === "connected") {
      if (this.#isLost) this.#say("You are back online.", "back");
      this.#timer = setTimeout(() => (this.#element.hidden = true), BRIEFLY);
      this.#isLost = false;
      this.#wasConnected = true;
    } else if (this.#wasConnected && !this.#isLost) {
      clearTimeout(this.#timer);
      this.#isLost = true;
      this.#say("Connection lost. Trying to reconnect…", "lost");
    }
  }

  #say(text, kind) {
    this.#element.className = `connection ${kind}`;
    this.#element.hidden = false;
    setText(this.#element, text);
  }
}
