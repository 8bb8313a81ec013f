import { CloseCode, RpcCode } from "../codes.js";
import type { WireError } from "../errors.js";
import { isObject, type JsonObject } from "../json.js";
import type { ClientRequest, SubscribeParams } from "../protocol.js";
import { type HttpFailure, post, refusalOf } from "./http.js";
import type { TransportListener, TransportSession } from "./transport.js";

/** What a source of events asks the server for: the subscriptions, and where each goes on; empty for a new beginning. */
export interface Wanted {
  readonly params: Omit<SubscribeParams, "cursor">;
  readonly cursor: string;
}

/** Hears a source of events. */
export interface SourceListener {
  /**
   * One event: its name, its data, and the place up to which all was sent. An empty place says nothing; none means that
   * what comes next belongs together with this.
   */
  event(name: string, data: unknown, place: string | undefined): void;
  /** The server is there, though it has nothing to say. */
  alive(): void;
  /** The source has ended: refused by the server, or broken. */
  failed(failure: HttpFailure): void;
}

/** Opens the events of some subscriptions; the answer ends them. Nothing is called within it, and nothing after the end. */
export type OpenSource = (wanted: readonly Wanted[], listener: SourceListener) => () => void;

/** What a session over HTTP is made of. */
export interface HttpOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly open: OpenSource;
  /** The longest time without a word, in milliseconds, that is no fault. */
  readonly silence: number;
}

/** A subscription, as the client knows it. */
interface Entry {
  /** Its name for the client. The server's names are of one stream. */
  readonly id: string;
  readonly key: string;
  readonly params: Omit<SubscribeParams, "cursor">;
  cursor: string;
  /** The request that waits for its answer. */
  request: number | undefined;
  /** A further snapshot for one that is there; it goes as soon as the snapshot is there. */
  readonly isFurther: boolean;
}

/** One request for events. */
interface Stream {
  readonly entries: readonly Entry[];
  close: () => void;
  isOpened: boolean;
  /** More follows that belongs together with what was there. */
  isWithin: boolean;
  /** The client's names by the server's. */
  readonly names: Map<string, Set<string>>;
  /** Snapshots that are not there as a whole. */
  readonly chunks: Map<string, unknown[]>;
}

/** Codes of errors that say that a subscription is not possible: the others are about the moment. */
const REFUSALS: readonly unknown[] = [RpcCode.SERVER, RpcCode.NOT_FOUND, -32602];

const INFO = "/web/session/get_session_info";

/**
 * A session of `syncer.v1` over requests of HTTP: one that only the server speaks on, made anew with each change of the
 * subscriptions, and one more for each call.
 *
 * The server tells a place with its events; the next request goes on there, so nothing is lost and nothing comes twice.
 * A change waits until the server is in the middle of nothing: all snapshots whole, no commit half told.
 */
export class HttpSession implements TransportSession {
  readonly #options: HttpOptions;
  readonly #listener: TransportListener;
  readonly #ending = new AbortController();
  #entries: Entry[] = [];
  #stream: Stream | undefined;
  #isChanged = false;
  #pings: number[] = [];
  #nextId = 1;

  constructor(options: HttpOptions, listener: TransportListener) {
    this.#options = options;
    this.#listener = listener;
    queueMicrotask(() => this.#if(() => listener.opened()));
  }

  send(message: ClientRequest | readonly ClientRequest[]): void {
    for (const request of Array.isArray(message) ? (message as ClientRequest[]) : [message as ClientRequest]) {
      this.#take(request);
    }
    this.#settle();
  }

  close(): void {
    this.#ending.abort();
    this.#stream?.close();
    this.#stream = undefined;
  }

  #take({ id, method, params }: ClientRequest): void {
    switch (method) {
      case "syncer.hello":
        return this.#hello(id);
      case "syncer.subscribe":
        return this.#subscribe(id, params as SubscribeParams);
      case "syncer.unsubscribe": {
        const { subscription } = params as { subscription: string };
        this.#entries = this.#entries.filter((entry) => entry.id !== subscription);
        this.#isChanged = true;
        return this.#answerLater(id, true);
      }
      case "syncer.ping":
        // Answered by what the server says next: it must not look alive without being so.
        if (this.#stream !== undefined) return void this.#pings.push(id);
        return this.#call(INFO, {}, (result) => this.#answer(id, result));
      case "syncer.presence":
        // Belongs to a connection on which the client speaks.
        return this.#answerLater(id, true);
      case "syncer.send":
        return this.#call("/longpolling/send", params, (result) => this.#answer(id, result), id);
      default:
        return this.#call(method, params, (result) => this.#answer(id, result), id);
    }
  }

  #hello(id: number): void {
    const answered = (result: unknown): void => {
      const { uid, name, db, heartbeat_ms } = isObject(result) ? result : {};
      const heartbeat = Math.max(Number(heartbeat_ms), this.#options.silence / 2);
      this.#answer(id, { node: "", epoch: "", db, user: { id: uid, name }, heartbeat_ms: heartbeat, limits: {} });
    };
    this.#call(INFO, {}, answered, id);
  }

  #subscribe(request: number, { cursor = "", ...params }: SubscribeParams): void {
    const key = JSON.stringify({ ...params, snapshot: undefined });
    const known = this.#entries.find((entry) => entry.key === key);
    const id = known?.id ?? `h${this.#nextId++}`;
    this.#entries.push({ id, key, params, cursor, request, isFurther: known !== undefined });
    this.#isChanged = true;
  }

