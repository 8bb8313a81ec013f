import { isObject } from "../json.js";
import { post, refusalOf } from "./http.js";
import { HttpSession, type SourceListener, type Wanted } from "./http-session.js";
import { place } from "./sse.js";
import type { Transport, TransportListener, TransportSession } from "./transport.js";

/** How long a poll may wait until it is answered, and some. */
const SILENCE = 60_000;

/** Polls of `<url>/syncer/poll`, one after another, for where a proxy keeps streams back until they end. */
export class LongPollTransport implements Transport {
  readonly name = "longpoll";
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
      poll(`${url}/syncer/poll`, token, wanted, ending.signal, source).catch((error: unknown) => {
        if (!ending.signal.aborted) source.failed(refusalOf(error));
      });
      return () => ending.abort();
    };
    return new HttpSession({ url, token, open, silence: SILENCE }, listener);
  }
}

async function poll(
  url: string,
  token: string | undefined,
  wanted: readonly Wanted[],
  signal: AbortSignal,
  source: SourceListener,
): Promise<void> {
  const subscriptions = wanted.map(({ params }) => params);
  let cursor = place(wanted);
  while (!signal.aborted) {
    const { result } = await post(url, token, { subscriptions, ...(cursor !== "" && { cursor }) }, signal);
    if (signal.aborted || !isObject(result)) return;
    const events = Array.isArray(result["events"]) ? (result["events"] as unknown[]) : [];
    const reached = String(result["cursor"] ?? "");
    // The place is that of the whole answer, so it counts with the last of it.
    const all: [string, unknown][] = [["subscribed", { subscriptions: result["subscriptions"] }]];
    for (const event of events) if (isObject(event)) all.push([String(event["event"]), event["data"]]);
    if (reached !== "" && !reached.includes(",")) all.push(["heartbeat", { cursor: reached }]);
    all.forEach(([name, data], index) => {
      if (!signal.aborted) source.event(name, data, index === all.length - 1 ? reached : undefined);
    });
    cursor = reached || cursor;
  }
}
