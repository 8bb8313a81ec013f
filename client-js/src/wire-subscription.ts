import type { Consumer } from "./consumer.js";
import { RecordOrder } from "./order.js";
import type { SubscribeParams } from "./protocol.js";
import type { Filter, Notification, RecordData } from "./types.js";
import { SeenVersions } from "./versions.js";

/** What is subscribed to, without where to begin. */
export interface Shape {
  readonly channel: string;
  readonly filter?: Filter | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly order?: string | undefined;
  readonly limit?: number | undefined;
}

/** A snapshot on its way. */
export interface Loading {
  records: RecordData[];
  /** For whom; without meaning for a reset, which is for all. */
  readonly consumers: readonly Consumer[];
  readonly reset?: Reset | undefined;
}

/** What came after a `syncer.reset`; it counts when its snapshot is complete, and not at all if the connection breaks before. */
interface Reset {
  readonly reason: string;
  cursor: string;
  readonly backlog: Notification[];
}

/** One subscription of a connection, shared by all consumers with an equal shape. */
export class WireSubscription {
  readonly key: string;
  readonly shape: Shape;
  /** How its records are sorted; undefined where only ids decide. */
  readonly order: RecordOrder | undefined;
  readonly consumers = new Set<Consumer>();
  readonly seen = new SeenVersions();
  /** All up to here reached the loaded consumers. */
  cursor: string | undefined;
  /** The server's name for it in this session; undefined before the answer to `subscribe`. */
  id: string | undefined;
  /** A request for it is on its way. */
  requested = false;
  loading: Loading | undefined;

  constructor(shape: Shape, cursor: string | undefined) {
    this.key = shapeKey(shape);
    this.shape = shape;
    this.order = shape.order === undefined ? undefined : new RecordOrder(shape.order);
    this.cursor = cursor;
  }

  /** Consumers that wait for a snapshot. */
  unloaded(): Consumer[] {
    return [...this.consumers].filter((consumer) => !consumer.loaded);
  }

  /** True where a request to the server is due. */
  isDue(): boolean {
    if (this.requested || this.loading !== undefined) return false;
    return this.id === undefined || this.unloaded().length > 0;
  }

  /** The next request: the first one of a session goes on from the cursor, a further one asks for a snapshot. */
  nextRequest(): SubscribeParams {
    const { channel, filter, fields, limit } = this.shape;
    const shape = {
      channel,
      ...(filter && { filter }),
      ...(fields && { fields }),
      ...(this.order && { order: this.order.text }),
      ...(limit !== undefined && { limit }),
    };
    const unloaded = this.unloaded();
    if (this.id !== undefined) return { ...shape, snapshot: true };
    if (this.cursor !== undefined && unloaded.length < this.consumers.size) return { ...shape, cursor: this.cursor };
    this.cursor = undefined;
    this.seen.clear();
    return unloaded.length > 0 ? { ...shape, snapshot: true } : shape;
  }

  /** True where the types of the order's fields have to be asked for first. */
  isUndescribed(): boolean {
    return this.order?.isDescribed === false;
  }

  /** Begins with a snapshot for those that wait for one. */
  beginSnapshot(): void {
    this.loading = { records: [], consumers: this.unloaded() };
  }

  /** Begins again: what follows replaces all. */
  beginReset(reason: string, cursor: string): void {
    this.loading = { records: [], consumers: [], reset: { reason, cursor, backlog: [] } };
  }

  /** All of the past was sent. */
  heartbeat(cursor: string): void {
    if (this.loading?.reset) return;
    this.cursor = cursor;
    for (const consumer of this.consumers) if (consumer.loaded) consumer.settled();
  }

  /** A commit names this subscription. */
  moveTo(cursor: string): void {
    if (this.loading?.reset) this.loading.reset.cursor = cursor;
    else this.cursor = cursor;
  }

  /** Adds to `step` whom the notification goes to now; the others find it in their backlog. */
  route(notification: Notification, step: [Consumer, Notification][]): void {
    if (this.loading?.reset) {
      this.loading.reset.backlog.push(notification);
      return;
    }
    if (!this.seen.accept(notification)) return;
    for (const consumer of this.consumers) {
      if (!consumer.loaded) consumer.backlog.push(notification);
      else if (consumer.accepts(notification)) step.push([consumer, notification]);
    }
  }

  /** Loads a complete snapshot, and answers what came meanwhile, for whom. State only. */
  load(loading: Loading, targets: readonly Consumer[]): [Consumer, Notification][] {
    const step: [Consumer, Notification][] = [];
    for (const consumer of targets) {
      const backlog = consumer.backlog;
      consumer.backlog = [];
      consumer.loaded = true;
      consumer.load(loading.records, loading.reset?.reason);
      if (loading.reset) continue;
      for (const notification of backlog) if (consumer.accepts(notification)) step.push([consumer, notification]);
    }
    if (loading.reset) {
      this.cursor = loading.reset.cursor;
      this.seen.clear();
      for (const notification of loading.reset.backlog) this.route(notification, step);
    }
    return step;
  }

  /** The session is over: what was half done counts as not done. */
  disconnected(): void {
    this.id = undefined;
    this.requested = false;
    this.loading = undefined;
    for (const consumer of this.consumers) consumer.backlog = [];
  }
}

/** Equal for subscriptions that can share one. */
export function shapeKey({ channel, filter, fields, order, limit }: Shape): string {
  const sorted = fields ? [...new Set(fields)].sort() : null;
  return JSON.stringify([channel, filter ?? null, sorted, order && new RecordOrder(order).text, limit]);
}
