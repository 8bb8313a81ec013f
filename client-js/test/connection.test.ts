import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../src/backoff.js";
import type { Notification, ResetEvent } from "../src/index.js";
import type { SocketPeer } from "./support/fake-server.js";
import { bench, STAGE, TASK, until } from "./support/setup.js";

const it = bench();
const ids = (seen: Notification[]): number[] => seen.map(([[, , id]]) => id);

test("states_ofAnOrdinaryConnection_areTold", async () => {
  const sync = it.syncer();

  assert.equal(sync.state, "disconnected");
  sync.connect();
  assert.equal(sync.state, "connecting");
  await until(() => sync.state === "connected");
  sync.close();

  assert.deepEqual(it.states.map(({ state, code }) => [state, code]), [
    ["connecting", 0], ["connected", 0], ["disconnected", 1000],
  ]);
});

test("reconnect_eachSubscriptionResumesFromItsOwnCursor", async () => {
  const sync = it.syncer();
  const tasks: Notification[] = [];
  const stages: Notification[] = [];
  await sync.subscribe(STAGE, (n) => stages.push(n)).ready;
  it.server.commit((t) => t.create(STAGE, 1, { name: "New" }));
  await until(() => stages.length === 1);
  await sync.subscribe(TASK, (n) => tasks.push(n)).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await until(() => tasks.length === 2);

  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");
  it.server.commit((t) => t.create(STAGE, 2, { name: "Done" }));
  it.server.commit((t) => t.create(TASK, 3, { name: "C" }));
  it.environment.advance(250);
  await until(() => stages.length === 2 && tasks.length === 3);
  await it.settled(sync);

  const again = it.server.peers[1]!;
  assert.deepEqual(again.params("syncer.subscribe"), [
    { channel: STAGE, cursor: "e1.1" }, { channel: TASK, cursor: "e1.3" },
  ]);
  assert.equal(again.frames.length, 2, "hello, then all subscribes in one batch");
  assert.deepEqual([ids(stages), ids(tasks)], [[1, 2], [1, 2, 3]]);
});

test("reconnect_afterAHeartbeat_resumesFromIt", async () => {
  const sync = it.syncer();
  await sync.subscribe(TASK, () => undefined).ready;
  it.server.commit((t) => t.create(STAGE, 1, { name: "not ours" }));
  it.server.heartbeat();
  await until(() => sync.cursor === "e1.1");

  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");
  it.environment.advance(250);
  await until(() => it.server.peers[1]?.params("syncer.subscribe").length === 1);

  assert.deepEqual(it.server.peers[1]!.params("syncer.subscribe"), [{ channel: TASK, cursor: "e1.1" }]);
});

test("reconnect_manySubscriptions_goInBatchesOfFifty", async () => {
  const sync = it.syncer();
  const handles = Array.from({ length: 120 }, (_, i) => sync.subscribe(`demo:model.m${i}`, () => undefined));
  await Promise.all(handles.map(({ ready }) => ready));

  const sizes = it.server.peers[0]!.frames.slice(1).map((frame) => (frame as unknown[]).length);

  assert.deepEqual(sizes, [50, 50, 20]);
});

test("reconnect_replayBrokenOff_goesOnWhereItBroke", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n)).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);
  it.server.intercept = (peer, { id, method }) => {
    if (method !== "syncer.subscribe") return false;
    // The answer names the head; of the replay nothing gets through at first, then one commit.
    peer.answer(id, { subscription: "s1", cursor: "e1.3", state: "resumed" });
    const { cursor, changes } = it.server.log[1]!;
    const isSecond = it.server.peers.length === 3;
    if (isSecond) peer.notify("syncer.commit", { cursor, changes: changes.map(([, n]) => ["s1", n]) });
    peer.close(1011);
    return true;
  };

  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  it.server.commit((t) => t.create(TASK, 3, { name: "C" }));
  it.environment.advance(250);
  await until(() => it.server.peers.length === 2 && sync.state === "connected");
  await until(() => sync.state === "connecting");
  it.environment.advance(20_000);
  await until(() => seen.length === 2 && sync.state === "connecting");
  it.server.intercept = () => false;
  it.environment.advance(20_000);
  await until(() => seen.length === 3);

  assert.deepEqual(ids(seen), [1, 2, 3]);
  const cursors = it.server.peers.slice(1).map((peer) => peer.params("syncer.subscribe")[0]!["cursor"]);
  assert.deepEqual(cursors, ["e1.1", "e1.1", "e1.2"]);
});

