import assert from "node:assert/strict";
import { test } from "node:test";
import type { Collection, CollectionOptions, Notification, ResetEvent } from "../src/index.js";
import { bench, changesOf, STAGE, summary, TASK, until } from "./support/setup.js";

const it = bench();
const DONE = { filter: [["done", "=", true]] };
const OPEN = { filter: [["done", "=", false]] };
const TOP = { order: "rank desc", limit: 2 };

const short = (seen: Notification[]): unknown[] =>
  seen.map(([[, , id], { method, left, entire }]) => [method, id, ...(left ? ["left"] : []), ...(entire ? ["entire"] : [])]);

function assertShows(collection: Collection, options: CollectionOptions): void {
  const view = it.server.view({ channel: collection.channel, ...options } as Parameters<typeof it.server.view>[0]);
  assert.deepEqual(collection.list, view);
  assert.equal(collection.records.size, view.length);
}

test("subscribe_withOptions_asksTheServerForThem", async () => {
  const sync = it.syncer();
  const parent = { seen: 0 };
  const options = { filter: [["done", "=", true]], fields: ["name"], order: "rank  DESC, name", limit: 5, snapshot: true };

  const subscription = sync.subscribe(TASK, function (this: typeof parent) { this.seen++; }, parent, options);
  await subscription.ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A", done: true }));
  await until(() => parent.seen === 1);

  assert.deepEqual(it.server.peers[0]!.params("syncer.subscribe"), [
    { channel: TASK, filter: [["done", "=", true]], fields: ["name"], order: "rank desc,name", limit: 5, snapshot: true },
  ]);
});

test("subscribe_optionsThatAreNone_throwAtTheCall", () => {
  const sync = it.syncer();

  for (const limit of [0, -1, 1.5, "5", Infinity]) {
    assert.throws(() => sync.collection(TASK, { limit: limit as never }), /limit must be a whole number from 1 on/);
  }
  assert.throws(() => sync.collection(TASK, { order: "rank down" }), /order "rank down": give fields/);
  assert.throws(() => sync.collection(TASK, { order: 7 as never }), /order must be a text/);
  assert.throws(() => sync.subscribe(TASK, () => undefined, undefined, { fields: "name" as never }), /fields must be an array/);
  assert.throws(() => sync.subscribe(TASK, () => undefined, undefined, { filter: "done" as never }), /filter must be an array/);
});

test("subscribe_equalOptions_shareOneWireSubscription", async () => {
  const sync = it.syncer();
  const seen: Notification[][] = [[], []];

  sync.subscribe(TASK, (n) => seen[0]!.push(n), undefined, { ...DONE, fields: ["rank", "name"], order: "rank", limit: 3 });
  await sync.subscribe(
    { channel: TASK, filter: [["done", "=", true]], fields: ["name", "rank", "name"], order: "rank asc", limit: 3 },
    (n) => seen[1]!.push(n),
  ).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A", done: true }));
  await it.settled(sync);

  assert.equal(it.server.peers[0]!.params("syncer.subscribe").length, 1);
  assert.deepEqual(seen.map(short), [[["create", 1, "entire"]], [["create", 1, "entire"]]]);
});

test("subscribe_severalShapesOfAChannel_eachSeesItsOwnOnce", async () => {
  const sync = it.syncer();
  const [done, open, names, all]: Notification[][] = [[], [], [], []];
  sync.subscribe(TASK, (n) => done!.push(n), undefined, DONE);
  sync.subscribe(TASK, (n) => open!.push(n), undefined, OPEN);
  sync.subscribe(TASK, (n) => names!.push(n), undefined, { fields: ["name"] });
  await sync.subscribe(TASK, (n) => all!.push(n)).ready;

  it.server.commit((t) => t.create(TASK, 1, { name: "A", done: false }));
  it.server.commit((t) => t.write(TASK, 1, { done: true }));
  it.server.fault = "double";
  it.server.commit((t) => t.write(TASK, 1, { name: "B" }));
  it.server.commit((t) => t.write(TASK, 1, { done: false, name: "C" }));
  it.server.commit((t) => t.unlink(TASK, 1));
  await it.settled(sync);

  assert.deepEqual(short(all!), [["create", 1, "entire"], ["write", 1], ["write", 1], ["write", 1], ["unlink", 1]]);
  assert.deepEqual(short(open!), [["create", 1, "entire"], ["unlink", 1, "left"], ["create", 1, "entire"], ["unlink", 1]]);
  assert.deepEqual(short(done!), [["create", 1, "entire"], ["write", 1], ["unlink", 1, "left"]]);
  assert.deepEqual(short(names!), [["create", 1, "entire"], ["write", 1], ["write", 1], ["unlink", 1]]);
  assert.deepEqual(names!.slice(0, 3).map(([, { data }]) => data["done"]), [undefined, undefined, undefined]);
});

