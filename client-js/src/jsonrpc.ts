import type { WireError } from "./errors.js";
import { isObject } from "./json.js";
import { decodeResponse } from "./protocol.js";

/** What an answer of HTTP is as JSON-RPC: a result, an error of the server, or neither. */
export type HttpOutcome =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly error: WireError }
  | { readonly kind: "lost"; readonly why: string };

/** The headers of a call. */
export const CALL_HEADERS = { "Content-Type": "application/json" } as const;

/** The body of a call of a route: the method is not looked at there. */
export function callBody(id: number, params: object): string {
  return JSON.stringify({ id, jsonrpc: "2.0", method: "call", params });
}

/** Reads the answer to a call, whatever carried it. */
export function readAnswer(status: number, body: string): HttpOutcome {
  // A proxy's own answer, whatever it looks like: the server did not see the request.
  if (status === 502) return { kind: "lost", why: "HTTP 502" };
  const none: HttpOutcome = { kind: "lost", why: `HTTP ${status}, an answer that is not JSON-RPC` };
  try {
    const message: unknown = JSON.parse(body);
    if (!isObject(message)) return none;
    const { result, error } = decodeResponse(message);
    if (error !== undefined) return { kind: "error", error };
    if (status < 200 || status > 299) return { kind: "lost", why: `HTTP ${status} with a result` };
    return { kind: "result", result };
  } catch {
    return none;
  }
}
