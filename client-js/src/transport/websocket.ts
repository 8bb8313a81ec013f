import { CloseCode } from "../codes.js";
import type { WebSocketConstructor } from "../types.js";
import type { Transport, TransportListener, TransportSession } from "./transport.js";

const SUBPROTOCOL = "syncer.v1";
const OPEN = 1;

/** JSON-RPC in text frames on `<url>/syncer/websocket`. */
export class WebSocketTransport implements Transport {
  readonly name = "websocket";
  readonly #url: string;
  readonly #WebSocket: WebSocketConstructor;

  constructor(baseUrl: string, WebSocket: WebSocketConstructor) {
    this.#url = `${baseUrl.replace(/^http/i, "ws")}/syncer/websocket`;
    this.#WebSocket = WebSocket;
  }

  open(listener: TransportListener): TransportSession {
    const socket = new this.#WebSocket(this.#url, [SUBPROTOCOL]);
    socket.addEventListener("open", () => listener.opened());
    socket.addEventListener("message", ({ data }) => receive(data, listener));
    // A "close" with the details follows each "error"; ws throws where nobody listens to "error".
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", ({ code, reason }) => listener.closed(code, String(reason)));
    return {
      send: (message) => {
        if (socket.readyState === OPEN) socket.send(JSON.stringify(message));
      },
      close: (code, reason) => socket.close(sendable(code), reason),
    };
  }
}

/** The WebSocket class to use: the given one, else that of the run-time. */
export function webSocketClass(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (typeof found === "function") return found;
  const node = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;
  const remedy =
    node === undefined
      ? "Pass a WebSocket class: new Syncer({ WebSocket })."
      : `Node ${node} has no WebSocket of its own. Run "npm install ws", then: ` +
        'import WebSocket from "ws"; new Syncer({ url, WebSocket }). Node 22 and later need neither.';
  throw new Error(`Syncer: there is no WebSocket in this run-time. ${remedy}`);
}

function receive(data: unknown, listener: TransportListener): void {
  if (typeof data !== "string") return listener.malformed("a frame that is not text");
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return listener.malformed("a frame that is not JSON");
  }
  listener.message(message);
}

/** A page may close with 1000 and 3000 to 4999 only. */
function sendable(code: number): number {
  return code >= 3000 && code <= 4999 ? code : CloseCode.NORMAL;
}
