import { RpcCode } from "./codes.js";
import { type Consumer, runStep } from "./consumer.js";
import { ProtocolError, RPCError, SubscriptionEndedError, type WireError } from "./errors.js";
import { type Change, decodeSubscribe, type ServerMessage, type SubscribeParams } from "./protocol.js";
import type { Filter, Notification } from "./types.js";
import { type Shape, shapeKey, WireSubscription } from "./wire-subscription.js";

/** A request and what to do with its answer; without an answer, the session ends and nothing is called. */
export interface Call {
  readonly method: string;
  readonly params: object;
  answered(result: unknown, error: WireError | undefined): void;
}

/** What the dispatcher needs of its connection. */
export interface Link {
  /** True between the answer to `hello` and the end of the session. */
  isLive(): boolean;
  /** Sends, as few batches as may be. */
  send(calls: readonly Call[]): void;
  /** Ends the session; another one follows after a while. */
  restart(reason: string): void;
}

/** The messages that concern subscriptions. */
export type Delivery = Extract<ServerMessage, { kind: "commit" | "snapshot" | "reset" | "ended" | "heartbeat" }>;

/**
 * Brings each commit to the consumers it concerns: in order, once, as one step.
 *
 * Four things make this more than a map from id to callbacks:
 *
 * 1. The server's id names a shape, so two subscriptions whose filters mean the same get the same id; the dispatcher
 *    finds that out from the answer, and keeps a list for each id.
 * 2. Between a request and its answer an id can be named that is not known yet (answers of a batch may come together).
 *    From there on messages are held, in order, until the answer is there. Without an open request an unknown id is
 *    one that was just unsubscribed, and is dropped.
 * 3. `unsubscribe` is not sent while a subscribe is open: the open one may turn out to be the same shape.
 * 4. A collection with an order sorts as the server does, so its subscribe waits for the types of the fields, once.
 */
export class Dispatcher {
  readonly #link: Link;
  readonly #subscriptions = new Map<string, WireSubscription>();
  readonly #byId = new Map<string, WireSubscription[]>();
  /** Ids that nobody needs any more, to be unsubscribed. */
  readonly #unneeded = new Set<string>();
  /** Ids whose `unsubscribe` is on its way. */
  readonly #leaving = new Set<string>();
  #open = 0;
  #held: Delivery[] = [];
  #parts: Change[] = [];
  #scheduled = false;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Adds a consumer; the request goes out at the end of this step of the event loop, together with others. */
  attach(shape: Shape, consumer: Consumer, cursor: string | undefined): WireSubscription {
    const key = shapeKey(shape);
    let subscription = this.#subscriptions.get(key);
    if (subscription !== undefined && cursor !== undefined) {
      throw new Error(
        `subscribe to "${shape.channel}" with a cursor: this connection has the subscription already, at its own ` +
          "cursor. Give the cursor to the first subscribe, or leave it out.",
      );
    }
    if (subscription === undefined) {
      subscription = new WireSubscription(ownCopy(shape), cursor);
      this.#subscriptions.set(key, subscription);
    }
    return this.#add(consumer, subscription);
  }

