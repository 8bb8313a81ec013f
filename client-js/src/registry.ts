import type { BackoffOptions } from "./backoff.js";
import { Connection, type Observer } from "./connection.js";
import type { Environment } from "./environment.js";
import { LongPollTransport } from "./transport/longpoll.js";
import { SseTransport } from "./transport/sse.js";
import type { Transport } from "./transport/transport.js";
import { WebSocketTransport } from "./transport/websocket.js";
import type { TransportName, WebSocketConstructor } from "./types.js";

/** All that tells one connection from another. */
export interface ConnectionKey {
  readonly url: string;
  readonly token: string | undefined;
  /** Undefined where WebSocket is not among the transports. */
  readonly WebSocket: WebSocketConstructor | undefined;
  /** Names, parted by commas. */
  readonly transports: string;
  readonly connectTimeout: number;
  readonly base: number | undefined;
  readonly cap: number | undefined;
  readonly environment: Environment;
}

/**
 * The connections in use, shared by syncers with equal options: the one mutable thing that the modules of this library
 * hold. An entry leaves with the `close()` of its last syncer.
 */
const connections = new Map<Connection, ConnectionKey>();

/** The connection for these options; `observer` counts as a user of it until `release`. */
export function acquire(key: ConnectionKey, observer: Observer): Connection {
  let connection = [...connections].find(([, other]) => isSame(key, other))?.[0];
  if (connection === undefined) {
    const { token, connectTimeout, environment } = key;
    const backoff: BackoffOptions = {
      ...(key.base !== undefined && { base: key.base }),
      ...(key.cap !== undefined && { cap: key.cap }),
    };
    const transports = key.transports.split(",").map((name) => transport(name as TransportName, key));
    connection = new Connection({ transports, token, backoff, connectTimeout, environment });
    connections.set(connection, key);
  }
  connection.observers.add(observer);
  return connection;
}

/** Ends one use of a connection; the last one closes it. */
export function release(connection: Connection, observer: Observer): void {
  if (connection.observers.size === 1 && connection.observers.has(observer)) {
    connections.delete(connection);
    connection.close();
  }
  connection.observers.delete(observer);
}

/** How many connections are in use, for tests. @internal */
export function connectionCount(): number {
  return connections.size;
}

function transport(name: TransportName, { url, token, WebSocket }: ConnectionKey): Transport {
  switch (name) {
    case "websocket":
      return new WebSocketTransport(url, WebSocket!);
    case "sse":
      return new SseTransport(url, token);
    case "longpoll":
      return new LongPollTransport(url, token);
  }
}

function isSame(left: ConnectionKey, right: ConnectionKey): boolean {
  return (Object.keys(left) as (keyof ConnectionKey)[]).every((name) => left[name] === right[name]);
}
