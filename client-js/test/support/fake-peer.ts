import type { WebSocket } from "ws";
import type { Shape } from "./fake-data.js";

export interface Request {
  id: number;
  method: string;
  params: Record<string, unknown>;
}

/** One client's connection, as the server sees it. */
export abstract class Peer {
  readonly shapes = new Map<string, Shape>();
  readonly requests: Request[] = [];
  readonly frames: unknown[] = [];
  /** The connection breaks before one more message than this is sent. */
  mayStillSend = Infinity;

  abstract get isOpen(): boolean;
  /** Breaks the connection without a word. */
  abstract terminate(): void;
  /** Ends the connection with a code. */
  abstract close(code: number, reason?: string): void;
  protected abstract write(message: unknown): void;

  send(message: unknown): void {
    if (!this.isOpen) return;
    if (this.mayStillSend-- > 0) this.write(message);
    else this.terminate();
  }

  notify(method: string, params: object): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  answer(id: number, result: unknown): void {
    this.send({ jsonrpc: "2.0", id, result });
  }

  fail(id: number, code: number, message: string, type?: string): void {
    this.send({ jsonrpc: "2.0", id, error: { code, message, ...(type && { type }) } });
  }

  /** The params of all requests with this method, in order. */
  params(method: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }
}

/** A client on a WebSocket. */
export class SocketPeer extends Peer {
  constructor(readonly socket: WebSocket) {
    super();
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  terminate(): void {
    this.socket.terminate();
  }

  close(code: number, reason?: string): void {
    this.socket.close(code, reason);
  }

  protected write(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }
}
