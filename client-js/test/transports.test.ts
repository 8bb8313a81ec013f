import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Collection, CollectionOptions, MessageEvent, Notification, RecordData, ResetEvent, Syncer } from "../src/index.js";
import { type Bench, bench, changesOf, STAGE, summary, TASK, until } from "./support/setup.js";

const DONE = { filter: [["done", "=", true]] };
const OPEN = { filter: [["done", "=", false]] };
const TOP = { order: "rank desc", limit: 2 };

function assertShows(it: Bench, collection: Collection, options: CollectionOptions = {}): void {
  const view = it.server.view({ channel: collection.channel, ...options } as Parameters<typeof it.server.view>[0]);
  // A write that changes none of the fields is not told, and neither is its version.
  const fields = (options as { fields?: string[] }).fields;
  const told = (records: readonly RecordData[]): unknown[] =>
    fields === undefined ? [...records] : records.map((record) => [record.id, ...fields.map((field) => record[field])]);
  assert.deepEqual(told(collection.list), told(view));
}

/** A number generator with a seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** What a callback holds that does as the notifications say, and is strict about them. */
class Follower {
  readonly held = new Map<number, number>();
  readonly faults: string[] = [];

  readonly take = ([[, , id], { method, version }]: Notification): void => {
    const had = this.held.get(id);
    if ((method === "create") === (had !== undefined)) this.faults.push(`${method} ${id}, held: ${had}`);
    if (method === "write" && version <= (had ?? 0)) this.faults.push(`write ${id} from ${had} to ${version}`);
    if (method === "unlink") this.held.delete(id);
    else this.held.set(id, version);
  };
}