test("commit_overSeveralShapes_isOneStep", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A", done: false }));
  const sync = it.syncer();
  const open = await sync.collection(TASK, OPEN).ready;
  const done = await sync.collection(TASK, DONE).ready;
  const stages = await sync.collection(STAGE).ready;
  const views: number[][] = [];
  const look = (): unknown => views.push([open.records.size, done.records.size, stages.records.size]);
  for (const each of [open, done, stages]) each.on("change", look);
  await sync.subscribe(TASK, look).ready;

  for (const fault of [undefined, "split"] as const) {
    views.length = 0;
    it.server.fault = fault;
    it.server.commit((t) => {
      t.write(TASK, 1, { done: !it.server.all(TASK).get(1)!["done"] });
      t.create(STAGE, it.server.log.length, { name: "S" });
    });
    await it.settled(sync);

    assert.equal(views.length, 4);
    for (const view of views) assert.deepEqual(view, views[3]);
    assert.equal(open.records.size + done.records.size, 1);
  }
});

test("filters_thatMeanTheSame_shareAnIdAndStayExact", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: "A", done: id > 1, rank: id }));
  const sync = it.syncer();
  const one = { filter: [["done", "=", true], ["rank", ">=", 2]] };
  const other = { filter: [["rank", ">=", 2], ["done", "=", true]] };
  const [first, second] = [sync.collection(TASK, one), sync.collection(TASK, other)];
  await Promise.all([first.ready, second.ready]);
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n), undefined, other).ready;

  it.server.commit((t) => t.write(TASK, 1, { done: true, rank: 9 }));
  await it.settled(sync);
  assertShows(first, one);
  assertShows(second, other);
  first.close();
  it.server.commit((t) => t.write(TASK, 2, { rank: 1 }));
  await it.settled(sync);

  assertShows(second, other);
  assert.deepEqual(short(seen), [["create", 1, "entire"], ["unlink", 2, "left"]]);
  assert.equal(it.server.peers[0]!.params("syncer.unsubscribe").length, 0);
  await it.broken(sync, () => it.server.commit((t) => t.write(TASK, 3, { done: false })));
  assertShows(second, other);
});

test("snapshot_askedForWhileAnotherOfTheShapeIsOnItsWay_bothAreWhole", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, done: true, rank: 5 }));
  const sync = it.syncer();
  const one = { filter: [["done", "=", true], ["rank", ">=", 2]] };
  const other = { filter: [["rank", ">=", 2], ["done", "=", true]] };
  it.server.intercept = (peer, { id, method, params }) => {
    if (method !== "syncer.subscribe") return false;
    it.server.intercept = () => false;
    const shape = { ...params, id: it.server.shapeId(params), channel: TASK };
    peer.shapes.set(shape.id, shape);
    peer.answer(id, { subscription: shape.id, cursor: it.server.cursor, state: "snapshot" });
    const records = it.server.view(shape).slice(0, 2);
    peer.notify("syncer.snapshot", { subscription: shape.id, records, last: false });
    it.server.commit((t) => t.write(TASK, 1, { name: "meanwhile" }));
    return true;
  };

  const first = sync.collection(TASK, one);
  await until(() => it.server.peers[0]?.params("syncer.subscribe").length === 1);
  await it.settled(sync);
  const second = sync.collection(TASK, other);
  await Promise.all([first.ready, second.ready]);
  await it.settled(sync);

  assertShows(first, one);
  assertShows(second, other);
});

test("window_recordsThatMoveInAndOut_keepTheCollectionExact", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, rank: id }));
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n), undefined, TOP).ready;
  const top = await sync.collection(TASK, TOP).ready;
  const changes = changesOf(top);
  assert.deepEqual(top.list.map(({ id }) => id), [3, 2]);

  it.server.commit((t) => t.create(TASK, 4, { name: "T4", rank: 4 }));
  it.server.commit((t) => t.unlink(TASK, 4));
  it.server.commit((t) => t.write(TASK, 2, { rank: 7 }));
  it.server.commit((t) => t.write(TASK, 3, { rank: 0 }));
  await it.settled(sync);

  assertShows(top, TOP);
  // The record that moves up does so in the very version in which it moved out.
  assert.deepEqual(short(seen), [
    ["create", 4, "entire"], ["unlink", 2, "left"],
    ["unlink", 4], ["create", 2, "entire"],
    ["write", 2],
    ["unlink", 3, "left"], ["create", 1, "entire"],
  ]);
  assert.deepEqual(changes.map(summary), [
    ["commit", [4], [], [2]], ["commit", [2], [], [4]], ["commit", [], [2], []], ["commit", [1], [], [3]],
  ]);
  assert.deepEqual(top.records.get(1), it.server.all(TASK).get(1));
});

