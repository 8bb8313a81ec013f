/** Close codes of a connection, RFC 6455 and the `44xx` range of `syncer.v1`. */
export const CloseCode = {
  /** The client or the server ended the connection on purpose. */
  NORMAL: 1000,
  /** A frame could not be read. */
  PROTOCOL_ERROR: 1002,
  /** The connection broke without a close frame, or was never made. */
  ABNORMAL: 1006,
  /** The server restarts: come back soon. */
  RESTART: 1012,
  /** The server asks to come back later. */
  TRY_LATER: 1013,
  /** No valid session and no valid token. */
  NOT_AUTHENTICATED: 4401,
  /** The page's origin is not on the server's list. */
  ORIGIN: 4403,
  /** Nothing was heard from the other side for too long. */
  NO_HEARTBEAT: 4408,
  /** The session ended: logout, expiry, a disabled user. */
  SESSION_ENDED: 4409,
  /** Over a limit, such as connections per user. */
  LIMIT: 4429,
} as const;

/** Error codes of JSON-RPC answers which this library treats in a way of their own. */
export const RpcCode = {
  /** No session, or one that expired. */
  SESSION: 100,
  /** The handler threw; `subType` says which kind. */
  SERVER: 200,
  /** No such route, model or method. */
  NOT_FOUND: 404,
  /** The idempotency key was used with another body. */
  KEY_REUSED: 409,
  /** Over a limit. */
  LIMIT: 429,
  /** The server is stopping. */
  STOPPING: 503,
} as const;

/**
 * True for the close codes after which a client does not come back by itself: the `44xx` range but for
 * {@link CloseCode.NO_HEARTBEAT}, which only says that a machine slept or a network stalled.
 */
export function isFinal(code: number): boolean {
  return code >= 4400 && code < 4500 && code !== CloseCode.NO_HEARTBEAT;
}
