import { CloseCode } from "./codes.js";
import { Collection, CollectionConsumer } from "./collection.js";
import type { Connection, Observer } from "./connection.js";
import type { Consumer, Owner } from "./consumer.js";
import { Emitter } from "./emitter.js";
import { baseUrl, systemEnvironment } from "./environment.js";
import type { HelloResult } from "./protocol.js";
import { acquire, type ConnectionKey, release } from "./registry.js";
import { createRpc } from "./rpc.js";
import { CallbackConsumer, Subscription } from "./subscription.js";
import { webSocketClass } from "./transport/websocket.js";
import type {
  Callback,
  ConnectionState,
  ErrorEvent,
  Filter,
  RecordData,
  StateEvent,
  SubscribeOptions,
  SyncerEvents,
  SyncerOptions,
} from "./types.js";
import type { Shape, WireSubscription } from "./wire-subscription.js";

/**
 * Live business models: create, write and unlink of a server's records, as they are committed.
 *
 * Syncers with equal options share one connection, which opens with the first use and closes with the last `close()`.
 *
 * @example
 * ```js
 * const sync = new Syncer();
 * const subscription = sync.subscribe("demo:project.task", ([header, payload]) => {
 *   console.log(payload.method, header[2], payload.data);
 * });
 * subscription.unsubscribe();
 * ```
 */
