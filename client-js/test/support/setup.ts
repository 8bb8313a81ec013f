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
} from "../../src/index.js";
import { FakeServer } from "./fake-server.js";

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
  /** Waits until the client has handled all that the server sent so far. */
  settled(sync: Syncer): Promise<void>;
  /** Breaks the connection, and waits until it is there again and has caught up. */
  broken(sync: Syncer, meanwhile: () => void): Promise<void>;
}

/** A fresh server for each test of this file; the console's errors are kept away. */
export function bench(): Bench {
  const syncers: Syncer[] = [];
  const it = {
    states: [] as StateEvent[],
    errors: [] as ErrorEvent[],
    syncer(options: SyncerOptions = {}) {
      const { server, environment } = it as Bench;
      const sync = new Syncer({ url: server.url, WebSocket, environment, ...options });
      sync.on("state", (event) => it.states.push(event));
      sync.on("error", (event) => it.errors.push(event));
      syncers.push(sync);
      return sync;
    },
    async settled(sync: Syncer) {
      // A cursor that is like no other shows that this very heartbeat was handled.
      const cursor = `${(it as Bench).server.cursor}.${Math.random()}`;
      for (const peer of (it as Bench).server.open) peer.notify("syncer.heartbeat", { cursor });
      await until(() => sync.cursor === cursor, "the heartbeat");
      (it as Bench).server.heartbeat();
      await until(() => sync.cursor === (it as Bench).server.cursor, "the heartbeat");
    },
    async broken(sync: Syncer, meanwhile: () => void) {
      const { server, environment } = it as Bench;
      const peers = server.peers.length;
      server.peers.at(-1)!.socket.terminate();
      await until(() => sync.state === "connecting");
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
