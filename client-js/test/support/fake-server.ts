import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Notification, RecordData } from "../../src/index.js";
import { copyOf, difference, type Shape, type State, Transaction, view } from "./fake-data.js";
import { serveHttp } from "./fake-http.js";
import { type Peer, type Request, SocketPeer } from "./fake-peer.js";

export { Peer, SocketPeer } from "./fake-peer.js";

/** Faults that a test switches on, for one commit each. */
export type Fault = "skip" | "double" | "split";

interface Replay {
  shape: Shape;
  cursor: string;
}

interface LogEntry {
  cursor: string;
  changes: [channel: string, notification: Notification][];
  before: State;
  after: State;
}

/** A small server of `syncer.v1` in this process: real sockets, one log in memory, and faults on demand. */
export class FakeServer {
  readonly peers: Peer[] = [];
  readonly log: LogEntry[] = [];
  readonly records: State["records"] = new Map();
  readonly hidden = new Set<string>();
  /** Types of fields; what is not here is text. */
  readonly types: Record<string, string> = {};
  heartbeat_ms = 25_000;
  epoch = 1;
  /** Answers the next subscribes that carry a cursor with a reset for this reason. */
  resetReason: string | undefined;
  refuseUpgrades = false;
  /** Upgrades get no answer at all. */
  swallowUpgrades = false;
  /** No event streams either, as behind a proxy that knows no streams. */
  refuseEvents = false;
  /** Channels that are refused. */
  readonly forbidden = new Set<string>();
  /** Without a session, all requests are refused. */
  hasSession = true;
  /** The next connection breaks after so many messages. */
  cutAfter = Infinity;
  chunk = 2;
  fault: Fault | undefined;
  /** Sees each request first; true means that it was dealt with. */
  intercept: (peer: Peer, request: Request) => boolean = () => false;
  /** Answers HTTP posts. */
  route: (request: IncomingMessage, body: string, response: ServerResponse) => void = (_, __, response) =>
    void response.writeHead(404).end();

  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #shapes = new Map<string, string>();
  readonly #swallowed: Duplex[] = [];
  #upgrades = 0;