for (const transport of ["websocket", "sse", "longpoll"] as const) {
  describe(`over ${transport}`, () => {
    const it = bench([transport]);

    test("collections_ofSeveralShapes_areExactInOneStep", async () => {
      for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, done: id > 1, rank: id }));
      const sync = it.syncer();
      const done = await sync.collection(TASK, DONE).ready;
      const open = await sync.collection(TASK, OPEN).ready;
      const top = await sync.collection(TASK, TOP).ready;
      assert.equal(sync.transport, transport);
      const views: number[][] = [];
      for (const each of [done, open, top]) each.on("change", () => views.push([done.records.size, open.records.size]));
      const changes = changesOf(top);
      await it.settled(sync);

      it.server.commit((t) => {
        t.write(TASK, 1, { done: true, rank: 9 });
        t.write(TASK, 2, { done: false });
        t.write(TASK, 3, { done: false });
      });
      await it.settled(sync);

      assertShows(it, done, DONE);
      assertShows(it, open, OPEN);
      assertShows(it, top, TOP);
      assert.deepEqual(views, [[1, 2], [1, 2], [1, 2]]);
      assert.deepEqual(changes.map(summary), [["commit", [1], [3], [2]]]);
    });

    test("commit_inParts_isOneStep", async () => {
      const sync = it.syncer();
      const tasks = await sync.collection(TASK).ready;
      const changes = changesOf(tasks);
      await it.settled(sync);

      it.server.fault = "split";
      it.server.commit((t) => [1, 2, 3].forEach((id) => t.create(TASK, id, { name: "A" })));
      await it.settled(sync);

      assert.deepEqual(changes.map(summary), [["commit", [1, 2, 3], [], []]]);
    });

    test("connection_lost_resumesAndServesWhatWasAddedMeanwhile", async () => {
      it.server.commit((t) => t.create(TASK, 1, { name: "A", done: true, rank: 1 }));
      const sync = it.syncer();
      const done = await sync.collection(TASK, DONE).ready;
      const seen: Notification[] = [];
      await sync.subscribe(TASK, (n) => seen.push(n), undefined, OPEN).ready;
      await it.settled(sync);
      const changes = changesOf(done);
      const added: Collection[] = [];

      await it.broken(sync, () => {
        it.server.commit((t) => t.write(TASK, 1, { done: false }));
        it.server.commit((t) => t.create(TASK, 2, { name: "B", done: true, rank: 2 }));
        added.push(sync.collection(TASK, OPEN), sync.collection(TASK, TOP));
      });
      await Promise.all(added.map(({ ready }) => ready));
      await it.settled(sync);

      assertShows(it, done, DONE);
      assertShows(it, added[0]!, OPEN);
      assertShows(it, added[1]!, TOP);
      assert.deepEqual(changes.map(summary), [["commit", [], [], [1]], ["commit", [2], [], []]]);
      assert.deepEqual(seen.map(([[, , id], { method }]) => [method, id]), [["create", 1]]);
    });

    test("reset_onReconnect_replacesAndTells", async () => {
      for (const id of [1, 2]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}` }));
      const sync = it.syncer();
      const tasks = await sync.collection(TASK).ready;
      await it.settled(sync);
      const resets: ResetEvent[] = [];
      sync.on("reset", (event) => {
        resets.push(event);
        it.server.resetReason = undefined;
      });
      const changes = changesOf(tasks);

      await it.broken(sync, () => {
        it.server.resetReason = "retention";
        it.server.commit((t) => t.unlink(TASK, 1));
      });
      it.server.commit((t) => t.create(TASK, 3, { name: "T3" }));
      await it.settled(sync);

      assertShows(it, tasks);
      assert.deepEqual(resets.map(({ reason, records }) => [reason, records.length]), [["retention", 1]]);
      assert.deepEqual(changes.map(summary), [["reset", [], [], [1]], ["commit", [3], [], []]]);
    });

    test("subscribe_oneIsRefused_theOthersWork", async () => {
      const sync = it.syncer();
      it.server.forbidden.add("demo:secret.plan");

      const plans = sync.collection("demo:secret.plan");
      const tasks = sync.collection(TASK);
      await tasks.ready;
      const stages = await sync.collection(STAGE).ready;
      it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
      it.server.commit((t) => t.create(STAGE, 1, { name: "S" }));
      await it.settled(sync);

      await assert.rejects(plans.ready, { name: "RPCError", code: 404 });
      assertShows(it, tasks);
      assertShows(it, stages);
      assert.equal(sync.state, "connected");
    });

    test("unsubscribe_some_theOthersGoOn", async () => {
      const sync = it.syncer();
      const seen: string[] = [];
      const first = sync.subscribe(TASK, () => seen.push("first"));
      const second = sync.subscribe(STAGE, () => seen.push("second"));
      await Promise.all([first.ready, second.ready]);

      first.unsubscribe();
      it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
      it.server.commit((t) => t.create(STAGE, 1, { name: "S" }));
      await it.settled(sync);
      second.unsubscribe();
      await until(() => it.server.open.every(({ shapes }) => shapes.size === 0));
      await sync.subscribe(STAGE, () => seen.push("third")).ready;
      it.server.commit((t) => t.create(STAGE, 2, { name: "S" }));
      await it.settled(sync);

      assert.deepEqual(seen, ["second", "third"]);
      assert.equal(sync.state, "connected");
    });

    test("messages_onAnOpenChannel_comeAndGo", async () => {
      const sync = it.syncer();
      const messages: MessageEvent[] = [];
      const listening = sync.onMessage("demo:chat", (event) => messages.push(event));
      await listening.ready;
      const user_id = { id: 8, name: "Ben", __last_update: null };
      const say = (message: unknown, channel = "demo:chat"): void =>
        it.server.open.forEach((peer) => peer.notify("syncer.message", { channel, message, user_id }));

      await sync.sendMessage("demo:chat", { text: "hello" });
      await until(() => it.server.open.length > 0);
      say({ text: "hi" });
      await until(() => messages.length === 1);
      listening.unsubscribe();
      await until(() => it.server.open.every(({ shapes }) => shapes.size === 0));
      say({ text: "too late" });

      assert.deepEqual(messages, [{ channel: "demo:chat", message: { text: "hi" }, user_id }]);
    });

    test("session_thatIsNone_isNotAuthenticated", async () => {
      it.server.hasSession = transport === "websocket";
      it.server.intercept = (peer, { id, method }) => {
        if (method === "syncer.hello") peer.fail(id, 100, "Session Expired");
        return method === "syncer.hello";
      };
      const sync = it.syncer();

      sync.connect();
      await until(() => sync.state === "disconnected");

      assert.equal(it.states.at(-1)?.code, 4401);
    });

    test("heartbeat_missing_connectsAgain", async () => {
      const sync = it.syncer();
      await sync.subscribe(TASK, () => undefined).ready;
      await it.settled(sync);

      it.server.intercept = () => true;
      it.environment.advance(transport === "longpoll" ? 64_999 : 54_999);
      assert.equal(sync.state, "connected");
      it.environment.advance(1);

      assert.equal(it.states.at(-1)?.code, 4408);
    });

    for (const seed of Array.from({ length: 12 }, (_, index) => index + 1)) {
      test(`oracle_seed_${seed}`, async () => await oracle(it, seed));
    }

    test("oracle_commitThatIsSkipped_isNoticed", async () => {
      const sync = it.syncer();
      const tasks = await sync.collection(TASK).ready;

      await until(() => it.server.open.length > 0);
      it.server.fault = "skip";
      it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
      await it.settled(sync);

      assert.throws(() => assertShows(it, tasks));
    });
  });
}

/** Random commits, rights, breaks in the middle of things and resets: each view equals what the server shows. */
async function oracle(it: Bench, seed: number): Promise<void> {
  const roll = dice(seed);
  const shapes: CollectionOptions[] = [
    {}, DONE, OPEN, TOP, { fields: ["rank"], order: "rank", limit: 3 }, { ...DONE, order: "rank", limit: 1 },
    { filter: [["rank", ">=", 2], ["done", "=", true]] }, { filter: [["done", "=", true], ["rank", ">=", 2]] },
  ];
  const sync = it.syncer();
  const views: [Collection, CollectionOptions][] = [];
  const followers: [Follower, CollectionOptions][] = [];
  const see = (): void => {
    const options = shapes[roll(shapes.length)]!;
    views.push([sync.collection(TASK, options), options]);
  };
  for (const options of [DONE, TOP]) {
    const follower = new Follower();
    followers.push([follower, options]);
    await sync.subscribe(TASK, follower.take, undefined, options).ready;
  }
  sync.on("reset", ({ records, filter, limit }) => {
    for (const [follower, options] of followers) {
      if ((filter !== undefined) !== ("filter" in options) || limit !== (options as { limit?: number }).limit) continue;
      follower.held.clear();
      for (const { id, version } of records) follower.held.set(id, version);
    }
  });
  let last = 0;
  const change = (): void => it.server.commit((t) => {
    for (let n = roll(3); n >= 0; n--) {
      const id = 1 + roll(6);
      const values = { name: `v${roll(99)}`, done: roll(2) === 0, rank: roll(5) };
      if (last < 6) t.create(TASK, ++last, values);
      else if (it.server.all(TASK).has(id) && roll(6) === 0) t.unlink(TASK, id);
      else if (it.server.all(TASK).has(id)) t.write(TASK, id, values);
      else t.create(TASK, ++last, values);
      if (roll(4) === 0) it.server.hidden.add(`${TASK} ${id}`);
      if (roll(4) === 0) it.server.hidden.delete(`${TASK} ${id}`);
    }
  });

  for (let step = 0; step < 25; step++) {
    change();
    if (roll(3) === 0) see();
    if (roll(6) === 0) views.splice(0, 1).forEach(([view]) => view.close());
    if (roll(4) === 0) await broken(it, sync, roll, change);
    if (roll(2) === 0) continue;
    await caughtUp(it, sync);
    await Promise.all(views.map(([view]) => view.ready));
    await caughtUp(it, sync);
    for (const [view, options] of views) assertShows(it, view, options);
    for (const [{ held, faults }, options] of followers) {
      const shown = it.server.view({ channel: TASK, ...options } as Parameters<typeof it.server.view>[0]);
      assert.deepEqual(faults, []);
      assert.deepEqual([...held].sort(([a], [b]) => a - b), shown.map(({ id, version }) => [id, version]).sort(([a], [b]) => a! - b!));
    }
  }
}

/** Waits until the subscriptions are there again and all was handled, without a break in between. */
async function caughtUp(it: Bench, sync: Syncer): Promise<void> {
  let before: number;
  do {
    before = it.states.length;
    await until(() => {
      if (sync.state === "connecting") it.environment.online.dispatchEvent(new Event("online"));
      return it.server.open.some(({ shapes }) => shapes.size > 0);
    });
    await it.settled(sync);
  } while (it.states.length !== before);
}

/** A break, and perhaps further ones in the middle of catching up. */
async function broken(it: Bench, sync: Syncer, roll: (sides: number) => number, change: () => void): Promise<void> {
  await until(() => {
    for (const peer of it.server.open) peer.terminate();
    return sync.state === "connecting";
  });
  it.server.resetReason = roll(4) === 0 ? "retention" : undefined;
  it.server.cutAfter = roll(2) === 0 ? roll(8) : Infinity;
  change();
  await until(() => {
    if (sync.state === "connecting") it.environment.online.dispatchEvent(new Event("online"));
    return sync.state === "connected";
  });
  it.server.resetReason = undefined;
}