  /** Makes the stream anew where something has changed, unless it is in the middle of something. */
  #settle(): void {
    const stream = this.#stream;
    if (!this.#isChanged || this.#ending.signal.aborted) return;
    if (stream !== undefined && (!stream.isOpened || stream.isWithin || stream.chunks.size > 0)) return;
    this.#isChanged = false;
    stream?.close();
    this.#stream = undefined;
    if (this.#entries.length > 0) this.#open();
    else for (const ping of this.#pings.splice(0)) this.#answerLater(ping, true);
  }

  #open(): void {
    const entries = [...this.#entries];
    const stream: Stream = {
      entries,
      close: () => undefined,
      isOpened: false,
      isWithin: false,
      names: new Map(),
      chunks: new Map(),
    };
    this.#stream = stream;
    const current = (act: () => void): void => {
      if (this.#stream === stream) this.#if(act);
    };
    stream.close = this.#options.open(entries, {
      event: (name, data, place) => current(() => this.#event(stream, name, data, place)),
      alive: () => current(() => this.#alive()),
      failed: (failure) => current(() => void this.#failed(stream, failure)),
    });
  }

  #event(stream: Stream, name: string, data: unknown, place: string | undefined): void {
    if (!isObject(data)) return this.#listener.malformed(`an event "${name}" that is no object`);
    stream.isWithin = place === undefined || (name === "commit" && data["more"] === true);
    if (place) this.#moveTo(stream, place);
    if (name === "close") return this.#end(Number(data["code"]), String(data["reason"]));
    if (name === "subscribed") this.#subscribed(stream, array(data["subscriptions"]));
    else this.#pass(stream, name, data);
    this.#alive();
    this.#settle();
  }

  #moveTo({ entries }: Stream, place: string): void {
    const cursors = place.split(",");
    entries.forEach((entry, index) => {
      entry.cursor = (cursors.length === entries.length ? cursors[index] : place) ?? "";
    });
  }

  #subscribed(stream: Stream, answers: readonly unknown[]): void {
    stream.isOpened = true;
    stream.names.clear();
    // All of them have a meaning before the first is told.
    const told = stream.entries.map((entry, index) => {
      const answer = answers[index];
      const { subscription, state } = isObject(answer) ? answer : {};
      const name = String(subscription);
      stream.names.set(name, (stream.names.get(name) ?? new Set()).add(entry.id));
      if (state === "snapshot" || state === "reset") stream.chunks.set(name, []);
      else if (entry.cursor === "" && isObject(answer)) entry.cursor = String(answer["cursor"]);
      return { entry, answer };
    });
    for (const { entry, answer } of told) {
      const request = entry.request;
      entry.request = undefined;
      if (request !== undefined && isObject(answer)) this.#answer(request, { ...answer, subscription: entry.id });
    }
    this.#entries = this.#entries.filter((entry) => !entry.isFurther || entry.request !== undefined);
  }

  /** Hands an event on under the client's names. */
  #pass(stream: Stream, name: string, data: JsonObject): void {
    const known = (subscription: unknown): string[] => [...(stream.names.get(String(subscription)) ?? [])];
    switch (name) {
      case "commit": {
        const changes = array(data["changes"]).flatMap((change) =>
          Array.isArray(change) ? known(change[0]).map((id) => [id, change[1] as unknown]) : [change],
        );
        return this.#notify(name, { ...data, changes });
      }
      case "snapshot": {
        const subscription = String(data["subscription"]);
        const records = [...(stream.chunks.get(subscription) ?? []), ...array(data["records"])];
        stream.chunks.set(subscription, records);
        if (data["last"] !== true) return;
        stream.chunks.delete(subscription);
        for (const id of known(subscription)) this.#notify(name, { subscription: id, records, last: true });
        return;
      }
      case "reset":
        stream.chunks.set(String(data["subscription"]), []);
        for (const id of known(data["subscription"])) this.#notify(name, { ...data, subscription: id });
        return;
      case "ended": {
        const ids = known(data["subscription"]);
        // It is not asked for again; another stream goes on with the others.
        this.#entries = this.#entries.filter((entry) => !ids.includes(entry.id));
        stream.chunks.delete(String(data["subscription"]));
        this.#isChanged = true;
        for (const id of ids) this.#notify(name, { ...data, subscription: id });
        return;
      }
      default:
        return this.#notify(name, data);
    }
  }

