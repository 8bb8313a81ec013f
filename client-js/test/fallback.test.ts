import assert from "node:assert/strict";
import { test } from "node:test";
import { type Notification, Syncer } from "../src/index.js";
import { EventParser } from "../src/transport/sse.js";
import { bench, TASK, until } from "./support/setup.js";

const it = bench(["websocket", "sse", "longpoll"]);
const ids = (seen: Notification[]): number[] => seen.map(([[, , id]]) => id);

test("webSocket_refused_fallsBackToEvents", async () => {
  it.server.refuseUpgrades = true;
  const sync = it.syncer();

  const tasks = await sync.collection(TASK).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);

  assert.equal(sync.transport, "sse");
  assert.equal(tasks.records.size, 1);
  assert.deepEqual(it.states.map(({ state }) => state), ["connecting", "connected"]);
});

test("webSocket_swallowed_fallsBackWithinTenSeconds", async () => {
  it.server.swallowUpgrades = true;
  const sync = it.syncer();
  sync.connect();
  await until(() => it.server.upgrades === 1);

  it.environment.advance(4_999);
  assert.equal(sync.state, "connecting");
  it.environment.advance(1);
  await until(() => sync.state === "connected");

  assert.equal(sync.transport, "sse");
});

test("webSocket_lostAndThenBarred_goesOnFromTheSameCursor", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n)).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);
  assert.equal(sync.transport, "websocket");

  it.server.refuseUpgrades = true;
  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  it.environment.advance(250);
  // Once may be a restart; twice is a proxy.
  await until(() => it.server.upgrades === 2 && it.environment.waits[0] === 500);
  it.environment.advance(500);
  await until(() => seen.length === 2);

  assert.deepEqual([sync.transport, ids(seen)], ["sse", [1, 2]]);
  assert.deepEqual(it.server.peers.at(-1)!.params("syncer.subscribe"), [{ channel: TASK, cursor: "e1.1" }]);
});

test("events_refusedToo_fallsBackToPolls", async () => {
  it.server.refuseUpgrades = true;
  it.server.refuseEvents = true;
  const sync = it.syncer();
  const seen: Notification[] = [];
  const subscription = sync.subscribe(TASK, (n) => seen.push(n));

  // It gets as far as to say hello; that no events come is known when the first are asked for.
  await subscription.ready;
  assert.equal(sync.transport, "longpoll");
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await until(() => seen.length === 1);

  assert.deepEqual(ids(seen), [1]);
});

test("events_workedForLong_theWebSocketIsTriedAgain", async () => {
  it.server.refuseUpgrades = true;
  const sync = it.syncer();
  await sync.subscribe(TASK, () => undefined).ready;
  assert.equal(sync.transport, "sse");
  it.server.refuseUpgrades = false;

  for (const [wait, transport] of [[1_000, "sse"], [600_000, "websocket"]] as const) {
    for (let passed = 0; passed < wait; passed += 20_000) {
      it.environment.advance(Math.min(wait, 20_000));
      await it.settled(sync);
    }
    for (const peer of it.server.open) peer.terminate();
    await until(() => sync.state === "connecting");
    it.environment.advance(it.environment.waits[0]!);
    await until(() => sync.state === "connected");
    await it.settled(sync);
    assert.equal(sync.transport, transport);
  }
});

test("events_endedByTheServer_codeCounts", async () => {
  it.server.refuseUpgrades = true;
  const sync = it.syncer();
  await sync.subscribe(TASK, () => undefined).ready;

  it.server.open[0]!.close(4409, "logged out");
  await until(() => sync.state === "disconnected");

  assert.deepEqual(it.states.at(-1), { state: "disconnected", code: 4409, reason: "logged out" });
});

test("transports_thatAreNone_areRefusedAtTheCall", () => {
  for (const transports of [[], ["carrier-pigeon"]]) {
    assert.throws(() => new Syncer({ url: it.server.url, transports: transports as never }), /give some of websocket, sse, longpoll/);
  }
});

test("eventStream_cutAnywhere_isRead", () => {
  const text = ': beat\n\nretry: 500\nevent: subscribed\nid: c1\ndata: {"subscriptions":[]}\n\nevent: commit\ndata: {"a":1,\r\ndata:"b":2}\r\n\r\nevent: late\ndata: [1';
  for (let cut = 0; cut <= text.length; cut++) {
    const seen: unknown[][] = [];
    const parser = new EventParser({
      event: (...event) => seen.push(event),
      alive: () => undefined,
      failed: () => undefined,
    });

    parser.take(text.slice(0, cut));
    parser.take(text.slice(cut));

    assert.deepEqual(seen, [["subscribed", { subscriptions: [] }, "c1"], ["commit", { a: 1, b: 2 }, "c1"]]);
  }
});
