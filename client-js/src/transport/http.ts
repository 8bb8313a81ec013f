import type { WireError } from "../errors.js";
import { CALL_HEADERS, callBody, readAnswer } from "../jsonrpc.js";

/** Why a request got nothing: the status, 0 without an answer, and the error of the answer, where it has one. */
export interface HttpFailure {
  readonly status: number;
  readonly error: WireError | undefined;
  readonly reason: string;
}

class HttpRefusal extends Error {
  constructor(readonly failure: HttpFailure) {
    super(failure.reason);
  }
}

/** What a rejected request of this file failed with. */
export function refusalOf(error: unknown): HttpFailure {
  return error instanceof HttpRefusal ? error.failure : { status: 0, error: undefined, reason: String(error) };
}

/** Makes a request; rejects where the answer is none, or one that {@link refusalOf} can tell. */
export async function request(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
  const response = await fetch(url, { ...init, headers, signal, cache: "no-store" });
  if (!response.ok) throw refused(response.status, await response.text());
  return response;
}

/** Calls a route; rejects for an error of the server too. */
export async function post(
  url: string,
  token: string | undefined,
  params: object,
  signal: AbortSignal,
): Promise<{ result: unknown }> {
  const response = await request(url, token, signal, { method: "POST", headers: CALL_HEADERS, body: callBody(1, params) });
  const text = await response.text();
  const outcome = readAnswer(response.status, text);
  if (outcome.kind !== "result") throw refused(response.status, text);
  return { result: outcome.result };
}

function refused(status: number, body: string): HttpRefusal {
  const outcome = readAnswer(status, body);
  // Without an error it is a proxy's answer, or none: the status has to do.
  const error = outcome.kind === "error" ? outcome.error : undefined;
  return new HttpRefusal({ status, error, reason: `HTTP ${status}${error === undefined ? "" : ` ${error.message}`}` });
}
