import type { Notification } from "./types.js";

/**
 * The versions of records that a subscription delivered last, so that nothing is delivered twice.
 *
 * A record's versions rise, but an `unlink` may carry the version that was delivered before it. Both are told apart by
 * one rising number: twice the version, plus one where the record is gone. Bounded: the records that changed longest ago
 * are forgotten first, and the server does not repeat what is that old.
 */
export class SeenVersions {
  readonly #limit: number;
  readonly #seen = new Map<number, number>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** True for news, which is then remembered; false for a repetition. */
  accept([[, , id], { method, version }]: Notification): boolean {
    const stage = version * 2 + (method === "unlink" ? 1 : 0);
    const seen = this.#seen.get(id);
    if (seen !== undefined && stage <= seen) return false;
    // Deleted first, so that the map's order is the order of change.
    this.#seen.delete(id);
    this.#seen.set(id, stage);
    if (this.#seen.size > this.#limit) this.#seen.delete(this.#seen.keys().next().value!);
    return true;
  }

  /** Forgets all: another history begins. */
  clear(): void {
    this.#seen.clear();
  }
}
