import { type Bus, bus as mainBus } from "./bus.js";
import { baseUrl } from "./environment.js";
import { ConnectionAbortedError, ConnectionLostError, RPCError, TimeoutError } from "./errors.js";
import { CALL_HEADERS, callBody, readAnswer } from "./jsonrpc.js";

/** Settings of one call. */
export interface RpcSettings {
  /** No `RPC:REQUEST` and `RPC:RESPONSE` on the bus. Default false. */
  silent?: boolean;
  /** Ends the call when it aborts: the promise rejects with `ConnectionAbortedError`. */
  signal?: AbortSignal;
  /** How long to wait for the answer, in milliseconds; 0 means without end. Default: that of `createRpc`. */
  timeout?: number;
  /** Further headers of the request. */
  headers?: Readonly<Record<string, string>>;
  /** Gets the cursor of the commit that the call made: a live view that has reached it shows the change. */
  onCursor?: (cursor: string) => void;
}

/** Options of `createRpc`. */
export interface RpcOptions {
  /** The server's address. Default: the origin of the page. */
  url?: string;
  /** Where `RPC_ERROR`, `RPC:REQUEST` and `RPC:RESPONSE` go. Default: the main bus. */
  bus?: Bus;
  /** How long a call may take, in milliseconds; 0 means without end. Default 60,000: the server gives up after 30,000. */
  timeout?: number;
  /** Further headers of each request, such as a session cookie in Node. */
  headers?: Readonly<Record<string, string>>;
}

/** The promise of a call. What `then` makes of it has no `abort`. */
export interface RpcPromise<T> extends Promise<T> {
  /**
   * Ends the request. The promise rejects with `ConnectionAbortedError`; with `false` it stays open for ever. Nothing
   * happens where the answer is there already.
   */
  abort(rejectError?: boolean): void;
}

/** Calls a route of the server. */
export type Rpc = <T = unknown>(route: string, params?: object, settings?: RpcSettings) => RpcPromise<T>;

/** What came back from the server, whatever carried it. */
interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  header(name: string): string | null;
}

interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request; exactly one of the callbacks is called, unless the answer, which ends it, is called first. */
type Send = (request: HttpRequest, done: (answer: HttpAnswer) => void, failed: () => void) => () => void;

/**
 * Makes an `rpc` function of its own, for another server or another bus. Ids count up per function.
 *
 * @throws Error where `url` is not an http(s) address
 */
export function createRpc(options: RpcOptions = {}): Rpc {
  if (options.url !== undefined) baseUrl(options.url, "createRpc");
  let lastId = 0;
  return <T>(route: string, params: object = {}, settings: RpcSettings = {}) =>
    start<T>(++lastId, route, params, settings, options);
}

/**
 * Calls a route of the server: `POST`, JSON-RPC 2.0, named params.
 *
 * Rejects with `RPCError` (the server answered with an error), `ConnectionLostError` (no answer, or none that can be
 * read), `TimeoutError` or `ConnectionAbortedError`. Uses `XMLHttpRequest` in a page, and `fetch` where there is none.
 *
 * @example
 * ```js
 * const result = await rpc("/some/route", { some: "value" });
 * ```
 */
export const rpc: Rpc = createRpc();

function start<T>(
  id: number,
  route: string,
  params: object,
  settings: RpcSettings,
  options: RpcOptions,
): RpcPromise<T> {
  const bus = options.bus ?? mainBus;
  const { signal, silent = false } = settings;
  let abort = (_rejectError: boolean): void => undefined;

  const promise = new Promise<T>((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(route));
    const request: HttpRequest = {
      url: address(route, options.url),
      headers: { ...options.headers, ...settings.headers, ...CALL_HEADERS },
      body: callBody(id, params),
    };
    const timeout = settings.timeout ?? options.timeout ?? 60_000;
    let isOver = false;
    let cancel = (): void => undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const end = (): boolean => {
      if (isOver) return false;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onSignal);
      if (!silent) bus.trigger("RPC:RESPONSE", id);
      return true;
    };
    const failNetwork = (error: ConnectionLostError | TimeoutError): void => {
      if (!end()) return;
      bus.trigger("RPC_ERROR", { type: "network" });
      reject(error);
    };
    const finish = (answer: HttpAnswer): void => {
      const outcome = readAnswer(answer.status, answer.body);
      if (outcome.kind === "lost") return failNetwork(lost(route, outcome.why));
      if (!end()) return;
      if (outcome.kind === "error") {
        const error = new RPCError(outcome.error);
        bus.trigger("RPC_ERROR", error);
        return reject(error);
      }
      // The caller states with T what the route answers; nothing here can check it.
      resolve(outcome.result as T);
      tellCursor(answer.header("Syncer-Cursor"), settings);
    };
    abort = (rejectError) => {
      if (!end()) return;
      cancel();
      if (rejectError) reject(aborted(route));
    };
    const onSignal = (): void => abort(true);

    signal?.addEventListener("abort", onSignal);
    if (!silent) bus.trigger("RPC:REQUEST", id);
    if (isOver) return;
    if (timeout > 0) {
      timer = setTimeout(() => {
        failNetwork(new TimeoutError(`rpc("${route}"): no answer within ${timeout} ms`));
        cancel();
      }, timeout);
    }
    try {
      const send: Send = typeof XMLHttpRequest === "function" ? sendByXhr : sendByFetch;
      cancel = send(request, finish, () => failNetwork(lost(route, "no answer")));
    } catch (error) {
      // Only a request that cannot even be made, such as one to a malformed address, throws.
      if (end()) reject(error);
    }
  });
  return Object.assign(promise, { abort: (rejectError = true) => abort(rejectError) });
}

function tellCursor(cursor: string | null, { onCursor }: RpcSettings): void {
  if (cursor === null) return;
  try {
    onCursor?.(cursor);
  } catch (error) {
    console.error("rpc: onCursor threw", error);
  }
}

const sendByXhr: Send = ({ url, headers, body }, done, failed) => {
  const xhr = new XMLHttpRequest();
  xhr.addEventListener("load", () => {
    done({ status: xhr.status, body: xhr.responseText, header: (name) => xhr.getResponseHeader(name) });
  });
  for (const name of ["error", "timeout", "abort"]) xhr.addEventListener(name, failed);
  xhr.open("POST", url);
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  xhr.send(body);
  return () => xhr.abort();
};

const sendByFetch: Send = ({ url, headers, body }, done, failed) => {
  const controller = new AbortController();
  fetch(url, { method: "POST", headers, body, signal: controller.signal })
    .then(async (response) => {
      const text = await response.text();
      return { status: response.status, body: text, header: (name: string) => response.headers.get(name) };
    })
    .then(done, failed);
  return () => controller.abort();
};

function address(route: string, url: string | undefined): string {
  if (/^https?:\/\//i.test(route)) return route;
  const base = baseUrl(url, "createRpc");
  return `${base}${route.startsWith("/") ? "" : "/"}${route}`;
}

function lost(route: string, why: string): ConnectionLostError {
  return new ConnectionLostError(`rpc("${route}"): the connection to the server was lost (${why})`);
}

function aborted(route: string): ConnectionAbortedError {
  return new ConnectionAbortedError(`rpc("${route}"): aborted`);
}