  /** Adds a consumer that any subscription to the channel will do for. */
  attachToChannel(channel: string, consumer: Consumer): WireSubscription {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.shape.channel === channel) return this.#add(consumer, subscription);
    }
    return this.attach({ channel }, consumer, undefined);
  }

  #add(consumer: Consumer, subscription: WireSubscription): WireSubscription {
    subscription.consumers.add(consumer);
    if (subscription.id !== undefined) this.#settle(subscription);
    this.#schedule();
    return subscription;
  }

  /** Removes a consumer; the last one of a subscription ends it. */
  detach(subscription: WireSubscription, consumer: Consumer): void {
    consumer.active = false;
    subscription.consumers.delete(consumer);
    if (subscription.consumers.size === 0) this.#remove(subscription);
  }

  /** Sends what is due: one pass over all subscriptions after a reconnect. */
  flush(): void {
    this.#scheduled = false;
    if (!this.#link.isLive()) return;
    const calls: Call[] = [];
    // Apart from the subscribes: the answers of a batch wait for each other.
    const descriptions: Call[] = [];
    if (this.#open === 0) {
      for (const id of this.#unneeded) calls.push(this.#unsubscribe(id));
      this.#unneeded.clear();
    }
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.isDue()) continue;
      if (subscription.isUndescribed()) descriptions.push(this.#describe(subscription));
      else calls.push(this.#subscribe(subscription));
    }
    for (const batch of [descriptions, calls]) if (batch.length > 0) this.#link.send(batch);
  }

  /** The session is over. */
  disconnected(): void {
    this.#byId.clear();
    this.#unneeded.clear();
    this.#leaving.clear();
    this.#open = 0;
    this.#held = [];
    this.#parts = [];
    for (const subscription of this.#subscriptions.values()) subscription.disconnected();
  }

  /** Takes a message of the server. */
  receive(message: Delivery): void {
    if (this.#held.length > 0 || this.#mustWait(message)) this.#held.push(message);
    else this.#handle(message);
  }

  #subscribe(subscription: WireSubscription): Call {
    const params: SubscribeParams = subscription.nextRequest();
    const further = subscription.id !== undefined;
    subscription.requested = true;
    this.#open++;
    return {
      method: "syncer.subscribe",
      params,
      answered: (result, error) => {
        this.#open--;
        subscription.requested = false;
        if (error !== undefined) this.#refused(subscription, further, error);
        else this.#answered(subscription, params, result);
        this.#release();
        this.#schedule();
      },
    };
  }

  #describe(subscription: WireSubscription): Call {
    const { order, shape } = subscription;
    const model = shape.channel.slice(shape.channel.indexOf(":") + 1);
    subscription.requested = true;
    return {
      method: `/web/dataset/call_kw/${model}/fields_get`,
      params: { args: [order?.fields], kwargs: {} },
      answered: (result, error) => {
        subscription.requested = false;
        if (error !== undefined) this.#refused(subscription, false, error);
        else order?.describe(result);
        this.#schedule();
      },
    };
  }

  #unsubscribe(id: string): Call {
    this.#leaving.add(id);
    // An error means that the server does not have it, which is what was wanted.
    return { method: "syncer.unsubscribe", params: { subscription: id }, answered: () => this.#leaving.delete(id) };
  }

  #answered(subscription: WireSubscription, params: SubscribeParams, value: unknown): void {
    const result = decodeSubscribe(value);
    if (params.snapshot && result.state !== "snapshot" && result.state !== "reset") {
      throw new ProtocolError(`The server answered "${result.state}" to a subscribe that asks for a snapshot`);
    }
    if (subscription.consumers.size === 0) return this.#forget(result.subscription);
    if (subscription.id === undefined) this.#name(subscription, result.subscription);
    switch (result.state) {
      case "live":
        subscription.cursor = result.cursor;
        break;
      case "resumed":
        // The cursor that was sent stays: the replay begins there, and each commit of it moves it on.
        subscription.cursor ??= result.cursor;
        break;
      case "snapshot":
        subscription.cursor ??= result.cursor;
        // A reset that came in between brings a snapshot too, for all.
        if (!subscription.loading?.reset) subscription.beginSnapshot();
        this.#beginAnew(result.subscription);
        break;
      case "reset":
        subscription.beginReset("", result.cursor);
        this.#beginAnew(result.subscription);
        return;
    }
    const state = result.state === "resumed" ? "resumed" : "live";
    for (const consumer of [...subscription.consumers]) {
      if (!consumer.wantsSnapshot) consumer.ready({ state, cursor: result.cursor, records: [] });
    }
    this.#settle(subscription);
  }

  /** The chunks of an earlier snapshot of the same shape end here: those that follow the answer are a whole one again. */
  #beginAnew(id: string): void {
    for (const { loading } of this.#byId.get(id) ?? []) if (loading !== undefined) loading.records = [];
  }

  #refused(subscription: WireSubscription, further: boolean, wire: WireError): void {
    if (wire.code === RpcCode.STOPPING) return this.#link.restart(wire.message);
    const error = new RPCError(wire);
    // A further request was for those only that wait for a snapshot.
    const consumers = further ? subscription.unloaded() : [...subscription.consumers];
    for (const consumer of consumers) {
      consumer.active = false;
      subscription.consumers.delete(consumer);
    }
    if (subscription.consumers.size === 0) this.#remove(subscription);
    this.#tell(subscription, consumers, error);
  }

  /** The server cannot serve it any more, and has forgotten it. */
  #ended(subscription: WireSubscription, error: SubscriptionEndedError): void {
    const consumers = [...subscription.consumers];
    for (const consumer of consumers) consumer.active = false;
    subscription.consumers.clear();
    const { id } = subscription;
    this.#remove(subscription);
    if (id !== undefined) this.#unneeded.delete(id);
    this.#tell(subscription, consumers, error);
  }

  #tell(subscription: WireSubscription, consumers: readonly Consumer[], error: Error): void {
    for (const consumer of consumers) consumer.failed(error);
    for (const owner of new Set(consumers.map((consumer) => consumer.owner))) {
      owner.report({ kind: "subscribe", error, channel: subscription.shape.channel });
    }
  }

  /** Serves consumers that came late to a subscription which works already. */
  #settle(subscription: WireSubscription): void {
    if (subscription.loading?.reset) return;
    const cursor = subscription.cursor ?? "";
    const source = [...subscription.consumers].find((consumer) => consumer.loaded && consumer.records() !== undefined);
    for (const consumer of [...subscription.consumers]) {
      if (consumer.loaded) {
        if (!consumer.wantsSnapshot) consumer.ready({ state: "live", cursor, records: [] });
      } else if (source !== undefined && !subscription.loading?.consumers.includes(consumer)) {
        const records = source.records() ?? [];
        consumer.loaded = true;
        consumer.backlog = [];
        consumer.load(records, undefined);
        consumer.ready({ state: "snapshot", cursor, records: structuredClone([...records]) });
        // Not within the caller's "collection(…)", which could not listen yet.
        queueMicrotask(() => runStep([], [consumer]));
      }
    }
  }

  #handle(message: Delivery): void {
    switch (message.kind) {
      case "commit":
        this.#parts.push(...message.changes);
        if (!message.more) this.#commit(this.#parts.splice(0), message.cursor);
        return;
      case "snapshot":
        for (const subscription of this.#byId.get(message.subscription) ?? []) {
          const loading = subscription.loading;
          if (loading === undefined) continue;
          loading.records.push(...message.records);
          if (message.last) this.#loaded(subscription);
        }
        return;
      case "reset":
        for (const subscription of this.#byId.get(message.subscription) ?? []) {
          subscription.beginReset(message.reason, message.cursor);
        }
        return;
      case "ended":
        for (const subscription of this.#byId.get(message.subscription) ?? []) {
          this.#ended(subscription, new SubscriptionEndedError(message.code, message.message));
        }
        return;
      case "heartbeat":
        for (const subscriptions of this.#byId.values()) {
          for (const subscription of subscriptions) subscription.heartbeat(message.cursor);
        }
        return;
    }
  }

  #commit(changes: readonly Change[], cursor: string): void {
    const step: [Consumer, Notification][] = [];
    for (const [id, notification] of changes) {
      for (const subscription of this.#byId.get(id) ?? []) {
        subscription.moveTo(cursor);
        subscription.route(notification, step);
      }
    }
    for (const [consumer, notification] of step) consumer.apply(notification);
    runStep(step);
  }

  #loaded(subscription: WireSubscription): void {
    const loading = subscription.loading;
    if (loading === undefined) return;
    subscription.loading = undefined;
    const targets = (loading.reset ? [...subscription.consumers] : loading.consumers).filter(({ active }) => active);
    const step = subscription.load(loading, targets);
    for (const [consumer, notification] of step) consumer.apply(notification);
    const reason = loading.reset?.reason;
    const { cursor = "", shape } = subscription;
    if (reason !== undefined) {
      for (const owner of new Set(targets.map((consumer) => consumer.owner))) {
        owner.reset({ ...shape, reason, records: structuredClone(loading.records) });
      }
    }
    for (const consumer of targets) {
      const how = reason === undefined ? { state: "snapshot" as const } : { state: "reset" as const, reason };
      consumer.ready({ ...how, cursor, records: structuredClone(loading.records) });
    }
    runStep(step, targets);
    this.#settle(subscription);
    this.#schedule();
  }

  #mustWait(message: Delivery): boolean {
    if (this.#open === 0) return false;
    const isUnknown = (id: string): boolean => !this.#byId.has(id) && !this.#leaving.has(id);
    switch (message.kind) {
      case "commit":
        return message.changes.some(([id]) => isUnknown(id));
      case "snapshot":
        return isUnknown(message.subscription) || this.#isAwaited(message.subscription);
      case "reset":
      case "ended":
        return isUnknown(message.subscription);
      case "heartbeat":
        return false;
    }
  }

  /** True for a snapshot whose answer has not come yet: nobody has one under way, and somebody asks for one. */
  #isAwaited(id: string): boolean {
    const subscriptions = this.#byId.get(id) ?? [];
    return (
      subscriptions.every(({ loading }) => loading === undefined) && subscriptions.some(({ requested }) => requested)
    );
  }

  #release(): void {
    let message = this.#held[0];
    while (message !== undefined && !this.#mustWait(message)) {
      this.#held.shift();
      this.#handle(message);
      message = this.#held[0];
    }
  }

  #name(subscription: WireSubscription, id: string): void {
    subscription.id = id;
    this.#unneeded.delete(id);
    this.#byId.set(id, [...(this.#byId.get(id) ?? []), subscription]);
  }

  #remove(subscription: WireSubscription): void {
    if (this.#subscriptions.get(subscription.key) === subscription) this.#subscriptions.delete(subscription.key);
    const id = subscription.id;
    if (id === undefined) return;
    const others = (this.#byId.get(id) ?? []).filter((other) => other !== subscription);
    if (others.length > 0) this.#byId.set(id, others);
    else this.#byId.delete(id);
    this.#forget(id);
  }

  #forget(id: string): void {
    if (this.#byId.has(id)) return;
    this.#unneeded.add(id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || !this.#link.isLive()) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }
}

/** A copy of what an application gave, as the server gets it: structuredClone refuses a proxy, as a page's store may give. */
function ownCopy(shape: Shape): Shape {
  const { filter, fields } = shape;
  const copy = filter && (JSON.parse(JSON.stringify(filter)) as Filter);
  return { ...shape, filter: copy, fields: fields && [...fields] };
}
