import { Backoff, type BackoffOptions } from "./backoff.js";
import { CloseCode, isFinal, RpcCode } from "./codes.js";
import { type Call, Dispatcher, type Link } from "./dispatcher.js";
import type { Environment } from "./environment.js";
import { ConnectionLostError, ProtocolError, RPCError, type WireError } from "./errors.js";
import { type ClientRequest, decodeHello, decodeServerMessage, type HelloResult } from "./protocol.js";
import { Topics } from "./presence.js";
import type { Transport, TransportSession } from "./transport/transport.js";
import type { ConnectionState, ErrorEvent, MessageEvent, StateEvent } from "./types.js";
import { VERSION } from "./version.js";

/** Hears what happens to a connection: a `Syncer`. */
export interface Observer {
  stateChanged(event: StateEvent): void;
  report(event: ErrorEvent): void;
  messageReceived(event: MessageEvent): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  /** In the order in which they are tried; not empty. */
  readonly transports: readonly Transport[];
  readonly token: string | undefined;
  readonly backoff: BackoffOptions;
  readonly connectTimeout: number;
  readonly environment: Environment;
}

interface Session {
  link: TransportSession | undefined;
  hello: HelloResult | undefined;
  /** Something came after the answer to hello: the transport really gets through. */
  isProven: boolean;
  liveSince: number;
  lastReceived: number;
  lastSent: number;
}

interface Pending {
  readonly since: number;
  answered: Call["answered"];
  lost(error: Error): void;
}

/** How many requests one batch may hold, and roughly how long it may be: the server's defaults are 50 and 64 KiB. */
const BATCH_ENTRIES = 50;
const BATCH_LENGTH = 16_384;
/** What a heartbeat may be late. */
const HEARTBEAT_SLACK = 5_000;
/** A request without an answer for this long means that the other side is not well. The server's limit is 30 s. */
const ANSWER_TIMEOUT = 60_000;
/** A session this old was a good one: the waits begin anew after it. */
const STABLE_AFTER = 5_000;
/** The range of the first wait after the server said that it restarts. */
const RESTART_RANGE = 1_000;
/** How long one attempt may take where another transport is left to try: a proxy may swallow an upgrade without a word. */
const ATTEMPT_TIMEOUT = 5_000;
/** After this long on another transport, the first one is tried again when a new session is due. */
const FIRST_AGAIN_AFTER = 600_000;

/** The connection to one server, kept alive as long as somebody wants it. */
export class Connection {
  readonly observers = new Set<Observer>();
  readonly dispatcher: Dispatcher;
  readonly topics: Topics;
  state: ConnectionState = "disconnected";
  /** The position that the server told last. */
  cursor: string | undefined;

