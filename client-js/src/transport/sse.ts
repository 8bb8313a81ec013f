import { refusalOf, request } from "./http.js";
import { HttpSession, type SourceListener, type Wanted } from "./http-session.js";
import type { Transport, TransportListener, TransportSession } from "./transport.js";

/** The wait between two signs of life of a server: its heartbeat, unless that is longer. */
const SILENCE = 0;

/**
 * Server-sent events on `<url>/syncer/events`, for where a proxy lets no WebSocket through. Read by `fetch`, which can send
 * a token and tells why it was refused; `EventSource` does neither.
 */
export class SseTransport implements Transport {
  readonly name = "sse";
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(baseUrl: string, token: string | undefined) {
    this.#url = baseUrl;
    this.#token = token;
  }

  open(listener: TransportListener): TransportSession {
    const [url, token] = [this.#url, this.#token];
    const open = (wanted: readonly Wanted[], source: SourceListener): (() => void) => {
      const ending = new AbortController();
      read(`${url}/syncer/events?${query(wanted)}`, token, ending.signal, source).then(
        () => source.failed({ status: 0, error: undefined, reason: "the server ended the stream" }),
        (error: unknown) => {
          if (!ending.signal.aborted) source.failed(refusalOf(error));
        },
      );
      return () => ending.abort();
    };
    return new HttpSession({ url, token, open, silence: SILENCE }, listener);
  }
}

/** Each parameter once for each subscription, empty where it has none; the cursor is one where all stand at the same. */
function query(wanted: readonly Wanted[]): URLSearchParams {
  const all = new URLSearchParams();
  for (const { params } of wanted) all.append("channel", params.channel);
  const add = (name: string, values: readonly (string | undefined)[]): void => {
    if (values.every((value) => value === undefined)) return;
    for (const value of values) all.append(name, value ?? "");
  };
  add("filter", wanted.map(({ params }) => params.filter && JSON.stringify(params.filter)));
  add("fields", wanted.map(({ params }) => params.fields?.join(",")));
  add("order", wanted.map(({ params }) => params.order));
  add("limit", wanted.map(({ params }) => params.limit?.toString()));
  add("snapshot", wanted.map(({ params }) => (params.snapshot ? "true" : undefined)));
  const cursor = place(wanted);
  if (cursor !== "") all.append("cursor", cursor);
  return all;
}

/** Where the subscriptions stand, in one text: empty where all begin anew. */
export function place(wanted: readonly Wanted[]): string {
  const cursors = wanted.map(({ cursor }) => cursor);
  return cursors.every((cursor) => cursor === cursors[0]) ? (cursors[0] ?? "") : cursors.join(",");
}

async function read(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
  source: SourceListener,
): Promise<void> {
  const response = await request(url, token, signal, { headers: { Accept: "text/event-stream" } });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser(source);
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || signal.aborted) return;
    source.alive();
    parser.take(decoder.decode(value, { stream: true }));
  }
}

/** Reads a stream of events, as the HTML standard has it, as far as the server makes use of it. */
export class EventParser {
  readonly #source: SourceListener;
  #rest = "";
  #name = "";
  #data: string[] = [];
  /** Kept from event to event. */
  #id = "";

  constructor(source: SourceListener) {
    this.#source = source;
  }

  /** Takes the next piece of the stream, wherever it was cut. */
  take(piece: string): void {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === "") return this.#dispatch();
    const [, field = line, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id") this.#id = value;
  }

  #dispatch(): void {
    const [name, text] = [this.#name, this.#data.join("\n")];
    this.#name = "";
    this.#data = [];
    if (text === "") return;
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      // Not an object, which the session reports.
    }
    this.#source.event(name, data, this.#id);
  }
}
