import type { ClientRequest } from "../protocol.js";

/**
 * A way to reach the server.
 *
 * A session carries the messages of `syncer.v1` in both directions, whatever it makes of them on the wire: a transport
 * that cannot send requests (server-sent events, long poll) answers `syncer.hello` and `syncer.subscribe` itself and
 * turns them into an address.
 */
export interface Transport {
  /** `websocket`, `sse`, `longpoll`. */
  readonly name: string;
  /** Begins a session. Does not throw for what the network does: that ends in `closed`. */
  open(listener: TransportListener): TransportSession;
}

/** Hears a session: `opened` at most once, then any number of `message`, then `closed` exactly once. Never within `open`. */
export interface TransportListener {
  opened(): void;
  /** One message of the server, parsed and not yet checked, in the order in which the server sent them. */
  message(message: unknown): void;
  /** The server sent what is not a message at all. The session goes on until the listener closes it. */
  malformed(what: string): void;
  closed(code: number, reason: string): void;
}

/** One connection to the server, from `open` to `closed`. */
export interface TransportSession {
  /** Sends one request, or several as one batch. Nothing happens where the session has ended. */
  send(message: ClientRequest | readonly ClientRequest[]): void;
  /** Ends the session. The listener may or may not hear `closed` for it. */
  close(code: number, reason: string): void;
}
