import { ProtocolError, type RPCErrorData, type WireError } from "./errors.js";
import { isObject, type JsonObject } from "./json.js";
import type { Filter, MessageEvent, Method, Notification, Payload, PresentUser, RecordData } from "./types.js";

/** A request of the client. */
export interface ClientRequest {
  jsonrpc: "2.0";
  id: number;
  method: string;
  params: object;
}

/** Params of `syncer.subscribe`. */
export interface SubscribeParams {
  channel: string;
  filter?: Filter;
  fields?: readonly string[];
  order?: string;
  limit?: number;
  cursor?: string;
  snapshot?: boolean;
}

/** Result of `syncer.hello`, as far as this library reads it. */
export interface HelloResult {
  node: string;
  epoch: string;
  db: string | undefined;
  user: { id: number; name: string };
  heartbeat_ms: number;
  limits: { [name: string]: unknown };
}

/** Result of `syncer.subscribe`. */
export interface SubscribeResult {
  subscription: string;
  cursor: string;
  state: "live" | "snapshot" | "resumed" | "reset";
}

/** One change of a commit: which subscription, and what it sees. */
export type Change = [subscription: string, notification: Notification];

/** What the server sends. `response` answers a request; the other kinds come by themselves. */
export type ServerMessage =
  | { kind: "response"; id: number | null; result?: unknown; error?: WireError }
  | { kind: "commit"; cursor: string; changes: Change[]; more: boolean }
  | { kind: "snapshot"; subscription: string; records: RecordData[]; last: boolean }
  | { kind: "reset"; subscription: string; reason: string; cursor: string }
  | { kind: "ended"; subscription: string; code: string; message: string }
  | { kind: "message"; event: MessageEvent }
  | { kind: "presence"; channel: string; id: number | undefined; users: PresentUser[] }
  | { kind: "heartbeat"; cursor: string }
  /** A notification of a later version of the protocol: not for us. */
  | { kind: "unknown"; method: string };

/** Reads one message of the server. An unknown method and unknown members are fine, anything else that is not as agreed throws. */
export function decodeServerMessage(value: unknown): ServerMessage {
  const message = object(value, "message");
  if (message["jsonrpc"] !== "2.0") throw bad("message.jsonrpc", '"2.0"');
  if (!("method" in message)) return decodeResponse(message);
  const method = string(message["method"], "method");
  const params = (): JsonObject => object(message["params"], `${method}.params`);
  switch (method) {
    case "syncer.commit":
      return decodeCommit(params());
    case "syncer.snapshot":
      return decodeSnapshot(params());
    case "syncer.reset":
      return decodeReset(params());
    case "syncer.ended":
      return decodeEnded(params());
    case "syncer.message":
      return decodeMessage(params());
    case "syncer.presence":
      return decodePresence(params());
    case "syncer.heartbeat":
      return { kind: "heartbeat", cursor: string(params()["cursor"], "syncer.heartbeat.cursor") };
    default:
      return { kind: "unknown", method };
  }
}

/** Reads the answer to a JSON-RPC request, over HTTP or a connection. */
export function decodeResponse(message: JsonObject): Extract<ServerMessage, { kind: "response" }> {
  const id = message["id"];
  if (id !== undefined && id !== null && typeof id !== "number") throw bad("response.id", "a number or null");
  const wireId = id ?? null;
  if ("error" in message) return { kind: "response", id: wireId, error: decodeError(message["error"]) };
  if (!("result" in message)) throw bad("response", "an answer with a result or an error");
  return { kind: "response", id: wireId, result: message["result"] };
}

/** Reads the result of `syncer.hello`. */
export function decodeHello(value: unknown): HelloResult {
  const result = object(value, "hello");
  const user = object(result["user"], "hello.user");
  return {
    node: string(result["node"], "hello.node"),
    epoch: string(result["epoch"], "hello.epoch"),
    db: result["db"] === undefined ? undefined : string(result["db"], "hello.db"),
    user: { id: integer(user["id"], "hello.user.id"), name: string(user["name"], "hello.user.name") },
    heartbeat_ms: integer(result["heartbeat_ms"], "hello.heartbeat_ms"),
    limits: result["limits"] === undefined ? {} : object(result["limits"], "hello.limits"),
  };
}

/** Reads the result of `syncer.subscribe`. */
export function decodeSubscribe(value: unknown): SubscribeResult {
  const result = object(value, "subscribe");
  const state = result["state"];
  if (state !== "live" && state !== "snapshot" && state !== "resumed" && state !== "reset") {
    throw bad("subscribe.state", "live, snapshot, resumed or reset");
  }
  return {
    subscription: string(result["subscription"], "subscribe.subscription"),
    cursor: string(result["cursor"], "subscribe.cursor"),
    state,
  };
}

/** Reads a notification: header, then payload. */
export function decodeNotification(value: unknown, at = "notification"): Notification {
  const [head, body] = array(value, at, 2);
  const [db, model, id] = array(head, `${at}[0]`, 3);
  return [
    [string(db, `${at}[0][0]`), string(model, `${at}[0][1]`), integer(id, `${at}[0][2]`)],
    decodePayload(object(body, `${at}[1]`), at),
  ];
}