  async #failed(stream: Stream, { status, error, reason }: HttpFailure): Promise<void> {
    if (status === 401 || error?.code === RpcCode.SESSION) return this.#end(CloseCode.NOT_AUTHENTICATED, reason);
    const isRefusal = REFUSALS.includes(error?.code);
    if (status === 403 && !isRefusal) return this.#end(CloseCode.ORIGIN, reason);
    const asked = stream.entries.filter(({ request }) => request !== undefined);
    if (!isRefusal || asked.length === 0) return this.#end(CloseCode.ABNORMAL, reason);
    // The server refuses all for the sake of one, so each is asked for by itself.
    const refusals = await Promise.all(
      asked.map((entry) => (stream.entries.length === 1 ? error : this.#refusal(entry))),
    );
    if (this.#ending.signal.aborted) return;
    if (refusals.every((each) => each === undefined)) return this.#end(CloseCode.TRY_LATER, reason);
    this.#entries = this.#entries.filter((entry) => refusals[asked.indexOf(entry)] === undefined);
    this.#stream = undefined;
    this.#isChanged = true;
    asked.forEach((entry, index) => {
      if (refusals[index] !== undefined) this.#reply(entry.request ?? 0, { error: refusals[index] });
    });
    this.#settle();
  }

  /** Why a subscription is refused; undefined where it is not. */
  #refusal({ params }: Entry): Promise<WireError | undefined> {
    return new Promise((resolve) => {
      const over = (error: WireError | undefined): void => {
        close();
        resolve(error);
      };
      const close = this.#options.open([{ params: { ...params, snapshot: false }, cursor: "" }], {
        event: () => over(undefined),
        alive: () => undefined,
        failed: ({ error }) => over(error),
      });
      this.#ending.signal.addEventListener("abort", () => over(undefined));
    });
  }

  /** Calls a route; where it is for a request of the client, an error of the server is its answer. */
  #call(route: string, params: object, answered: (result: unknown) => void, request?: number): void {
    const { url, token } = this.#options;
    post(url + route, token, params, this.#ending.signal).then(
      ({ result }) => this.#if(() => answered(result)),
      (failure: unknown) => {
        const { status, error, reason } = refusalOf(failure);
        this.#if(() => {
          if (request !== undefined && error !== undefined && status !== 503) this.#reply(request, { error });
          else this.#end(status === 401 ? CloseCode.NOT_AUTHENTICATED : CloseCode.ABNORMAL, reason);
        });
      },
    );
  }

  #alive(): void {
    for (const ping of this.#pings.splice(0)) this.#answer(ping, true);
  }

  #answer(id: number, result: unknown): void {
    this.#reply(id, { result: result ?? null });
  }

  /** Not within "send", where the client does not expect an answer. */
  #answerLater(id: number, result: unknown): void {
    queueMicrotask(() => this.#answer(id, result));
  }

  #reply(id: number, outcome: { result: unknown } | { error: unknown }): void {
    this.#if(() => this.#listener.message({ jsonrpc: "2.0", id, ...outcome }));
  }

  #notify(name: string, params: object): void {
    this.#if(() => this.#listener.message({ jsonrpc: "2.0", method: `syncer.${name}`, params }));
  }

  #end(code: number, reason: string): void {
    if (this.#ending.signal.aborted) return;
    this.close();
    this.#listener.closed(code, reason);
  }

  #if(act: () => void): void {
    if (!this.#ending.signal.aborted) act();
  }
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
