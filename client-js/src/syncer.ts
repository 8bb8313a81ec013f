import { CloseCode } from "./codes.js";
import { Collection, CollectionConsumer } from "./collection.js";
import type { Connection, Observer } from "./connection.js";
import type { Consumer, Owner } from "./consumer.js";
import { Emitter } from "./emitter.js";
import { baseUrl, systemEnvironment } from "./environment.js";
import { RecordOrder } from "./order.js";
import { Presence } from "./presence.js";
import type { HelloResult } from "./protocol.js";
import { acquire, type ConnectionKey, release } from "./registry.js";
import { createRpc } from "./rpc.js";
import { CallbackConsumer, Subscription } from "./subscription.js";
import { webSocketClass } from "./transport/websocket.js";
import type {
  Callback,
  CollectionOptions,
  ConnectionState,
  ErrorEvent,
  MessageCallback,
  RecordData,
  StateEvent,
  SubscribeOptions,
  SubscriptionOptions,
  SyncerEvents,
  SyncerOptions,
  TransportName,
} from "./types.js";
import type { Shape, WireSubscription } from "./wire-subscription.js";

const ALL_TRANSPORTS: readonly TransportName[] = ["websocket", "sse", "longpoll"];

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
    const transports = options.transports ?? ALL_TRANSPORTS;
    const names: unknown = transports; // whatever a script without types gives
    if (!Array.isArray(names) || names.length === 0 || !names.every((name) => ALL_TRANSPORTS.includes(name))) {
      const some = ALL_TRANSPORTS.join(", ");
      throw new Error(`new Syncer({ transports }): give some of ${some} in an array; got ${JSON.stringify(names)}`);
    }
    this.#key = {
      url: baseUrl(options.url, "new Syncer"),
      token: options.token,
      WebSocket: transports.includes("websocket") ? webSocketClass(options.WebSocket) : undefined,
      transports: transports.join(","),
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

  /** How the server is reached now; undefined while not connected. */
  get transport(): TransportName | undefined {
    return this.#connection?.transport as TransportName | undefined;
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
   * With a filter or a limit, a record that comes into view is a `create`, one that goes out of view an `unlink` with
   * `left`.
   *
   * @param target - a channel, `"<db>:<model>"`, or a channel together with the options
   * @param parent - `this` in the callback
   * @param options - what to see of the channel, and where to begin
   * @throws Error where the channel is no channel, the callback no function, or an option is not as it should be
   */
  subscribe<P = undefined>(
    target: string | SubscribeOptions,
    callback: Callback<P>,
    parent?: P,
    options: SubscriptionOptions = {},
  ): Subscription {
    const wanted = typeof target === "object" && target !== null ? target : { ...options, channel: target };
    const { cursor, snapshot, ...shape }: SubscribeOptions = wanted;
    const { channel } = shape;
    checkCallback(`subscribe("${channel}", callback)`, callback);
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
   * A live collection: all records of a channel that match, kept up to date. What `order` names is in its records, also
   * where `fields` leaves it out.
   *
   * @param channel - `"<db>:<model>"`
   * @throws Error where the channel is no channel, or an option is not as it should be
   */
  collection<R extends RecordData = RecordData>(channel: string, options: CollectionOptions = {}): Collection<R> {
    const consumer = new CollectionConsumer<R>(this.#owner, channel);
    const { filter, order, limit } = options;
    check({ channel, filter, fields: options.fields, limit }); // first: a text would be taken letter by letter below
    const sortedBy = order === undefined ? [] : new RecordOrder(order).fields;
    const fields = options.fields && [...new Set([...options.fields, ...sortedBy.filter((field) => field !== "id")])];
    consumer.order = this.#attach({ channel, filter, fields, order, limit }, consumer, undefined).order;
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

  /**
   * Calls `callback` with each message that others send on an open channel. A subscription to the channel is shared with
   * those that are there; where there is none, this makes one. Messages are not stored: what is sent while the connection
   * is away does not arrive.
   *
   * @param parent - `this` in the callback
   * @throws Error where the channel is no channel or the callback no function
   */
  onMessage<P = undefined>(channel: string, callback: MessageCallback<P>, parent?: P): Subscription {
    checkCallback(`onMessage("${channel}", callback)`, callback);
    const consumer = new CallbackConsumer({
      owner: this.#owner,
      channel,
      callback: () => undefined,
      parent: undefined,
      wantsSnapshot: false,
    });
    const subscription = this.#attach({ channel }, consumer, undefined, true);
    const stop = this.#events.on("message", (event) => {
      if (event.channel === channel && consumer.active) Reflect.apply(callback, parent, [structuredClone(event)]);
    });
    return new Subscription(
      channel,
      consumer.readiness,
      () => subscription.cursor,
      () => {
        stop();
        this.#detach(consumer);
      },
    );
  }

  /**
   * Says that the user looks at a channel, or at a record of it, and tells who else does: see {@link Presence}.
   *
   * @param channel - `"<db>:<model>"`
   * @param id - the record; without it the place is the channel
   * @throws Error where the channel is no channel or the id no id
   */
  presence(channel: string, id?: number): Presence {
    check({ channel });
    if (id !== undefined && !(Number.isSafeInteger(id) && id > 0)) {
      throw new Error(`presence("${channel}", id): id must be the id of a record, got ${JSON.stringify(id)}`);
    }
    return new Presence(channel, id, this.#owner, this.#use().topics);
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
    connection.topics.leaveAll(this.#owner);
    release(connection, this.#owner);
    this.#connection = undefined;
    // The connection of others goes on; for this syncer it has ended all the same.
    if (connection.state === before && before !== "disconnected") {
      this.#events.emit("state", { state: "disconnected", code: CloseCode.NORMAL, reason: "closed by the client" });
    }
  }

  #attach(shape: Shape, consumer: Consumer, cursor: string | undefined, anyShape = false): WireSubscription {
    check(shape);
    const { dispatcher } = this.#use();
    const subscription = anyShape
      ? dispatcher.attachToChannel(shape.channel, consumer)
      : dispatcher.attach(shape, consumer, cursor);
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

function checkCallback(call: string, callback: unknown): void {
  if (typeof callback !== "function") {
    throw new Error(`${call}: callback must be a function, got ${typeof callback}`);
  }
}

function check({ channel, filter, fields, limit }: Shape): void {
  if (typeof channel !== "string" || !/^[^:]+:[^:]+$/.test(channel)) {
    throw new Error(`A channel is "<db>:<model>", such as "demo:project.task"; got ${JSON.stringify(channel)}`);
  }
  if (filter !== undefined && !Array.isArray(filter)) {
    throw new Error(
      `subscribe to "${channel}": filter must be an array, such as [["stage_id", "=", 3]]; got ${JSON.stringify(filter)}`,
    );
  }
  if (fields !== undefined && !(Array.isArray(fields) && fields.every((field) => typeof field === "string"))) {
    throw new Error(
      `subscribe to "${channel}": fields must be an array of names, such as ["name", "stage_id"]; got ${JSON.stringify(fields)}`,
    );
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new Error(`subscribe to "${channel}": limit must be a whole number from 1 on, got ${JSON.stringify(limit)}`);
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