  private constructor() {
    this.#http = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const peer = serveHttp(this, request, body, response);
        if (peer === undefined) this.route(request, body, response);
        else if (peer !== "answered") this.#admit(peer);
      });
    });
    this.#http.on("upgrade", (request, socket, head) => {
      this.#upgrades++;
      if (this.swallowUpgrades) return void this.#swallowed.push(socket);
      if (this.refuseUpgrades) return void socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#accept(ws));
    });
  }

  static async start(): Promise<FakeServer> {
    const server = new FakeServer();
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  async stop(): Promise<void> {
    for (const peer of this.peers) peer.terminate();
    for (const socket of this.#swallowed) socket.destroy();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get upgrades(): number {
    return this.#upgrades;
  }

  /** The connections that are open. */
  get open(): Peer[] {
    return this.peers.filter(({ isOpen }) => isOpen);
  }

  get cursor(): string {
    return `e${this.epoch}.${this.log.length}`;
  }

  heartbeat(): string {
    for (const peer of this.open) peer.notify("syncer.heartbeat", { cursor: this.cursor });
    return this.cursor;
  }

  /** One transaction: all that `work` does goes out as one commit. `work` may change `hidden` too: rights that move. */
  commit(work: (transaction: Transaction) => void): void {
    const before = copyOf(this);
    const transaction = new Transaction(this.records);
    work(transaction);
    const cursor = `e${this.epoch}.${this.log.length + 1}`;
    const entry = { cursor, changes: transaction.changes, before, after: copyOf(this) };
    this.log.push(entry);
    const fault = this.fault;
    this.fault = undefined;
    if (fault === "skip") return;
    for (const peer of this.open) {
      if (fault === "double") this.#send(peer, entry);
      this.#send(peer, entry, fault === "split");
    }
  }

  all(channel: string): Map<number, RecordData> {
    const records = this.records.get(channel) ?? new Map<number, RecordData>();
    this.records.set(channel, records);
    return records;
  }

  /** What a subscription with these params sees now. */
  view(params: Omit<Shape, "id">): RecordData[] {
    return view({ id: "", ...params }, this);
  }

  snapshot(peer: Peer, subscription: string, channel: string): void {
    const records = this.view(peer.shapes.get(subscription) ?? { channel });
    do {
      const chunk = records.splice(0, this.chunk);
      peer.notify("syncer.snapshot", { subscription, records: chunk, last: records.length === 0 });
    } while (records.length > 0);
  }

  /** The id of what is seen: the order of a filter's terms makes no difference. */
  shapeId(params: Record<string, unknown>): string {
    const { channel, filter, fields, order, limit } = params;
    const terms = ((filter as unknown[] | undefined) ?? []).map((term) => JSON.stringify(term)).sort();
    const key = JSON.stringify([channel, terms, fields ?? null, order ?? null, limit ?? null]);
    const id = this.#shapes.get(key) ?? `s${this.#shapes.size + 1}`;
    this.#shapes.set(key, id);
    return id;
  }

  #accept(socket: WebSocket): void {
    const peer = new SocketPeer(socket);
    this.#admit(peer);
    socket.on("message", (data) => {
      const frame: unknown = JSON.parse(String(data));
      peer.frames.push(frame);
      this.serve(peer, (Array.isArray(frame) ? frame : [frame]) as Request[]);
    });
  }

  #admit(peer: Peer): void {
    peer.mayStillSend = this.cutAfter;
    this.cutAfter = Infinity;
    this.peers.push(peer);
  }

  /** Serves the requests of one message. */
  serve(peer: Peer, requests: readonly Request[]): void {
    const replays: Replay[] = [];
    for (const request of requests) {
      peer.requests.push(request);
      if (!this.intercept(peer, request)) this.#serve(peer, request, replays);
    }
    this.#replay(peer, replays);
  }

  #serve(peer: Peer, { id, method, params }: Request, replays: Replay[]): void {
    if (method.endsWith("/fields_get")) return peer.answer(id, this.describe(params));
    switch (method) {
      case "syncer.hello":
        return peer.answer(id, {
          node: "n1",
          epoch: `e${this.epoch}`,
          db: "demo",
          user: { id: 7, name: "Ana" },
          heartbeat_ms: this.heartbeat_ms,
          limits: {},
        });
      case "syncer.subscribe":
        return this.#subscribe(peer, id, params, replays);
      case "syncer.unsubscribe":
        peer.shapes.delete(String(params["subscription"]));
        return peer.answer(id, true);
      default:
        return peer.answer(id, true);
    }
  }

  #subscribe(
    peer: Peer,
    id: number,
    params: Record<string, unknown>,
    replays: Replay[],
  ): void {
    const shape = { ...params, id: this.shapeId(params) } as unknown as Shape;
    if (this.forbidden.has(shape.channel)) return peer.fail(id, 404, "Not Found");
    peer.shapes.set(shape.id, shape);
    const cursor = params["cursor"];
    if (typeof cursor === "string" && this.resetReason === undefined) {
      peer.answer(id, { subscription: shape.id, cursor: this.cursor, state: "resumed" });
      replays.push({ shape, cursor });
    } else if (typeof cursor === "string") {
      peer.answer(id, { subscription: shape.id, cursor: this.cursor, state: "reset" });
      this.reset(peer, shape.id, shape.channel, this.resetReason ?? "retention");
    } else {
      const wanted = params["snapshot"] === true;
      peer.answer(id, { subscription: shape.id, cursor: this.cursor, state: wanted ? "snapshot" : "live" });
      if (wanted) this.snapshot(peer, shape.id, shape.channel);
    }
  }

  /** The answer of `fields_get`. */
  describe(params: Record<string, unknown>): object {
    const [names] = params["args"] as [string[]];
    return Object.fromEntries(names.map((name) => [name, { type: this.types[name] ?? "text" }]));
  }

  reset(peer: Peer, subscription: string, channel: string, reason: string): void {
    peer.notify("syncer.reset", { subscription, reason, cursor: this.cursor });
    this.snapshot(peer, subscription, channel);
  }

  #replay(peer: Peer, replays: readonly Replay[]): void {
    if (replays.length === 0) return;
    const position = (cursor: string): number => Number(cursor.split(".")[1]);
    for (const entry of this.log) {
      const due = replays.filter(({ cursor }) => position(cursor) < position(entry.cursor)).map(({ shape }) => shape);
      this.#send(peer, entry, false, due);
    }
    peer.notify("syncer.heartbeat", { cursor: this.cursor });
  }

  #send(peer: Peer, entry: LogEntry, split = false, shapes: Iterable<Shape> = peer.shapes.values()): void {
    const seen = [...shapes].map((shape) => [shape.id, changesFor(shape, entry)] as const);
    // In the order in which the transaction touched the records, where all see all of them.
    const changes = Array.from({ length: Math.max(0, ...seen.map(([, all]) => all.length)) }, (_, index) =>
      seen.flatMap(([id, all]) => (all[index] === undefined ? [] : [[id, all[index]] as const])),
    ).flat();
    if (changes.length === 0) return;
    if (!split) return peer.notify("syncer.commit", { cursor: entry.cursor, changes });
    changes.forEach((change, index) => {
      const more = index < changes.length - 1;
      peer.notify("syncer.commit", { cursor: entry.cursor, changes: [change], ...(more && { more }) });
    });
  }
}

function changesFor(shape: Shape, { changes, before, after }: LogEntry): Notification[] {
  const own = changes.filter(([channel]) => channel === shape.channel).map(([, notification]) => notification);
  const seesAll = (shape.filter ?? shape.fields ?? shape.limit) === undefined;
  if (seesAll && before.hidden.size + after.hidden.size === 0) return own;
  return difference(shape, before, after, [...new Set(own.map(([[, , id]]) => id))]);
}
