import assert from "node:assert/strict";
import { test } from "node:test";
import type { Collection, RecordData } from "../src/index.js";
import type { SocketPeer } from "./support/fake-server.js";
import { bench, changesOf, STAGE, summary, TASK, until } from "./support/setup.js";

const it = bench();

function assertEqualsServer(collection: Collection): void {
  assert.deepEqual(new Map(collection.records), it.server.all(collection.channel));
}

test("collection_snapshotInChunksThenTail_isWhatTheServerHas", async () => {
  for (const id of [1, 2, 3, 4, 5]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, stage_id: [1, "New"] }));
  const sync = it.syncer();
  const tasks = sync.collection(TASK);
  const changes = changesOf(tasks);

  assert.equal(await tasks.ready, tasks);
  assertEqualsServer(tasks);
  it.server.commit((t) => {
    t.write(TASK, 1, { stage_id: [3, "Done"] });
    t.unlink(TASK, 2);
    t.create(TASK, 6, { name: "T6" });
  });
  it.server.commit((t) => t.write(TASK, 1, { name: "renamed" }));
  await it.settled(sync);

  assertEqualsServer(tasks);
  assert.deepEqual(changes.map(summary), [
    ["snapshot", [1, 2, 3, 4, 5], [], []],
    ["commit", [6], [1], [2]],
    ["commit", [], [1], []],
  ]);
  assert.deepEqual(changes.map(({ notifications }) => notifications.length), [0, 3, 1]);
});

test("collection_deltaOfAWrite_mergesTheRecordsMeta", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A", price: "1.50" }));
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const before = tasks.records.get(1)!;

  it.server.commit((t) => t.write(TASK, 1, { name: "B" }));
  await it.settled(sync);

  const record = tasks.records.get(1)!;
  assert.deepEqual(
    [record.display_name, record.version, record.write_date, record.write_uid, record["price"]],
    ["B", 2, "2026-11-22T10:00:02.000Z", [8, "Ben"], "1.50"],
  );
  assert.equal(before["name"], "A", "the old object stays as it was");
  assert.throws(() => (record["name"] = "x"), TypeError);
});

test("collection_snapshotHoldsPartOfTheTail_noEcho", async () => {
  const sync = it.syncer();
  it.server.intercept = (peer, { id, method, params }) => {
    if (method !== "syncer.subscribe") return false;
    peer.shapes.set("s1", { id: it.server.shapeId(params), channel: TASK });
    peer.answer(id, { subscription: "s1", cursor: "e1.0", state: "snapshot" });
    // All of these come before the last chunk, which was read after them.
    it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
    it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
    it.server.commit((t) => t.write(TASK, 1, { name: "C" }));
    it.server.commit((t) => t.unlink(TASK, 2));
    it.server.snapshot(peer, "s1", TASK);
    peer.notify("syncer.commit", { cursor: "e1.3", changes: it.server.log[2]!.changes.map(([, n]) => ["s1", n]) });
    return true;
  };
  const tasks = sync.collection(TASK);
  const changes = changesOf(tasks);

  await tasks.ready;
  await it.settled(sync);

  assertEqualsServer(tasks);
  assert.deepEqual(changes.map(summary), [["snapshot", [1], [], []]]);
});

test("commit_overSeveralSubscriptions_isOneStep", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const stages = await sync.collection(STAGE).ready;
  const views: number[][] = [];
  const look = (): unknown => views.push([tasks.records.size, stages.records.size]);
  tasks.on("change", look);
  stages.on("change", look);
  sync.subscribe(TASK, look);
  await sync.subscribe(STAGE, look).ready;

  for (const fault of [undefined, "split"] as const) {
    views.length = 0;
    it.server.fault = fault;
    const n = it.server.log.length;
    it.server.commit((t) => {
      t.create(TASK, n * 2 + 1, { name: "A" });
      t.create(STAGE, n * 2 + 1, { name: "S" });
      t.create(TASK, n * 2 + 2, { name: "B" });
    });
    await it.settled(sync);

    const after = [tasks.records.size, stages.records.size];
    assert.equal(views.length, 5, "three notifications for callbacks, one change for each collection");
    for (const view of views) assert.deepEqual(view, after);
  }
});

test("commit_brokenOffBetweenItsParts_isNotHalfApplied", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const peer = it.server.peers[0]!;
  peer.shapes.clear();
  it.server.commit((t) => {
    t.create(TASK, 1, { name: "A" });
    t.create(TASK, 2, { name: "B" });
  });

  const first = it.server.log[0]!.changes[0]![1];
  peer.notify("syncer.commit", { cursor: "e1.1", changes: [["s1", first]], more: true });
  const ghost = [["demo", "project.task", 99], first[1]];
  peer.notify("syncer.commit", { cursor: "e1.1", changes: [["s1", ghost]], more: true });
  await new Promise((resolve) => (peer as SocketPeer).socket.ping("", false, resolve as () => void));
  assert.equal(tasks.records.size, 0);
  const changes = changesOf(tasks);
  await it.broken(sync, () => undefined);

  assert.deepEqual(changes.map(summary), [["commit", [1, 2], [], []]]);
  assertEqualsServer(tasks);
});