test("reset_onReconnect_tellsReasonAndRecords", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  const resets: ResetEvent[] = [];
  sync.on("reset", (event) => resets.push(event));
  await sync.subscribe(TASK, (n) => seen.push(n)).ready;
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: "A" }));
  await until(() => seen.length === 3);

  it.server.resetReason = "retention";
  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");
  it.server.commit((t) => t.unlink(TASK, 2));
  it.environment.advance(250);
  await until(() => resets.length === 1);
  it.server.commit((t) => t.write(TASK, 1, { name: "B" }));
  await it.settled(sync);

  assert.deepEqual(resets.map(({ channel, reason, records }) => [channel, reason, records.map(({ id }) => id)]), [
    [TASK, "retention", [1, 3]],
  ]);
  assert.deepEqual(ids(seen), [1, 2, 3, 1]);
});

test("reset_brokenOff_isNotTakenForDone", async () => {
  const sync = it.syncer();
  const resets: ResetEvent[] = [];
  sync.on("reset", (event) => resets.push(event));
  await sync.subscribe(TASK, () => undefined).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);
  const peer = it.server.peers[0]!;

  peer.notify("syncer.reset", { subscription: "s1", reason: "overflow", cursor: "e9.9" });
  peer.notify("syncer.snapshot", { subscription: "s1", records: [], last: false });
  peer.close(1011);
  await until(() => sync.state === "connecting");
  it.environment.advance(250);
  await until(() => sync.state === "connected");
  await it.settled(sync);

  assert.deepEqual(it.server.peers[1]!.params("syncer.subscribe"), [{ channel: TASK, cursor: "e1.1" }]);
  assert.deepEqual(resets, []);
});

test("heartbeat_missing_connectsAgain", async () => {
  const sync = it.syncer();
  await sync.subscribe(TASK, () => undefined).ready;

  it.environment.advance(25_000);
  await until(() => it.server.peers[0]!.params("syncer.ping").length === 1);
  await it.settled(sync);
  it.environment.advance(54_999);
  assert.equal(sync.state, "connected");
  await until(() => it.server.peers[0]!.params("syncer.ping").length === 3);
  await it.settled(sync);
  it.server.intercept = () => true;
  it.environment.advance(54_999);
  assert.equal(sync.state, "connected");
  it.environment.advance(1);

  assert.equal(sync.state, "connecting");
  assert.deepEqual(it.states.at(-1), { state: "connecting", code: 4408, reason: "nothing heard from the server" });
});

for (const code of [4401, 4403, 4409, 4429]) {
  test(`close_${code}_doesNotComeBackByItself`, async () => {
    const sync = it.syncer();
    const seen: Notification[] = [];
    await sync.subscribe(TASK, (n) => seen.push(n)).ready;

    it.server.peers[0]!.close(code, "because");
    await until(() => sync.state === "disconnected");
    it.environment.advance(600_000);
    it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
    assert.deepEqual(it.states.at(-1), { state: "disconnected", code, reason: "because" });
    assert.deepEqual(it.environment.waits, []);
    assert.equal(it.server.upgrades, 1);

    sync.connect();
    await until(() => seen.length === 1);
    assert.equal(sync.state, "connected");
  });
}

test("hello_refused_isNotAuthenticated", async () => {
  const sync = it.syncer();
  it.server.intercept = (peer, { id }) => {
    peer.fail(id, 100, "Session Expired");
    return true;
  };

  sync.connect();
  await until(() => sync.state === "disconnected");

  assert.deepEqual(it.states.at(-1), { state: "disconnected", code: 4401, reason: "Session Expired" });
});

test("close_1012_comesBackWithinASecond", async () => {
  const sync = it.syncer();
  sync.connect();
  await until(() => sync.state === "connected");

  it.environment.dice = 0.9;
  it.server.peers[0]!.close(1012, "restart");
  await until(() => sync.state === "connecting");

  assert.deepEqual(it.environment.waits, [900]);
  it.environment.advance(900);
  await until(() => sync.state === "connected");
});