test("window_recordThatSlidesIn_keepsWhoWroteIt_W18", async () => {
  for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, rank: id }));
  const top = await it.syncer().collection(TASK, TOP).ready;
  const record = it.server.all(TASK).get(1)!;
  const peer = it.server.peers[0]!;

  // The commit of somebody else, who changed another record.
  const payload = {
    method: "create",
    record_name: record.display_name,
    __last_update: "2026-11-23T10:00:00.000Z",
    data: record,
    indirect: true,
    entire: true,
    user_id: { id: 9, name: "Cleo", __last_update: null },
    version: record.version,
  };
  const notification = [[...TASK.split(":"), 1], payload];
  peer.notify("syncer.commit", { cursor: "e1.4", changes: [[[...peer.shapes.keys()][0], notification]] });
  await until(() => top.records.has(1));

  assert.deepEqual(top.records.get(1)!.write_uid, [7, "Ana"]);
  assert.equal(top.records.get(1)!.write_date, record.write_date);
});

test("window_ofAFreshSnapshot_letsTheRecordBackThatLeft", async () => {
  for (const id of [1, 2]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, rank: id }));
  const sync = it.syncer();
  const seen: Notification[] = [];
  const { records } = await sync.subscribe(TASK, (n) => seen.push(n), undefined, { ...TOP, snapshot: true }).ready;
  assert.equal(records.length, 2);

  // No heartbeat in between: the callback still compares with its snapshot.
  it.server.commit((t) => t.create(TASK, 3, { name: "T3", rank: 3 }));
  it.server.commit((t) => t.unlink(TASK, 3));
  await it.settled(sync);

  assert.deepEqual(short(seen), [["create", 3, "entire"], ["unlink", 1, "left"], ["unlink", 3], ["create", 1, "entire"]]);
});

test("list_ofDecimals_isSortedByTheTypesOfTheServer", async () => {
  it.server.types["price"] = "decimal";
  const prices = ["9.50", "10.00", null, "-1.00"];
  prices.forEach((price, index) => it.server.commit((t) => t.create(TASK, index + 1, { name: "A", price, code: price })));
  const sync = it.syncer();

  const byPrice = sync.collection(TASK, { order: "price", fields: ["name"] });
  const byCode = sync.collection(TASK, { order: "code desc" });
  const list = byPrice.list;
  assert.deepEqual(list, []);
  await Promise.all([byPrice.ready, byCode.ready]);

  assert.deepEqual(byPrice.list.map((task) => task["price"]), [null, "-1.00", "9.50", "10.00"]);
  assert.deepEqual(byCode.list.map((task) => task["code"]), ["9.50", "10.00", "-1.00", null]);
  assert.equal(byCode.list, byCode.list, "the same array until something changes");
  assert.throws(() => (byCode.list as unknown[]).pop(), TypeError);
  const peer = it.server.peers[0]!;
  assert.deepEqual(peer.params("syncer.subscribe")[0], { channel: TASK, fields: ["name", "price"], order: "price", snapshot: true });
  assert.equal(peer.requests.filter(({ method }) => method === "/web/dataset/call_kw/project.task/fields_get").length, 2);

  await it.broken(sync, () => it.server.commit((t) => t.write(TASK, 1, { price: "11.00" })));
  assert.deepEqual(byPrice.list.map(({ id }) => id), [3, 4, 2, 1]);
  assert.equal(it.server.peers[1]!.requests.filter(({ method }) => method.endsWith("fields_get")).length, 0);
});

test("order_thatTheServerCannotDescribe_isRefused", async () => {
  const sync = it.syncer();
  it.server.intercept = (peer, { id, method }) => {
    if (!method.endsWith("fields_get")) return false;
    peer.fail(id, 200, "project.task has no field \"rnak\".", "validation");
    return true;
  };

  const tasks = sync.collection(TASK, { order: "rnak" });

  await assert.rejects(tasks.ready, { name: "RPCError", message: /no field "rnak"/ });
  assert.deepEqual(it.errors.map(({ kind, channel }) => [kind, channel]), [["subscribe", TASK]]);
});

