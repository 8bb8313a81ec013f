import type { Consumer, Owner } from "./consumer.js";
import { Emitter } from "./emitter.js";
import { deepEqual } from "./json.js";
import type { RecordOrder } from "./order.js";
import type { ChangeEvent, Notification, Payload, Ready, RecordData } from "./types.js";

/** The events of a `Collection`. */
export interface CollectionEvents<R extends RecordData> {
  change: ChangeEvent<R>;
}

/**
 * All records that a channel and a filter show, kept up to date; with a limit, the first ones in their order.
 *
 * It begins with a snapshot and follows each commit. `records` changes in whole commits only, together with all other
 * collections of the connection, and each step fires one `change`. A record is never changed in place: a new version is a
 * new, frozen object. A record that begins to match, or moves up into the first ones, is `created`; one that leaves is
 * `removed`, though it still exists.
 */
export class Collection<R extends RecordData = RecordData> {
  /** `"<db>:<model>"`. */
  readonly channel: string;
  /** The records by id. The same map all the time. */
  readonly records: ReadonlyMap<number, R>;
  /** The records in their order, by id where none was given. A new, frozen array after each step. */
  get list(): readonly R[] {
    return this.#consumer.list();
  }

  /** Resolves with this collection when the snapshot is there. Rejects with an `RPCError` where the server refuses it. */
  readonly ready: Promise<this>;
  readonly #consumer: CollectionConsumer<R>;
  readonly #end: () => void;

  /** @internal */
  constructor(channel: string, consumer: CollectionConsumer<R>, end: () => void) {
    this.channel = channel;
    this.records = consumer.content;
    this.#consumer = consumer;
    this.#end = end;
    this.ready = consumer.readiness.then(() => this);
    this.ready.catch(() => undefined);
  }

  /** Listens for `change`; the answer removes the listener. */
  on<K extends keyof CollectionEvents<R>>(name: K, listener: (event: CollectionEvents<R>[K]) => void): () => void {
    return this.#consumer.events.on(name, listener);
  }

  /** Stops following. `records` stays as it is. Twice is harmless. */
  close(): void {
    this.#end();
  }
}

/** Keeps the records of one collection. */
export class CollectionConsumer<R extends RecordData> implements Consumer {
  readonly owner: Owner;
  readonly wantsSnapshot = true;
  readonly content = new Map<number, R>();
  readonly events: Emitter<CollectionEvents<R>>;
  readonly readiness: Promise<Ready>;
  active = true;
  loaded = false;
  backlog: Notification[] = [];

  /** How the records are sorted; undefined means by id. */
  order: RecordOrder | undefined;
  #list: readonly R[] | undefined;
  /** The records that this step touched, as they were before it. */
  #before = new Map<number, R | undefined>();
  #notifications: Notification[] = [];
  #cause: ChangeEvent["cause"] = "commit";
  #resolve!: (ready: Ready) => void;
  #reject!: (error: unknown) => void;

  constructor(owner: Owner, channel: string) {
    this.owner = owner;
    this.events = new Emitter((error) => owner.report({ kind: "listener", error, channel }));
    this.readiness = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.readiness.catch(() => undefined);
  }

  records(): readonly RecordData[] {
    return [...this.content.values()];
  }

  list(): readonly R[] {
    const compare = this.order?.compare ?? ((left: R, right: R): number => left.id - right.id);
    this.#list ??= Object.freeze([...this.content.values()].sort(compare));
    return this.#list;
  }

  accepts(): boolean {
    return true;
  }

  load(records: readonly RecordData[], reason: string | undefined): void {
    this.#cause = reason === undefined ? "snapshot" : "reset";
    const gone = new Set(this.content.keys());
    for (const record of records) {
      gone.delete(record.id);
      const old = this.content.get(record.id);
      if (old === undefined || !deepEqual(old, record)) this.#put(structuredClone(record));
    }
    for (const id of gone) this.#drop(id);
  }

  apply(notification: Notification): void {
    const [[, , id], payload] = notification;
    const old = this.content.get(id);
    if (payload.method === "unlink") {
      if (old === undefined || payload.version < old.version) return;
      this.#drop(id);
    } else {
      if (old !== undefined && payload.version <= old.version) return;
      // A part of a record that is not here: its unlink was in the snapshot already, and follows.
      if (old === undefined && payload.method === "write" && !payload.entire) return;
      this.#put(merged(id, old, payload));
    }
    if (this.#cause === "commit") this.#notifications.push(structuredClone(notification));
  }

  deliver(): void {
    // The whole step is told by finish.
  }

  finish(): void {
    const before = this.#before;
    const event: ChangeEvent<R> = {
      cause: this.#cause,
      created: [],
      updated: [],
      removed: [],
      notifications: this.#notifications,
    };
    this.#before = new Map();
    this.#notifications = [];
    this.#cause = "commit";
    for (const [id, old] of before) {
      const now = this.content.get(id);
      if (now === undefined) {
        if (old !== undefined) event.removed.push(old);
      } else if (old === undefined) {
        event.created.push(now);
      } else if (!deepEqual(old, now)) {
        // Equal where it left and came back in one step.
        event.updated.push(now);
      }
    }
    if (event.cause === "commit" && event.notifications.length === 0) return;
    this.events.emit("change", event);
  }

  settled(): void {
    // The records' own versions tell what is old.
  }

  ready(ready: Ready): void {
    this.#resolve(ready);
  }

  failed(error: unknown): void {
    this.#reject(error);
  }

  #put(record: RecordData): void {
    this.#touch(record.id);
    // The application states with R what the server's model is; nothing here can check it.
    this.content.set(record.id, Object.freeze(record) as R);
  }

  #drop(id: number): void {
    this.#touch(id);
    this.content.delete(id);
  }

  #touch(id: number): void {
    this.#list = undefined;
    if (!this.#before.has(id)) this.#before.set(id, this.content.get(id));
  }
}

/** The record after a `create` or `write`: what stays of the old one, what the payload says, its data. */
function merged(id: number, old: RecordData | undefined, payload: Payload): RecordData {
  const { data, entire, method, record_name, version, user_id, __last_update } = payload;
  const record = { ...structuredClone(data), id, display_name: record_name, version };
  // An entire record says itself who changed it last: the commit may be another one, which only let the record in.
  if (entire || method === "create") return record as unknown as RecordData;
  const changed = { write_date: __last_update, write_uid: [user_id.id, user_id.name] };
  return { ...old, ...(old !== undefined && "write_date" in old && changed), ...record } as RecordData;
}
