import type { RPCError } from "./errors.js";

/** The events of the main bus and what each carries. */
export interface BusEvents {
  /** A call failed: the very error that its promise rejects with, or `{ type: "network" }`. */
  RPC_ERROR: RPCError | { type: "network" };
  /** A call begins: its id. */
  "RPC:REQUEST": number;
  /** A call ended, well or not: its id. */
  "RPC:RESPONSE": number;
}

/** An event target on which the parts of an application talk; the payload of an event is its `detail`. */
export class Bus extends EventTarget {
  /** Sends an event to all that listen. */
  trigger<K extends keyof BusEvents>(name: K, payload: BusEvents[K]): void;
  trigger(name: string, payload?: unknown): void;
  trigger(name: string, payload?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail: payload }));
  }

  /** Listens, and gets payloads instead of events; the answer removes the listener. */
  on<K extends keyof BusEvents>(name: K, listener: (payload: BusEvents[K]) => void): () => void;
  on(name: string, listener: (payload: unknown) => void): () => void;
  on(name: string, listener: (payload: never) => void): () => void {
    const own = (event: Event): void => {
      try {
        listener((event as CustomEvent<never>).detail);
      } catch (error) {
        // Thrown on, it would end a Node process.
        console.error(`A listener of "${name}" on the bus threw`, error);
      }
    };
    this.addEventListener(name, own);
    return () => this.removeEventListener(name, own);
  }
}

/** The main bus of the application. `rpc` reports here unless it was made with another bus. */
export const bus: Bus = new Bus();