test("rights_lostAndRegained_showAndHideTheRecordInOneVersion", async () => {
  for (const id of [1, 2]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, done: true }));
  const sync = it.syncer();
  const tasks = await sync.collection(TASK, DONE).ready;
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n), undefined, DONE).ready;
  const hide = (): unknown => it.server.hidden.add(`${TASK} 1`);
  const show = (): unknown => it.server.hidden.delete(`${TASK} 1`);

  for (const [step, size] of [[hide, 1], [show, 2], [hide, 1], [show, 2]] as const) {
    it.server.commit(() => step());
    await it.settled(sync);
    assertShows(tasks, DONE);
    assert.equal(tasks.records.size, size);
  }
  await it.broken(sync, () => it.server.commit(() => hide()));

  assertShows(tasks, DONE);
  const [left, back] = [["unlink", 1, "left"], ["create", 1, "entire"]];
  assert.deepEqual(short(seen), [left, back, left, back, left]);
});

for (const reason of ["retention", "epoch", "ahead", "schema", "access", "overflow", "window"]) {
  test(`reset_${reason}_replacesAndTellsOnlyWhatChanged`, async () => {
    for (const id of [1, 2, 3]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, done: true, rank: id }));
    const sync = it.syncer();
    const options = { ...DONE, order: "rank", limit: 3 };
    const resets: ResetEvent[] = [];
    sync.on("reset", (event) => resets.push(event));
    const tasks = await sync.collection(TASK, options).ready;
    const others = await sync.collection(TASK, OPEN).ready;
    const changes = changesOf(tasks);
    const otherChanges = changesOf(others);
    const kept = tasks.records.get(3);

    it.server.fault = "skip";
    it.server.commit((t) => {
      t.write(TASK, 1, { name: "changed" });
      t.write(TASK, 2, { done: false });
      t.create(TASK, 4, { name: "T4", done: true, rank: 0 });
    });
    const peer = it.server.peers[0]!;
    it.server.reset(peer, [...peer.shapes.keys()][0]!, TASK, reason);
    await it.settled(sync);

    assertShows(tasks, options);
    assert.deepEqual(changes.map(summary), [["reset", [4], [1], [2]]]);
    assert.equal(tasks.records.get(3), kept);
    assert.deepEqual(otherChanges, []);
    const [{ records, ...rest }] = resets as [ResetEvent];
    assert.deepEqual(rest, { channel: TASK, ...options, fields: undefined, reason });
    assert.deepEqual(records.map(({ id }) => id), [4, 1, 3]);
  });
}

test("reset_withoutAnyDifference_changesNothing", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A", done: true }));
  const sync = it.syncer();
  const tasks = await sync.collection(TASK, DONE).ready;
  const changes = changesOf(tasks);
  const list = tasks.list;

  it.server.reset(it.server.peers[0]!, "s1", TASK, "schema");
  await it.settled(sync);

  assert.deepEqual(changes.map(summary), [["reset", [], [], []]]);
  assert.equal(tasks.list, list);
});

test("reconnect_shapeAddedMeanwhile_getsItsSnapshotWhileTheOthersResume", async () => {
  for (const id of [1, 2]) it.server.commit((t) => t.create(TASK, id, { name: `T${id}`, done: id === 1, rank: id }));
  const sync = it.syncer();
  const done = await sync.collection(TASK, DONE).ready;
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n), undefined, OPEN).ready;
  await it.settled(sync);
  const added: Collection[] = [];
  const before = it.server.cursor;

  await it.broken(sync, () => {
    it.server.commit((t) => t.write(TASK, 2, { done: true }));
    // One of a shape that resumes with a callback only, one of a new shape, one of a shape that has records.
    added.push(sync.collection(TASK, OPEN), sync.collection(TASK, { filter: [["rank", ">=", 2]] }), sync.collection(TASK, DONE));
  });
  await Promise.all(added.map(({ ready }) => ready));
  it.server.commit((t) => t.create(TASK, 3, { name: "T3", done: false, rank: 3 }));
  await it.settled(sync);

  assertShows(done, DONE);
  assertShows(added[0]!, OPEN);
  assertShows(added[1]!, { filter: [["rank", ">=", 2]] });
  assertShows(added[2]!, DONE);
  assert.deepEqual(short(seen), [["unlink", 2, "left"], ["create", 3, "entire"]]);
  const again = it.server.peers[1]!;
  assert.deepEqual(again.params("syncer.subscribe").map(({ cursor, snapshot }) => cursor ?? snapshot), [before, before, true, true]);
  assert.equal((again.frames[1] as unknown[]).length, 3, "those that resume and the new one are one batch");
});
