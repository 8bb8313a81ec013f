import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { Notification, RecordData } from "../../src/index.js";

export interface Request {
  id: number;
  method: string;
  params: Record<string, unknown>;
}

interface Shape {
  id: string;
  channel: string;
}

/** One client's connection, as the server sees it. */
export class Peer {
  readonly shapes = new Map<string, Shape>();
  readonly requests: Request[] = [];
  readonly frames: unknown[] = [];

  constructor(readonly socket: WebSocket) {}

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  notify(method: string, params: object): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  answer(id: number, result: unknown): void {
    this.send({ jsonrpc: "2.0", id, result });
  }

  fail(id: number, code: number, message: string): void {
    this.send({ jsonrpc: "2.0", id, error: { code, message } });
  }

  /** The params of all requests with this method, in order. */
  params(method: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }
}

/** Faults that a test switches on, for one commit each. */
export type Fault = "skip" | "double" | "split";

interface LogEntry {
  cursor: string;
  changes: [channel: string, notification: Notification][];
}

/** A small server of `syncer.v1` in this process: real sockets, one log in memory, and faults on demand. */
export class FakeServer {
  readonly peers: Peer[] = [];
  readonly log: LogEntry[] = [];
  readonly records = new Map<string, Map<number, RecordData>>();
  heartbeat_ms = 25_000;
  epoch = 1;
  /** Answers the next subscribes that carry a cursor with a reset for this reason. */
  resetReason: string | undefined;
  refuseUpgrades = false;
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
  #upgrades = 0;

  private constructor() {
    this.#http = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => this.route(request, body, response));
    });
    this.#http.on("upgrade", (request, socket, head) => {
      this.#upgrades++;
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
    for (const peer of this.peers) peer.socket.terminate();
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
    return this.peers.filter(({ socket }) => socket.readyState === socket.OPEN);
  }

  get cursor(): string {
    return `e${this.epoch}.${this.log.length}`;
  }

  heartbeat(): string {
    for (const peer of this.open) peer.notify("syncer.heartbeat", { cursor: this.cursor });
    return this.cursor;
  }

  /** One transaction: all that `work` does goes out as one commit. */
  commit(work: (transaction: Transaction) => void): void {
    const transaction = new Transaction(this.records);
    work(transaction);
    this.log.push({ cursor: `e${this.epoch}.${this.log.length + 1}`, changes: transaction.changes });
    const entry = this.log.at(-1)!;
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

  snapshot(peer: Peer, subscription: string, channel: string): void {
    const records = [...this.all(channel).values()];
    do {
      const chunk = records.splice(0, this.chunk);
      peer.notify("syncer.snapshot", { subscription, records: chunk, last: records.length === 0 });
    } while (records.length > 0);
  }

  shapeId(params: Record<string, unknown>): string {
    const key = JSON.stringify([params["channel"], params["filter"] ?? null, params["fields"] ?? null]);
    const id = this.#shapes.get(key) ?? `s${this.#shapes.size + 1}`;
    this.#shapes.set(key, id);
    return id;
  }

  #accept(socket: WebSocket): void {
    const peer = new Peer(socket);
    this.peers.push(peer);
    socket.on("message", (data) => {
      const frame: unknown = JSON.parse(String(data));
      peer.frames.push(frame);
      const requests = (Array.isArray(frame) ? frame : [frame]) as Request[];
      const replays: { shape: Shape; cursor: string }[] = [];
      for (const request of requests) {
        peer.requests.push(request);
        if (!this.intercept(peer, request)) this.#serve(peer, request, replays);
      }
      this.#replay(peer, replays);
    });
  }

  #serve(peer: Peer, { id, method, params }: Request, replays: { shape: Shape; cursor: string }[]): void {
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
    replays: { shape: Shape; cursor: string }[],
  ): void {
    const shape = { id: this.shapeId(params), channel: String(params["channel"]) };
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

  reset(peer: Peer, subscription: string, channel: string, reason: string): void {
    peer.notify("syncer.reset", { subscription, reason, cursor: this.cursor });
    this.snapshot(peer, subscription, channel);
  }

  #replay(peer: Peer, replays: { shape: Shape; cursor: string }[]): void {
    if (replays.length === 0) return;
    const position = (cursor: string): number => Number(cursor.split(".")[1]);
    for (const entry of this.log) {
      const due = replays.filter(({ cursor }) => position(cursor) < position(entry.cursor)).map(({ shape }) => shape);
      this.#send(peer, entry, false, due);
    }
    peer.notify("syncer.heartbeat", { cursor: this.cursor });
  }

  #send(peer: Peer, entry: LogEntry, split = false, shapes: Iterable<Shape> = peer.shapes.values()): void {
    const known = [...shapes];
    const changes = entry.changes.flatMap(([channel, notification]) =>
      known.filter((shape) => shape.channel === channel).map((shape) => [shape.id, notification] as const),
    );
    if (changes.length === 0) return;
    if (!split) return peer.notify("syncer.commit", { cursor: entry.cursor, changes });
    changes.forEach((change, index) => {
      const more = index < changes.length - 1;
      peer.notify("syncer.commit", { cursor: entry.cursor, changes: [change], ...(more && { more }) });
    });
  }
}

/** The changes of one commit. */
export class Transaction {
  readonly changes: [channel: string, notification: Notification][] = [];

  constructor(readonly records: Map<string, Map<number, RecordData>>) {}

  create(channel: string, id: number, values: Record<string, unknown>): void {
    const meta = { create_date: DATE, create_uid: [7, "Ana"], write_date: DATE, write_uid: [7, "Ana"] };
    const record = { id, display_name: String(values["name"]), version: 1, ...meta, ...values } as RecordData;
    this.#all(channel).set(id, record);
    this.#add(channel, record, "create", { ...record });
  }

  write(channel: string, id: number, values: Record<string, unknown>): void {
    const old = this.#all(channel).get(id)!;
    const version = old.version + 1;
    const write_date = `2026-11-22T10:00:0${version % 10}.000Z`;
    const name = String(values["name"] ?? old["name"]);
    const record: RecordData = { ...old, ...values, display_name: name, version, write_date, write_uid: [8, "Ben"] };
    this.#all(channel).set(id, record);
    this.#add(channel, record, "write", values);
  }

  unlink(channel: string, id: number): void {
    const record = this.#all(channel).get(id)!;
    this.#all(channel).delete(id);
    this.#add(channel, record, "unlink", {});
  }

  #all(channel: string): Map<number, RecordData> {
    const all = this.records.get(channel) ?? new Map<number, RecordData>();
    this.records.set(channel, all);
    return all;
  }

  #add(channel: string, record: RecordData, method: "create" | "write" | "unlink", data: Record<string, unknown>): void {
    const [db, model] = channel.split(":") as [string, string];
    const [id, name] = record.write_uid!;
    const payload = {
      method,
      record_name: record.display_name,
      __last_update: String(record.write_date),
      data,
      indirect: false,
      entire: method === "create",
      user_id: { id, name, __last_update: DATE },
      version: record.version,
    };
    this.changes.push([channel, [[db, model, record.id], payload]]);
  }
}

const DATE = "2026-11-22T10:00:00.000Z";
