/** The clock, the dice and the network signal of the run-time; a test gives its own. */
export interface Environment {
  /** Milliseconds that never run backwards. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
  /** A number from 0 up to 1. */
  random(): number;
  /** Where `online` events come from: the window of a page. */
  readonly online: EventTarget | undefined;
}

/** The real clock, timers and dice. Wrapped, because a browser refuses its timers with another `this`. */
export const systemEnvironment: Environment = {
  now: () => performance.now(),
  setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds),
  clearTimeout: (handle) => globalThis.clearTimeout(handle as number),
  random: () => Math.random(),
  online: typeof globalThis.addEventListener === "function" ? globalThis : undefined,
};

/** The address that `url` means: itself without a trailing slash, or the origin of the page. */
export function baseUrl(url: string | undefined, who: string): string {
  const base = url ?? pageOrigin();
  if (base === undefined) {
    throw new Error(`${who} needs the server's address here, since there is no page: ${who}({ url: "https://host" })`);
  }
  if (!/^https?:\/\//i.test(base)) {
    throw new Error(`${who}: "url" must begin with http:// or https://, got "${base}"`);
  }
  return base.replace(/\/+$/, "");
}

function pageOrigin(): string | undefined {
  const origin = typeof location === "undefined" ? undefined : location.origin;
  return origin === "null" ? undefined : origin;
}
