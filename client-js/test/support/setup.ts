import { after, afterEach, before, beforeEach, mock } from "node:test";
import WebSocket from "ws";
import {
  type ChangeEvent,
  type Collection,
  type Environment,
  type ErrorEvent,
  type StateEvent,
  Syncer,
  type SyncerOptions,
  type TransportName,
} from "../../src/index.js";
import { FakeServer, type Peer } from "./fake-server.js";

export const TASK = "demo:project.task";
export const STAGE = "demo:project.stage";

/** Waits for a condition; fails with what was waited for. */
export async function until(condition: () => boolean, what = condition.toString()): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited 5 s in vain for: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A clock that stands still until a test moves it. */
export class ManualEnvironment implements Environment {
  readonly online = new EventTarget();
  /** What the dice show. */
  dice = 0.5;
  #now = 0;
  #timers = new Map<number, { at: number; callback: () => void }>();
  #nextHandle = 1;

  readonly now = (): number => this.#now;
  readonly random = (): number => this.dice;
  readonly setTimeout = (callback: () => void, milliseconds: number): unknown => {
    const handle = this.#nextHandle++;
    this.#timers.set(handle, { at: this.#now + milliseconds, callback });
    return handle;
  };
  readonly clearTimeout = (handle: unknown): void => void this.#timers.delete(handle as number);

  /** Moves on, calling what is due on the way. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].callback();
    }
    this.#now = end;
  }

  /** How long until each timer. */
  get waits(): number[] {
    return [...this.#timers.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }
}

/** What the listeners of a collection's `change` heard, from now on. */
export function changesOf(collection: Collection): ChangeEvent[] {
  const changes: ChangeEvent[] = [];
  collection.on("change", (event) => changes.push(event));
  return changes;
}

/** A change in short: cause, created, updated, removed ids. */
export const summary = ({ cause, created, updated, removed }: ChangeEvent): unknown[] => [
  cause, created.map(({ id }) => id), updated.map(({ id }) => id), removed.map(({ id }) => id),
];

export interface Bench {
  server: FakeServer;
  environment: ManualEnvironment;
  states: StateEvent[];
  errors: ErrorEvent[];
  /** Makes a syncer of this bench; all are closed after the test. */
  syncer(options?: SyncerOptions): Syncer;
  /** Waits until the client has handled all that the server sent so far, connecting again where it has to. */
  settled(sync: Syncer): Promise<void>;
  /** Breaks the connection, and waits until it is there again and has caught up. */
  broken(sync: Syncer, meanwhile: () => void): Promise<void>;
}

/** A fresh server for each test of this file, or suite; the console's errors are kept away. */
export function bench(transports: readonly TransportName[] = ["websocket"]): Bench {
  const syncers: Syncer[] = [];
  const it = {
    states: [] as StateEvent[],
    errors: [] as ErrorEvent[],
    syncer(options: SyncerOptions = {}) {
      const { server, environment } = it as Bench;
      const sync = new Syncer({ url: server.url, WebSocket, environment, transports, ...options });
      sync.on("state", (event) => it.states.push(event));
      sync.on("error", (event) => it.errors.push(event));
      syncers.push(sync);
      return sync;
    },
    async settled(sync: Syncer) {
      // A cursor that is like no other shows that this very heartbeat was handled.
      const { server, environment } = it as Bench;
      for (const cursor of [`${server.cursor}.${Math.random()}`, server.cursor]) {
        // Each poll is a peer of its own; one that catches up says where it is after this.
        const told = new Map<Peer, string | undefined>();
        await until(() => {
          // Ends a wait for the next attempt, and leaves an attempt alone.
          if (sync.state === "connecting") environment.online.dispatchEvent(new Event("online"));
          for (const peer of server.open.filter((one) => !told.has(one) || told.get(one) !== sync.cursor)) {
            told.set(peer, sync.cursor);
            peer.notify("syncer.heartbeat", { cursor });
          }
          return sync.cursor === cursor;
        }, "the heartbeat");
      }
    },
    async broken(sync: Syncer, meanwhile: () => void) {
      const { server, environment } = it as Bench;
      const peers = server.peers.length;
      // A poll that is over is no connection: the next one breaks.
      await until(() => {
        for (const peer of server.open) peer.terminate();
        return sync.state === "connecting";
      });
      meanwhile();
      environment.advance(20_000);
      await until(() => sync.state === "connected" && server.peers.length > peers);
      await (it as Bench).settled(sync);
    },
  } as unknown as Bench;
  before(() => mock.method(console, "error", () => undefined));
  beforeEach(async () => {
    it.server = await FakeServer.start();
    it.environment = new ManualEnvironment();
    it.states.length = 0;
    it.errors.length = 0;
  });
  afterEach(async () => {
    for (const sync of syncers.splice(0)) sync.close();
    await it.server.stop();
  });
  after(() => mock.restoreAll());
  return it;
}