test("collection_afterALostConnection_hasExactlyWhatWasMissed", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);
  const changes = changesOf(tasks);

  await it.broken(sync, () => {
    it.server.commit((t) => t.write(TASK, 1, { name: "B" }));
    it.server.commit((t) => t.create(TASK, 2, { name: "C" }));
  });

  assertEqualsServer(tasks);
  assert.deepEqual(changes.map(summary), [["commit", [], [1], []], ["commit", [2], [], []]]);
});

test("collection_afterAReset_equalsTheServerInOneStep", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}` }));
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const changes = changesOf(tasks);
  const sizes: number[] = [];
  sync.on("reset", ({ records }) => sizes.push(records.length, tasks.records.size));

  it.server.resetReason = "epoch";
  await it.broken(sync, () => {
    it.server.epoch = 2;
    // Another history: the same version, with another content.
    it.server.all(TASK).set(1, { ...it.server.all(TASK).get(1)!, name: "restored" });
    it.server.all(TASK).delete(2);
    it.server.commit((t) => t.create(TASK, 4, { name: "T4" }));
  });
  it.server.resetReason = undefined;
  it.server.commit((t) => t.write(TASK, 3, { name: "tail" }));
  await it.settled(sync);

  assertEqualsServer(tasks);
  assert.deepEqual(changes.map(summary), [["reset", [4], [1], [2]], ["commit", [], [3], []]]);
  assert.deepEqual(sizes, [3, 3]);
});

test("collection_resetAtAnyTime_keepsWhatComesMeanwhile", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}` }));
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const peer = it.server.peers[0]!;

  const old = [...it.server.all(TASK).values()];
  peer.notify("syncer.reset", { subscription: "s1", reason: "schema", cursor: it.server.cursor });
  peer.notify("syncer.snapshot", { subscription: "s1", records: old.slice(0, 2), last: false });
  it.server.commit((t) => t.write(TASK, 1, { name: "meanwhile" }));
  peer.notify("syncer.snapshot", { subscription: "s1", records: old.slice(2), last: true });
  await it.settled(sync);

  assertEqualsServer(tasks);
  assert.equal(tasks.records.get(1)!["name"], "meanwhile");
});

test("collection_besideACallback_getsASnapshotOfItsOwn", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  const sync = it.syncer();
  const seen: number[] = [];
  await sync.subscribe(TASK, ([[, , id]]) => seen.push(id)).ready;

  const tasks = await sync.collection(TASK).ready;
  const copy = sync.collection(TASK);
  const changes = changesOf(copy);
  await copy.ready;
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await it.settled(sync);

  assert.deepEqual(seen, [2]);
  assertEqualsServer(tasks);
  assertEqualsServer(copy);
  assert.deepEqual(changes.map(summary), [["snapshot", [1], [], []], ["commit", [2], [], []]]);
  assert.deepEqual(it.server.peers[0]!.params("syncer.subscribe"), [{ channel: TASK }, { channel: TASK, snapshot: true }]);
});

test("collection_snapshotBrokenOff_beginsAnew", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}` }));
  const sync = it.syncer();
  const seen: number[] = [];
  it.server.intercept = (peer, { id, method }) => {
    if (method !== "syncer.subscribe") return false;
    peer.answer(id, { subscription: "s1", cursor: "e1.3", state: "snapshot" });
    const records = [it.server.all(TASK).get(1)];
    peer.notify("syncer.snapshot", { subscription: "s1", records, last: false });
    return true;
  };
  sync.subscribe(TASK, ([[, , id]]) => seen.push(id));
  const tasks = sync.collection(TASK);
  await until(() => (it.server.peers[0]?.params("syncer.subscribe").length ?? 0) > 0);
  await it.settled(sync);
  it.server.intercept = () => false;

  await it.broken(sync, () => it.server.commit((t) => t.create(TASK, 4, { name: "T4" })));
  await tasks.ready;

  assertEqualsServer(tasks);
  assert.deepEqual(seen, [4]);
});

test("collection_closed_staysAsItIs", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK, { filter: [["stage_id", "=", 3]], fields: ["name"] }).ready;
  const changes = changesOf(tasks);
  const peer = it.server.peers[0]!;
  assert.deepEqual(peer.params("syncer.subscribe")[0]!["filter"], [["stage_id", "=", 3]]);

  tasks.close();
  tasks.close();
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await until(() => peer.params("syncer.unsubscribe").length === 1);
  await it.settled(sync);

  assert.deepEqual([tasks.records.size, changes.length], [0, 0]);
});

test("collection_listenerThrows_isReported", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  tasks.on("change", () => {
    throw new Error("listener");
  });
  const changes = changesOf(tasks);

  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await until(() => changes.length === 1);

  assert.deepEqual(it.errors.map(({ kind, channel }) => [kind, channel]), [["listener", TASK]]);
});

test("collection_commitSkippedByTheServer_isNoticedByTheseTests", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection<RecordData & { name: string }>(TASK).ready;

  it.server.fault = "skip";
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);

  assert.throws(() => assertEqualsServer(tasks as unknown as Collection));
});