  readonly #options: ConnectionOptions;
  readonly #environment: Environment;
  readonly #backoff: Backoff;
  readonly #pending = new Map<number, Pending>();
  readonly #goOnline = (): void => {
    if (this.#retryTimer === undefined) return;
    this.#transport = 0;
    this.#retryNow();
  };
  #session: Session | undefined;
  #nextId = 1;
  /** Which transport is in use: the first that gets through, and kept as long as it does. */
  #transport = 0;
  #firstTriedAt = 0;
  /** A transport that worked may fail once where it is told so at once: the server restarts, rather than a proxy bars it. */
  #mayFail = 0;
  #retryTimer: unknown;
  #sessionTimer: unknown;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#environment = options.environment;
    this.#backoff = new Backoff(options.backoff, options.environment.random);
    const link: Link = {
      isLive: () => this.#session?.hello !== undefined,
      send: (calls) => this.#send(calls),
      restart: (reason) => this.#lost(CloseCode.TRY_LATER, reason),
    };
    this.dispatcher = new Dispatcher(link);
    this.topics = new Topics(link);
  }

  /** The transport of the session; undefined while there is none. */
  get transport(): string | undefined {
    return this.hello && this.#options.transports[this.#transport]?.name;
  }

  /** What the server said of the session: its user, the database; undefined while there is none. */
  get hello(): HelloResult | undefined {
    return this.#session?.hello;
  }

  /** Connects, or tries again at once where it waits. */
  connect(): void {
    if (this.#session !== undefined) return;
    this.#transport = 0;
    if (this.#retryTimer !== undefined) return this.#retryNow();
    this.#environment.online?.addEventListener("online", this.#goOnline);
    this.#change("connecting", 0, "");
    this.#open();
  }

  /** Ends the session and does not come back until `connect`. */
  close(code: number = CloseCode.NORMAL, reason = "closed by the client"): void {
    this.#environment.online?.removeEventListener("online", this.#goOnline);
    this.#environment.clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#end(code, reason);
    this.#change("disconnected", code, reason);
  }

  /** Calls the server over this connection. */
  call(method: string, params: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.hello === undefined) {
        return reject(new ConnectionLostError(`${method}: not connected (state "${this.state}")`));
      }
      const answered: Call["answered"] = (result, error) => (error ? reject(new RPCError(error)) : resolve(result));
      this.#send([{ method, params, answered }], reject);
    });
  }

  #open(): void {
    const now = this.#environment.now();
    const session: Session = { link: undefined, hello: undefined, isProven: false, liveSince: now, lastReceived: now, lastSent: now };
    this.#session = session;
    const current = (act: () => void): void => {
      if (this.#session === session) act();
    };
    const transport = this.#options.transports[this.#transport]!;
    if (this.#transport === 0) this.#firstTriedAt = now;
    const { connectTimeout: longest } = this.#options;
    const connectTimeout = this.#isLastTransport() ? longest : Math.min(longest, ATTEMPT_TIMEOUT);
    this.#sessionTimer = this.#environment.setTimeout(
      () =>
        current(() => {
          this.#mayFail = 0;
          this.#lost(CloseCode.ABNORMAL, `no connection within ${connectTimeout} ms`);
        }),
      connectTimeout,
    );
    try {
      session.link = transport.open({
        opened: () => current(() => this.#sayHello(session)),
        message: (message) => current(() => this.#receive(session, message)),
        malformed: (what) => current(() => this.#fault(new ProtocolError(`The server sent ${what}`))),
        closed: (code, reason) => current(() => this.#lost(code, reason, isFinal(code))),
      });
    } catch (error) {
      // The address or the page's security policy forbids it: another attempt would end the same way.
      this.#mayFail = 0;
      this.#lost(CloseCode.ABNORMAL, String(error), this.#isLastTransport());
    }
  }

  #sayHello(session: Session): void {
    const { token } = this.#options;
    const params = { client: `client-js/${VERSION}`, ...(token !== undefined && { token }) };
    const answered: Call["answered"] = (result, error) => {
      if (error !== undefined) {
        const isRefused = error.code === RpcCode.SESSION || error.code === 401;
        const code = isRefused ? CloseCode.NOT_AUTHENTICATED : CloseCode.TRY_LATER;
        return this.#lost(code, error.message, isRefused);
      }
      session.hello = decodeHello(result);
      session.liveSince = this.#environment.now();
      this.#environment.clearTimeout(this.#sessionTimer);
      this.#watch(session);
      this.#change("connected", 0, "");
      if (this.#session !== session) return;
      this.dispatcher.flush();
      this.topics.flush();
    };
    this.#send([{ method: "syncer.hello", params, answered }]);
  }

  #receive(session: Session, value: unknown): void {
    session.lastReceived = this.#environment.now();
    if (session.hello !== undefined) this.#proven(session);
    try {
      for (const message of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (this.#session !== session) return;
        this.#take(message);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fault(error);
    }
  }

  #proven(session: Session): void {
    session.isProven = true;
    this.#mayFail = 1;
  }

  #take(value: unknown): void {
    const message = decodeServerMessage(value);
    switch (message.kind) {
      case "response":
        if (message.id === null) throw new ProtocolError("The server could not read a request of this client");
        return this.#answer(message.id, message.result, message.error);
      case "message":
        for (const observer of [...this.observers]) observer.messageReceived(message.event);
        return;
      case "commit":
      case "heartbeat":
        if (message.kind === "heartbeat" || !message.more) this.cursor = message.cursor;
        this.dispatcher.receive(message);
        return;
      case "snapshot":
      case "reset":
      case "ended":
        this.dispatcher.receive(message);
        return;
      case "presence":
        return this.topics.receive(message.channel, message.id, message.users);
      case "unknown":
        return;
    }
  }

  #answer(id: number, result: unknown, error: WireError | undefined): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.answered(result, error);
  }

  #send(calls: readonly Call[], lost: (error: Error) => void = () => undefined): void {
    const session = this.#session;
    if (session === undefined) return;
    const since = this.#environment.now();
    session.lastSent = since;
    const requests = calls.map(({ method, params, answered }): ClientRequest => {
      const id = this.#nextId++;
      this.#pending.set(id, { since, answered, lost });
      return { jsonrpc: "2.0", id, method, params };
    });
    for (const batch of batches(requests)) session.link?.send(batch.length === 1 ? batch[0]! : batch);
  }

  /** Notices a server that fell silent, and lets the server notice that this client did not. */
  #watch(session: Session): void {
    const now = this.#environment.now();
    const heartbeat = Math.max(session.hello?.heartbeat_ms ?? 0, 100);
    const deadline = session.lastReceived + heartbeat * 2 + HEARTBEAT_SLACK;
    if (now >= deadline) return this.#lost(CloseCode.NO_HEARTBEAT, "nothing heard from the server");
    const oldest = this.#pending.values().next().value?.since ?? now;
    const patience = session.isProven ? ANSWER_TIMEOUT : this.#options.connectTimeout;
    if (now - oldest >= patience) return this.#lost(CloseCode.NO_HEARTBEAT, "the server does not answer");
    if (now - session.lastSent >= heartbeat) {
      this.#send([{ method: "syncer.ping", params: {}, answered: () => undefined }]);
    }
    const wait = Math.min(deadline, session.lastSent + heartbeat) - now;
    this.#sessionTimer = this.#environment.setTimeout(() => {
      if (this.#session === session) this.#watch(session);
    }, wait);
  }

  /** A frame that cannot be read may have held a commit: only a new session from the last cursor loses nothing. */
  #fault(error: ProtocolError): void {
    for (const observer of [...this.observers]) observer.report({ kind: "protocol", error });
    this.#lost(CloseCode.PROTOCOL_ERROR, error.message);
  }

  #lost(code: number, reason: string, final = false): void {
    const session = this.#session;
    if (session === undefined) return;
    if (final) return this.close(code, reason);
    const now = this.#environment.now();
    if (session.hello !== undefined && now - session.liveSince >= STABLE_AFTER) this.#backoff.reset();
    this.#end(code, reason);
    const isBarred = !session.isProven && this.#mayFail-- <= 0;
    if (isBarred && !this.#isLastTransport()) {
      this.#transport++;
      return this.#open();
    }
    if (isBarred || now - this.#firstTriedAt >= FIRST_AGAIN_AFTER) this.#transport = 0;
    const wait = this.#backoff.next(code === CloseCode.RESTART ? RESTART_RANGE : undefined);
    this.#retryTimer = this.#environment.setTimeout(() => this.#retryNow(), wait);
    this.#change("connecting", code, reason);
  }

  #isLastTransport(): boolean {
    return this.#transport === this.#options.transports.length - 1;
  }

  #retryNow(): void {
    if (this.#retryTimer === undefined) return;
    this.#environment.clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#open();
  }

  #end(code: number, reason: string): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#environment.clearTimeout(this.#sessionTimer);
    // A close frame has room for 123 bytes of reason.
    session.link?.close(code, reason.replace(/[^\x20-\x7e]/g, "?").slice(0, 120));
    this.dispatcher.disconnected();
    this.topics.disconnected();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { lost } of pending) lost(new ConnectionLostError(`The connection was lost: ${code} ${reason}`.trim()));
  }

  #change(state: ConnectionState, code: number, reason: string): void {
    if (this.state === state) return;
    this.state = state;
    for (const observer of [...this.observers]) observer.stateChanged({ state, code, reason });
  }
}

function batches(requests: readonly ClientRequest[]): ClientRequest[][] {
  const result: ClientRequest[][] = [];
  let length = 0;
  for (const request of requests) {
    const own = JSON.stringify(request).length;
    const last = result.at(-1);
    if (last === undefined || last.length >= BATCH_ENTRIES || length + own > BATCH_LENGTH) {
      result.push([request]);
      length = own;
    } else {
      last.push(request);
      length += own;
    }
  }
  return result;
}