test("upgrade_refused_isTriedAgainLaterAndLater", async () => {
  const sync = it.syncer();
  it.server.refuseUpgrades = true;
  it.environment.dice = 0.999;
  const waits: number[] = [];

  sync.connect();
  for (let attempt = 1; attempt <= 8; attempt++) {
    await until(() => it.server.upgrades === attempt && it.environment.waits[0] !== 10_000);
    const wait = it.environment.waits[0]!;
    waits.push(Math.round(wait / 0.999));
    it.environment.advance(wait);
  }
  it.server.refuseUpgrades = false;

  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test("online_whileWaiting_triesAtOnce", async () => {
  const sync = it.syncer();
  sync.connect();
  await until(() => sync.state === "connected");
  it.server.peers[0]!.terminate();
  await until(() => sync.state === "connecting");

  it.environment.online.dispatchEvent(new Event("online"));
  await until(() => sync.state === "connected");

  assert.equal(it.server.peers.length, 2);
});

test("hello_withoutAnswer_isGivenUp", async () => {
  const sync = it.syncer();
  it.server.intercept = () => true;
  sync.connect();
  await until(() => it.server.peers[0]?.requests.length === 1);

  it.environment.advance(10_000);

  assert.deepEqual(it.environment.waits, [250]);
  assert.equal(sync.state, "connecting");
});

test("backoff_isFullJitter_overItsWholeRange", () => {
  const dice = [0, 0.25, 0.5, 1];
  const backoff = new Backoff({ base: 100, cap: 300 }, () => dice.shift()!);

  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next()], [0, 50, 150, 300]);
});

for (const [name, frame] of [
  ["noJson", "{"],
  ["binary", Buffer.from([1, 2])],
  ["noObject", '"hello"'],
  ["emptyCommit", '{"jsonrpc":"2.0","method":"syncer.commit","params":{}}'],
  ["idNull", '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}'],
] as const) {
  test(`frame_${name}_isReportedAndTheConnectionMadeAgain`, async () => {
    const sync = it.syncer();
    const seen: Notification[] = [];
    await sync.subscribe(TASK, (n) => seen.push(n)).ready;

    (it.server.peers[0] as SocketPeer).socket.send(frame);
    await until(() => sync.state === "connecting");
    it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
    it.environment.advance(250);
    await until(() => seen.length === 1);

    assert.deepEqual(it.errors.map(({ kind, error }) => [kind, (error as Error).name]), [["protocol", "ProtocolError"]]);
    assert.equal(it.states.find(({ code }) => code !== 0)?.code, 1002);
  });
}

test("frame_ofALaterVersion_isLeftAlone", async () => {
  const sync = it.syncer();
  await sync.subscribe(TASK, () => undefined).ready;

  it.server.peers[0]!.notify("syncer.later", { something: "new" });
  it.server.peers[0]!.notify("syncer.commit", { cursor: "e1.0", changes: [["s77", [["demo", "x", 1], noPayload()]]] });
  await it.settled(sync);

  assert.deepEqual(it.errors, []);
  assert.equal(sync.state, "connected");
});

test("subscribe_whileTheServerStops_comesBackAndSubscribes", async () => {
  const sync = it.syncer();
  let refused = 0;
  it.server.intercept = (peer, { id, method }) => {
    if (method !== "syncer.subscribe" || refused > 0) return false;
    refused++;
    peer.fail(id, 503, "Stopping");
    return true;
  };

  const subscription = sync.subscribe(TASK, () => undefined);
  await until(() => it.states.some(({ code }) => code === 1013));
  it.environment.advance(250);

  assert.equal((await subscription.ready).state, "live");
});

test("error_listenerThrows_onlyTheConsoleHears", async () => {
  const sync = it.syncer();
  sync.on("error", () => {
    throw new Error("again");
  });
  sync.on("state", () => {
    throw new Error("listener");
  });

  sync.connect();
  await until(() => sync.state === "connected");

  assert.deepEqual(it.errors.map(({ kind }) => kind), ["listener", "listener"]);
});

function noPayload(): object {
  const user_id = { id: 7, name: "Ana", __last_update: null };
  return { method: "unlink", record_name: "", __last_update: "", data: {}, indirect: false, entire: false, user_id, version: 1 };
}
