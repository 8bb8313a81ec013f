import type { Environment } from "./environment.js";
import type { BackoffOptions } from "./backoff.js";

/** A many2one value: id and display name. */
export type Many2one = [id: number, name: string];

/** A record as `read`, a snapshot and a `create` carry it: the fields that the user may read, and these. */
export interface RecordData {
  id: number;
  display_name: string;
  version: number;
  create_date: string | null;
  create_uid: Many2one | null;
  write_date: string | null;
  write_uid: Many2one | null;
  [field: string]: unknown;
}

/** Database, model, record id. */
export type NotificationHeader = [db: string, model: string, id: number];

/** What happened to a record, as the subscriber sees it. */
export type Method = "create" | "write" | "unlink";

/** The second half of a notification. */
export interface Payload {
  method: Method;
  /** Display name after the change; before it, for `unlink`. */
  record_name: string;
  /** The record's `write_date`. */
  __last_update: string;
  /** `create`: the entire record. `write`: what changed, or the entire record. `unlink`: `{}`. */
  data: { [field: string]: unknown };
  /** A consequence of a change (computed, related, the other side of a relation), not what the user wrote. */
  indirect: boolean;
  /** `data` is the whole record, as far as the subscriber may read it. */
  entire: boolean;
  /** Who did it. */
  user_id: { id: number; name: string; __last_update: string | null };
  /** The record's version after the change; for `unlink`, its last. */
  version: number;
  /** The idempotency key of the request that caused it. */
  mutation?: string;
  /** With `unlink`: the record still exists, but left what this subscription sees. */
  left?: boolean;
}

/** One change of one record: header, then payload. */
export type Notification = [header: NotificationHeader, payload: Payload];

/** A domain in prefix notation, such as `[["stage_id", "=", 3]]`. */
export type Filter = readonly unknown[];

/** The state of a connection. */
export type ConnectionState = "disconnected" | "connecting" | "connected";

/** A change of the connection's state. */
export interface StateEvent {
  state: ConnectionState;
  /** The close code that led here; 0 where none did. */
  code: number;
  /** Why, in words; may be empty. */
  reason: string;
}

/** Something went wrong that no promise of the application tells. */
export interface ErrorEvent {
  /**
   * - `callback`: a callback of `subscribe` threw; the others still ran
   * - `listener`: a listener of `on` threw
   * - `subscribe`: the server refused a subscription, or could not serve it any more; it has ended, alone. `error` is an
   *   `RPCError`, or a `SubscriptionEndedError`
   * - `presence`: the server refused a topic; it shows no members
   * - `protocol`: the server sent what cannot be read; the connection was closed and is made again
   */
  kind: "callback" | "listener" | "subscribe" | "presence" | "protocol";
  error: unknown;
  /** The channel, where the error belongs to one. */
  channel?: string;
}

/** The server could not replay what was missed; here is what is there now. */
export interface ResetEvent {
  channel: string;
  filter?: Filter | undefined;
  fields?: readonly string[] | undefined;
  order?: string | undefined;
  limit?: number | undefined;
  /** `retention`, `epoch`, `ahead`, `schema`, `access` or `overflow`. */
  reason: string;
  /** All that the subscription sees now. */
  records: RecordData[];
}

/** A message that somebody sent on an open channel. */
export interface MessageEvent {
  channel: string;
  message: unknown;
  user_id: { id: number; name: string; __last_update: string | null };
}

/** What a member of a topic does; a topic is a channel or a record. */
export type PresenceState = "viewing" | "editing";

/** A member of a topic; `editing` where he does so in one of his tabs. */
export interface PresentUser {
  id: number;
  name: string;
  state: PresenceState;
}

/** The events of a `Syncer`. */
export interface SyncerEvents {
  state: StateEvent;
  error: ErrorEvent;
  reset: ResetEvent;
  message: MessageEvent;
}

/** What a collection shows after a step that it did not show before. */
export interface ChangeEvent<R extends RecordData = RecordData> {
  /** `snapshot`: the first load. `commit`: one transaction. `reset`: the content was replaced. */
  cause: "snapshot" | "commit" | "reset";
  created: R[];
  updated: R[];
  /** As they last were. */
  removed: R[];
  /** What the step was made of; empty for a `snapshot` and a `reset`. */
  notifications: Notification[];
}

/** What is used of a WebSocket: the browser's, that of Node 22, and that of the package `ws` fit. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
}

/** A WebSocket class. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** A way to reach the server: a WebSocket, server-sent events, or polls. */
export type TransportName = "websocket" | "sse" | "longpoll";

/** Options of a `Syncer`. */
export interface SyncerOptions {
  /** The server's address, such as `https://host` or `https://host/prefix`. Default: the origin of the page. */
  url?: string;
  /** A token for the server. Default: none, the session cookie of the page counts. */
  token?: string;
  /** The WebSocket class. Default: the one of the run-time. Node before 22 has none: pass that of the package `ws`. */
  WebSocket?: WebSocketConstructor;
  /**
   * How to reach the server, in the order in which it is tried. Default: `["websocket", "sse", "longpoll"]`. The next one is
   * tried where one does not get through within 5 s. Presence needs `websocket`.
   */
  transports?: readonly TransportName[];
  /** Waits between attempts to connect. Default: 500 ms, doubling, up to 20 s, all of it random. */
  backoff?: BackoffOptions;
  /** How long one attempt to connect may take, in milliseconds. Default 10,000. */
  connectTimeout?: number;
  /** Clock, timers and random numbers, for tests. Default: those of the run-time. */
  environment?: Partial<Environment>;
}

/** What of a channel to see. */
export interface ShapeOptions {
  /** Only records that match. Default: all that the user may read. */
  filter?: Filter;
  /** Only these fields. Default: all that the user may read. */
  fields?: readonly string[];
  /** How records are sorted, such as `"sequence desc, name"`. Ids ascending decide between equals, and where it is left out. */
  order?: string;
  /** Only so many, the first ones in the order; at least 1. Default: all. A record that moves up is a `create`, one that moves out an `unlink` with `left`. */
  limit?: number;
}

/** What to see of a channel in a live collection. */
export type CollectionOptions = ShapeOptions;

/** What to see of a channel, and where to begin. */
export interface SubscriptionOptions extends ShapeOptions {
  /** First what was missed since this cursor. Default: only what happens from now on. */
  cursor?: string;
  /** First all that is there: `ready` resolves with it. Default false. Not needed with `cursor`. */
  snapshot?: boolean;
}

/** What to subscribe to. */
export interface SubscribeOptions extends SubscriptionOptions {
  /** `"<db>:<model>"`. */
  channel: string;
}

/** How a subscription began. */
export interface Ready {
  state: "live" | "snapshot" | "resumed" | "reset";
  /** The position from which on all is delivered. */
  cursor: string;
  /** All that the subscription sees, for `snapshot` and `reset`; else empty. */
  records: RecordData[];
  /** Why, for `reset`. */
  reason?: string;
}

/** Gets each message that somebody sends on a channel; it is a copy of its own. */
export type MessageCallback<P = unknown> = (this: P, event: MessageEvent) => void;

/** Gets each notification of a channel, and may keep and change it: it is a copy of its own. */
export type Callback<P = unknown> = (this: P, notification: Notification) => void;
