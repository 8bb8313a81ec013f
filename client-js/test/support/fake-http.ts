import type { IncomingMessage, ServerResponse } from "node:http";
import { Peer, type Request } from "./fake-peer.js";
import type { FakeServer } from "./fake-server.js";

type Params = Record<string, unknown>;

/** Serves a request of the transports over HTTP; a peer where it waits for events, undefined where it is not ours. */
export function serveHttp(
  server: FakeServer,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Peer | "answered" | undefined {
  const url = new URL(request.url ?? "", server.url);
  const call = body.startsWith("{") ? (JSON.parse(body) as { params: Params }) : { params: {} };
  const answer = (outcome: object, status = 200): "answered" => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...outcome }));
    return "answered";
  };
  const isOurs = ["/syncer/events", "/syncer/poll", "/longpolling/send", "/web/session/get_session_info"];
  if (!isOurs.includes(url.pathname) && !url.pathname.endsWith("/fields_get")) return undefined;
  if (server.refuseEvents && url.pathname === "/syncer/events") return answer({ error: "a proxy" }, 502);
  if (!server.hasSession) {
    const status = url.pathname === "/syncer/events" ? 401 : 200;
    return answer({ error: { code: 100, message: "Session Expired" } }, status);
  }
  switch (url.pathname) {
    case "/syncer/events":
      return open(server, new StreamPeer(response, false), fromQuery(url.searchParams));
    case "/syncer/poll": {
      const { subscriptions, cursor = "" } = call.params as { subscriptions: Params[]; cursor?: string };
      return open(server, new StreamPeer(response, true), placed(subscriptions, cursor));
    }
    case "/longpolling/send":
      return answer(call.params["channel"] === "demo:chat" ? { result: true } : { error: { code: 200, message: "Access Denied", type: "access" } });
    case "/web/session/get_session_info":
      return answer({ result: { uid: 7, name: "Ana", db: "demo", heartbeat_ms: server.heartbeat_ms } });
    default:
      return answer({ result: server.describe(call.params) });
  }
}

/** Each parameter once for each channel, empty where it has none. */
function fromQuery(query: URLSearchParams): Params[] {
  const all = query.getAll("channel").map((channel, index): Params => {
    const value = (name: string): string => query.getAll(name)[index] ?? "";
    return {
      channel,
      ...(value("filter") && { filter: JSON.parse(value("filter")) as unknown }),
      ...(value("fields") && { fields: value("fields").split(",") }),
      ...(value("order") && { order: value("order") }),
      ...(value("limit") && { limit: Number(value("limit")) }),
      ...(value("snapshot") && { snapshot: true }),
    };
  });
  return placed(all, query.get("cursor") ?? "");
}

/** A place is one cursor for all, or one for each, empty for a new beginning. */
function placed(all: Params[], place: string): Params[] {
  const cursors = place.split(",");
  return all.map((params, index) => {
    const cursor = cursors.length === all.length ? cursors[index] : place;
    if (cursor) return { ...params, cursor };
    return place === "" ? params : { ...params, snapshot: true };
  });
}

function open(server: FakeServer, peer: StreamPeer, all: Params[]): Peer {
  server.serve(peer, all.map((params, id): Request => ({ id, method: "syncer.subscribe", params })));
  peer.opened();
  return peer;
}

interface Answer {
  subscription: string;
  cursor: string;
  state: string;
}

/** A client that waits for events: in a stream, or in one poll. */
class StreamPeer extends Peer {
  readonly #response: ServerResponse;
  readonly #isPoll: boolean;
  readonly #answers: Answer[] = [];
  readonly #waiting: { method: string; params: Params }[] = [];
  readonly #events: { event: string; data: Params }[] = [];
  #refusal: unknown;
  /** Where each subscription stands, by its name; empty where it begins anew. */
  readonly #cursors = new Map<string, string>();
  #isLive = false;
  #isWithinCommit = false;

  constructor(response: ServerResponse, isPoll: boolean) {
    super();
    this.#response = response;
    this.#isPoll = isPoll;
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  terminate(): void {
    this.#response.destroy();
  }

  close(code: number, reason = ""): void {
    if (this.#isPoll) return this.terminate();
    this.#event("close", { code, reason });
    this.#response.end();
  }

  /** All subscriptions were answered: now the answers go out, and what was said meanwhile. */
  opened(): void {
    if (this.#refusal !== undefined) {
      const status = this.#isPoll ? 200 : 404;
      this.#response.writeHead(status).end(JSON.stringify({ jsonrpc: "2.0", id: null, error: this.#refusal }));
      return;
    }
    for (const { subscription, cursor, state } of this.#answers) {
      const isThere = state === "live" || state === "resumed";
      const sent = this.requests[this.#answers.findIndex((one) => one.subscription === subscription)]?.params["cursor"];
      this.#cursors.set(subscription, isThere ? String(sent ?? cursor) : "");
    }
    if (!this.#isPoll) this.#response.writeHead(200, { "Content-Type": "text/event-stream" });
    this.#event("subscribed", { subscriptions: this.#answers });
    for (const { method, params } of this.#waiting) this.#take(method, params);
    this.#isLive = true;
    const asksWhere = this.#answers.every(({ state }) => state === "live");
    if (this.#isPoll && (asksWhere || this.#events.length > 0)) this.#finish();
  }

  protected write(message: unknown): void {
    const { method, params, result, error } = message as { method?: string; params: Params; result: Answer; error: unknown };
    if (error !== undefined) this.#refusal = error;
    else if (method === undefined) this.#answers.push(result);
    else if (!this.#response.headersSent && !this.#isLive) this.#waiting.push({ method, params });
    else this.#take(method, params);
  }

  #take(method: string, params: Params): void {
    const name = method.slice("syncer.".length);
    const subscription = String(params["subscription"]);
    const cursor = String(params["cursor"]);
    if (name === "commit") {
      this.#isWithinCommit = params["more"] === true;
      const named = (params["changes"] as [string][]).map(([id]) => id);
      for (const id of this.#isLive ? this.#cursors.keys() : named) if (!this.#isWithinCommit) this.#cursors.set(id, cursor);
    } else if (name === "heartbeat") {
      for (const id of this.#cursors.keys()) this.#cursors.set(id, cursor);
    } else if (name === "reset") {
      this.#cursors.set(subscription, "");
    } else if (name === "snapshot" && params["last"] === true) {
      this.#cursors.set(subscription, this.#answers.find((one) => one.subscription === subscription)!.cursor);
    }
    if (!this.#isPoll) return this.#event(name, params);
    if (name !== "heartbeat") this.#events.push({ event: name, data: params });
    if (this.#isLive && !this.#isWithinCommit) this.#finish();
  }

  #event(name: string, data: Params): void {
    if (this.#isPoll) return;
    const place = this.#place();
    this.#response.write(`event: ${name}\n${place === "" ? "" : `id: ${place}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  #finish(): void {
    const result = { subscriptions: this.#answers, events: this.#events, cursor: this.#place() };
    this.#response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
  }

  #place(): string {
    const each = this.#answers.map(({ subscription }) => this.#cursors.get(subscription) ?? "");
    if (this.#isWithinCommit || each.every((cursor) => cursor === "")) return "";
    return each.every((cursor) => cursor === each[0]) ? each[0]! : each.join(",");
  }
}
