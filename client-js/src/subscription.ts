import type { Consumer, Owner } from "./consumer.js";
import type { Callback, Notification, Ready, RecordData } from "./types.js";
import type { WireSubscription } from "./wire-subscription.js";

/** One callback's subscription: what `subscribe` answers. */
export class Subscription {
  /** `"<db>:<model>"`. */
  readonly channel: string;
  /**
   * Resolves when the server has accepted the subscription: from `cursor` on, nothing is lost. Rejects with an
   * `RPCError` where the server refuses it. Waits as long as there is no connection. Notifications may reach the
   * callback before code that waits here goes on; a live collection joins snapshot and notifications for you.
   */
  readonly ready: Promise<Ready>;
  readonly #cursor: () => string | undefined;
  readonly #end: () => void;

  /** @internal */
  constructor(channel: string, ready: Promise<Ready>, cursor: () => string | undefined, end: () => void) {
    this.channel = channel;
    this.ready = ready;
    this.#cursor = cursor;
    this.#end = end;
  }

  /**
   * The position up to which all was delivered; to be stored, and given to a later `subscribe`. In a callback the commit
   * that is being delivered counts as delivered, with all of its notifications.
   */
  get cursor(): string | undefined {
    return this.#cursor();
  }

  /** Ends it: the callback is not called any more, not even for what is on its way. Twice is harmless. */
  unsubscribe(): void {
    this.#end();
  }
}

/** What a callback's consumer needs to know. */
export interface CallbackOptions {
  readonly owner: Owner;
  readonly channel: string;
  readonly callback: Callback<never>;
  readonly parent: unknown;
  readonly wantsSnapshot: boolean;
}

/** Feeds one callback. */
export class CallbackConsumer implements Consumer {
  readonly owner: Owner;
  readonly wantsSnapshot: boolean;
  readonly readiness: Promise<Ready>;
  active = true;
  loaded: boolean;
  backlog: Notification[] = [];
  wire: WireSubscription | undefined;

  readonly #options: CallbackOptions;
  #floor: Map<number, number> | undefined;
  #resolve!: (ready: Ready) => void;
  #reject!: (error: unknown) => void;

  constructor(options: CallbackOptions) {
    this.#options = options;
    this.owner = options.owner;
    this.wantsSnapshot = options.wantsSnapshot;
    this.loaded = !options.wantsSnapshot;
    this.readiness = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The error event tells it too, so an application need not look at the promise.
    this.readiness.catch(() => undefined);
  }

  records(): undefined {
    return undefined;
  }

  accepts([[, , id], { method, version }]: Notification): boolean {
    const floor = this.#floor?.get(id);
    if (floor === undefined || version > floor) return true;
    if (version < floor || method !== "unlink") return false;
    // It may come back in the very version that it left with.
    this.#floor?.delete(id);
    return true;
  }

  load(records: readonly RecordData[]): void {
    this.#floor = new Map(records.map(({ id, version }) => [id, version]));
  }

  apply(): void {
    // A callback has no state of its own here.
  }

  deliver(notification: Notification): void {
    const { callback, parent, channel } = this.#options;
    const report = (error: unknown): void => this.owner.report({ kind: "callback", error, channel });
    try {
      const result: unknown = Reflect.apply(callback, parent, [structuredClone(notification)]);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }

  finish(): void {
    // Each notification was delivered by itself.
  }

  settled(): void {
    this.#floor = undefined;
  }

  ready(ready: Ready): void {
    this.#resolve(ready);
  }

  failed(error: unknown): void {
    this.#reject(error);
  }
}
