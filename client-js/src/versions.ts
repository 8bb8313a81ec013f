import type { Notification } from "./types.js";

/** What was delivered last of a record. */
interface Seen {
  readonly stage: number;
  /** It left what the subscription sees, and may come back as it was. */
  readonly left: boolean;
}

/**
 * The versions of records that a subscription delivered last, so that nothing is delivered twice.
 *
 * A record's versions rise, but an `unlink` may carry the version that was delivered before it. Both are told apart by
 * one rising number: twice the version, plus one where the record is gone. One that left, because others came before it
 * in a window or a right was lost, comes back without a change of its own: its `create` carries the version of the
 * `unlink`. Bounded: the records that changed longest ago are forgotten first, and the server does not repeat what is
 * that old.
 */
export class SeenVersions {
  readonly #limit: number;
  readonly #seen = new Map<number, Seen>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** True for news, which is then remembered; false for a repetition. */
  accept([[, , id], { method, version, left = false }]: Notification): boolean {
    const stage = version * 2 + (method === "unlink" ? 1 : 0);
    const seen = this.#seen.get(id);
    const isBack = seen?.left && method === "create" && stage === seen.stage - 1;
    if (seen !== undefined && stage <= seen.stage && !isBack) return false;
    // Deleted first, so that the map's order is the order of change.
    this.#seen.delete(id);
    this.#seen.set(id, { stage, left });
    if (this.#seen.size > this.#limit) this.#seen.delete(this.#seen.keys().next().value!);
    return true;
  }

  /** Forgets all: another history begins. */
  clear(): void {
    this.#seen.clear();
  }
}