/** Reads a record of a snapshot. */
export function decodeRecord(value: unknown, at = "record"): RecordData {
  const record = object(value, at);
  integer(record["id"], `${at}.id`);
  integer(record["version"], `${at}.version`);
  return record as RecordData;
}

function decodePayload(payload: JsonObject, at: string): Payload {
  const method = payload["method"];
  if (!isMethod(method)) throw bad(`${at}.method`, "create, write or unlink");
  string(payload["record_name"], `${at}.record_name`);
  string(payload["__last_update"], `${at}.__last_update`);
  object(payload["data"], `${at}.data`);
  boolean(payload["indirect"], `${at}.indirect`);
  boolean(payload["entire"], `${at}.entire`);
  decodeUser(payload["user_id"], `${at}.user_id`);
  integer(payload["version"], `${at}.version`);
  if (payload["mutation"] !== undefined) string(payload["mutation"], `${at}.mutation`);
  if (payload["left"] !== undefined) boolean(payload["left"], `${at}.left`);
  // Checked member by member above; members of a later version stay in it.
  return payload as unknown as Payload;
}

function decodeCommit(params: JsonObject): ServerMessage {
  const changes = array(params["changes"], "syncer.commit.changes").map((value, index): Change => {
    const at = `syncer.commit.changes[${index}]`;
    const [subscription, notification] = array(value, at, 2);
    return [string(subscription, `${at}[0]`), decodeNotification(notification, `${at}[1]`)];
  });
  return {
    kind: "commit",
    cursor: string(params["cursor"], "syncer.commit.cursor"),
    changes,
    more: params["more"] === undefined ? false : boolean(params["more"], "syncer.commit.more"),
  };
}

function decodeSnapshot(params: JsonObject): ServerMessage {
  const at = "syncer.snapshot.records";
  return {
    kind: "snapshot",
    subscription: string(params["subscription"], "syncer.snapshot.subscription"),
    records: array(params["records"], at).map((value, index) => decodeRecord(value, `${at}[${index}]`)),
    last: boolean(params["last"], "syncer.snapshot.last"),
  };
}

function decodeReset(params: JsonObject): ServerMessage {
  return {
    kind: "reset",
    subscription: string(params["subscription"], "syncer.reset.subscription"),
    reason: string(params["reason"], "syncer.reset.reason"),
    cursor: string(params["cursor"], "syncer.reset.cursor"),
  };
}

function decodeEnded(params: JsonObject): ServerMessage {
  return {
    kind: "ended",
    subscription: string(params["subscription"], "syncer.ended.subscription"),
    code: string(params["code"], "syncer.ended.code"),
    message: string(params["message"], "syncer.ended.message"),
  };
}

function decodeMessage(params: JsonObject): ServerMessage {
  const channel = string(params["channel"], "syncer.message.channel");
  const user_id = decodeUser(params["user_id"], "syncer.message.user_id");
  return { kind: "message", event: { channel, message: params["message"], user_id } };
}

function decodePresence(params: JsonObject): ServerMessage {
  const users = array(params["users"], "syncer.presence.users").map((value, index): PresentUser => {
    const at = `syncer.presence.users[${index}]`;
    const { state } = object(value, at);
    if (state !== "viewing" && state !== "editing") throw bad(`${at}.state`, "viewing or editing");
    const { id, name } = decodeUser(value, at);
    return { id, name, state };
  });
  const id = params["id"] === undefined ? undefined : integer(params["id"], "syncer.presence.id");
  return { kind: "presence", channel: string(params["channel"], "syncer.presence.channel"), id, users };
}

function decodeUser(value: unknown, at: string): Payload["user_id"] {
  const user = object(value, at);
  integer(user["id"], `${at}.id`);
  string(user["name"], `${at}.name`);
  return user as Payload["user_id"];
}

function decodeError(value: unknown): WireError {
  const error = object(value, "error");
  const { type, data } = error;
  return {
    code: integer(error["code"], "error.code"),
    message: string(error["message"], "error.message"),
    type: typeof type === "string" ? type : undefined,
    data: isObject(data) ? (data as RPCErrorData) : undefined,
  };
}

function isMethod(value: unknown): value is Method {
  return value === "create" || value === "write" || value === "unlink";
}

function object(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw bad(at, "an object");
  return value;
}

function array(value: unknown, at: string, length?: number): unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw bad(at, length === undefined ? "an array" : `an array of ${length}`);
  }
  return value;
}

function string(value: unknown, at: string): string {
  if (typeof value !== "string") throw bad(at, "a string");
  return value;
}

function integer(value: unknown, at: string): number {
  if (!Number.isSafeInteger(value)) throw bad(at, "an integer");
  return value as number;
}

function boolean(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw bad(at, "true or false");
  return value;
}

function bad(at: string, rule: string): ProtocolError {
  return new ProtocolError(`The server's message is not of syncer.v1: ${at} must be ${rule}`);
}
