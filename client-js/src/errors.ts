/** What an error answer of the server holds in `error.data`. */
export interface RPCErrorData {
  /** The name of the server's exception. */
  name?: string;
  message?: string;
  arguments?: unknown[];
  context?: { exception_class?: string; [key: string]: unknown };
  /** The server's stack trace in development mode, else the id under which the server logged it. */
  debug?: string;
  [key: string]: unknown;
}

/** The `error` of a JSON-RPC answer, as it travels. */
export interface WireError {
  code: number;
  message: string;
  type?: string | undefined;
  data?: RPCErrorData | undefined;
}

/**
 * The server answered, and the answer is an error.
 *
 * `name` is `data.context.exception_class`, else `data.name`, else `"RPCError"`: the key under which an application
 * registers a dialog.
 */
export class RPCError extends Error {
  static {
    this.prototype.name = "RPCError";
  }

  readonly type = "server";
  /** The code of the answer: see `RpcCode`. */
  readonly code: number;
  /** `user`, `validation`, `access`, `missing`, `conflict`; absent for an unexpected error. */
  declare readonly subType?: string;
  declare readonly data?: RPCErrorData;

  constructor(error: WireError) {
    super(error.message);
    this.code = error.code;
    if (error.type !== undefined) this.subType = error.type;
    if (error.data !== undefined) this.data = error.data;
    const name = error.data?.context?.exception_class ?? error.data?.name;
    if (typeof name === "string" && name !== "") this.name = name;
  }
}

/**
 * The server ended a subscription that it cannot serve, and that one alone: a field, a filter or an order cannot be
 * computed, or it is too costly. It is not asked for again; the application may subscribe to less.
 */
export class SubscriptionEndedError extends Error {
  static {
    this.prototype.name = "SubscriptionEndedError";
  }

  readonly type = "server";
  /** What went wrong: `failed`, `over_time` or `over_memory`; later versions may have more. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** No answer, or none that can be read: the server is away, a proxy answered, the connection broke. */
export class ConnectionLostError extends Error {
  static {
    this.prototype.name = "ConnectionLostError";
  }

  readonly type = "network";
}

/** No answer within the time that the caller allows. */
export class TimeoutError extends Error {
  static {
    this.prototype.name = "TimeoutError";
  }

  readonly type = "network";
}

/** The caller ended the call: `promise.abort()`, or the signal in the settings. */
export class ConnectionAbortedError extends Error {
  static {
    this.prototype.name = "ConnectionAbortedError";
  }
}

/** The server sent something that `syncer.v1` does not allow. The message names the place, never the content. */
export class ProtocolError extends Error {
  static {
    this.prototype.name = "ProtocolError";
  }
}