export class Syncer {
  readonly #key: ConnectionKey;
  readonly #events = new Emitter<SyncerEvents>((error) => this.#report({ kind: "listener", error }));
  readonly #uses = new Map<Consumer, WireSubscription>();
  readonly #owner: Owner & Observer = {
    report: (event) => this.#report(event),
    reset: (event) => this.#events.emit("reset", event),
    stateChanged: (event) => this.#events.emit("state", event),
    messageReceived: (event) => this.#events.emit("message", structuredClone(event)),
  };
  #connection: Connection | undefined;
  #isClosed = false;
  #isReporting = false;

  /** @throws Error where there is no server's address or no WebSocket; its message says what to pass. */
  constructor(options: SyncerOptions = {}) {
    this.#key = {
      url: baseUrl(options.url, "new Syncer"),
      token: options.token,
      WebSocket: webSocketClass(options.WebSocket),
      connectTimeout: options.connectTimeout ?? 10_000,
      base: options.backoff?.base,
      cap: options.backoff?.cap,
      environment: environment(options.environment),
    };
  }

  /** The connection's state now. */
  get state(): ConnectionState {
    return this.#connection?.state ?? "disconnected";
  }

  /** The position that the server told last; undefined before the first one. */
  get cursor(): string | undefined {
    return this.#connection?.cursor;
  }

  /** What the server said when the connection was made: the user, the database; undefined while not connected. */
  get session(): Readonly<HelloResult> | undefined {
    return this.#connection?.hello;
  }

  /**
   * Calls `callback` with each notification of a channel, from the answer to this request on.
   *
   * Each callback gets a copy of its own. One that throws is reported in the `error` event; the others still run.
   *
   * @param target - a channel, `"<db>:<model>"`, or a channel with filter, fields, cursor, snapshot
   * @param parent - `this` in the callback
   * @throws Error where the channel is no channel or the callback no function
   */
  subscribe<P = undefined>(target: string | SubscribeOptions, callback: Callback<P>, parent?: P): Subscription {
    const wanted = typeof target === "object" && target !== null ? target : { channel: target };
    const { cursor, snapshot, ...shape }: SubscribeOptions = wanted;
    if (typeof callback !== "function") {
      throw new Error(`subscribe("${shape.channel}", callback): callback must be a function, got ${typeof callback}`);
    }
    const { channel } = shape;
    const wantsSnapshot = snapshot === true && cursor === undefined;
    const consumer = new CallbackConsumer({ owner: this.#owner, channel, callback, parent, wantsSnapshot });
    const subscription = this.#attach(shape, consumer, cursor);
    return new Subscription(
      channel,
      consumer.readiness,
      () => subscription.cursor,
      () => this.#detach(consumer),
    );
  }

  /**
   * A live collection: all records of a channel that match, kept up to date.
   *
   * @param channel - `"<db>:<model>"`
   */
  collection<R extends RecordData = RecordData>(
    channel: string,
    options: { filter?: Filter; fields?: readonly string[] } = {},
  ): Collection<R> {
    const consumer = new CollectionConsumer<R>(this.#owner, channel);
    this.#attach({ channel, filter: options.filter, fields: options.fields }, consumer, undefined);
    return new Collection(channel, consumer, () => this.#detach(consumer));
  }

  /**
   * Whether a model can be subscribed to. Asks the server with a call of its own, over HTTP.
   *
   * @param model - its name, `"project.task"`
   * @returns rejects as `rpc` does; with code 404 for a model that does not exist, or not for this user
   */
  async implementsSyncer(model: string): Promise<boolean> {
    const { url, token } = this.#key;
    const call = createRpc({ url, ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }) });
    return (await call(`/web/dataset/call_kw/${encodeURIComponent(model)}/implements_syncer`)) === true;
  }

  /** Sends to all others on an open channel. Rejects where the server does not allow it, or while not connected. */
  async sendMessage(channel: string, message: unknown): Promise<void> {
    await this.#use().call("syncer.send", { channel, message });
  }

  /** Listens for an event; the answer removes the listener. */
  on<K extends keyof SyncerEvents>(name: K, listener: (event: SyncerEvents[K]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Connects, also after the server ended the connection for good (`44xx`); where it waits, it tries at once. */
  connect(): void {
    this.#use().connect();
  }

  /** Ends all subscriptions of this syncer and gives its connection back. It can't be used any more. */
  close(): void {
    this.#isClosed = true;
    for (const consumer of [...this.#uses.keys()]) this.#detach(consumer);
    const connection = this.#connection;
    if (connection === undefined) return;
    const before = connection.state;
    release(connection, this.#owner);
    this.#connection = undefined;
    // The connection of others goes on; for this syncer it has ended all the same.
    if (connection.state === before && before !== "disconnected") {
      this.#events.emit("state", { state: "disconnected", code: CloseCode.NORMAL, reason: "closed by the client" });
    }
  }

  #attach(shape: Shape, consumer: Consumer, cursor: string | undefined): WireSubscription {
    check(shape);
    const subscription = this.#use().dispatcher.attach(shape, consumer, cursor);
    this.#uses.set(consumer, subscription);
    return subscription;
  }

  #detach(consumer: Consumer): void {
    const subscription = this.#uses.get(consumer);
    this.#uses.delete(consumer);
    if (subscription !== undefined) this.#connection?.dispatcher.detach(subscription, consumer);
  }

  /** The connection; the first use acquires and opens it. */
  #use(): Connection {
    if (this.#isClosed) throw new Error("This Syncer is closed. Make another one: new Syncer().");
    if (this.#connection !== undefined) return this.#connection;
    const connection = acquire(this.#key, this.#owner);
    this.#connection = connection;
    const isShared = connection.state !== "disconnected";
    // One that others use already has a state, which the listeners of this syncer have not heard of.
    if (isShared) this.#events.emit("state", { state: connection.state, code: 0, reason: "" } satisfies StateEvent);
    else connection.connect();
    return connection;
  }

  #report(event: ErrorEvent): void {
    const where = event.channel === undefined ? "" : ` (${event.channel})`;
    console.error(`Syncer: ${event.kind} error${where}`, event.error);
    // An error listener that throws is told on the console only.
    if (this.#isReporting) return;
    this.#isReporting = true;
    try {
      this.#events.emit("error", event);
    } finally {
      this.#isReporting = false;
    }
  }
}

function check({ channel, filter, fields }: Shape): void {
  if (typeof channel !== "string" || !/^[^:]+:[^:]+$/.test(channel)) {
    throw new Error(`A channel is "<db>:<model>", such as "demo:project.task"; got ${JSON.stringify(channel)}`);
  }
  if (filter !== undefined && !Array.isArray(filter)) {
    throw new Error(`subscribe to "${channel}": filter must be an array, such as [["stage_id", "=", 3]]`);
  }
  if (fields !== undefined && !(Array.isArray(fields) && fields.every((field) => typeof field === "string"))) {
    throw new Error(`subscribe to "${channel}": fields must be an array of names`);
  }
}

const environments = new WeakMap<object, ConnectionKey["environment"]>();

/** The same environment for the same option, so that syncers made with it can share a connection. */
function environment(given: SyncerOptions["environment"]): ConnectionKey["environment"] {
  if (given === undefined) return systemEnvironment;
  const known = environments.get(given) ?? { ...systemEnvironment, ...given };
  environments.set(given, known);
  return known;
}
