import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notification, Payload, RecordData, SubscriptionEndedError } from "../src/index.js";
import { connectionCount } from "../src/registry.js";
import { cases } from "./support/fixtures.js";
import { bench, STAGE, TASK, until } from "./support/setup.js";

const it = bench();
const ids = (seen: Notification[]): number[] => seen.map(([[, , id]]) => id);

test("subscribe_exampleOfTheReadme_runsAsWritten", async () => {
  const session = { db: "demo" };
  const records = new Map<number, unknown>();
  const calls: unknown[][] = [];
  const recordUpdated = (...args: unknown[]) => calls.push(["updated", ...args]);
  const recordCreated = (id: number, data: unknown, payload: Payload) => {
    records.set(id, data);
    calls.push(["created", id, payload.method]);
  };
  const recordDeleted = (id: number, payload: Payload) => calls.push(["deleted", id, payload.data]);
  const sync = it.syncer();

  const subscription = sync.subscribe(session.db + ":" + "project.task", notification => {
    const id = notification[0][2], payload = notification[1];
    switch (payload.method) {
      case "write":  recordUpdated(id, payload.data, payload); break;
      case "create": recordCreated(id, payload.data, payload); break;
      case "unlink": { const task = records.get(id) as RecordData;
        if (task) { records.delete(id); payload.data = task; recordDeleted(id, payload); } break; }
    }
  });
  await subscription.ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.write(TASK, 1, { name: "B" }));
  it.server.commit((t) => t.unlink(TASK, 1));
  await until(() => calls.length === 3);

  assert.deepEqual(calls.map(([what]) => what), ["created", "updated", "deleted"]);
  assert.equal((calls[2]![2] as RecordData)["name"], "A");
  assert.equal(records.size, 0);
});

test("subscribe_callbackIsNoFunction_throwsAtTheCall", () => {
  const sync = it.syncer();

  for (const callback of [undefined, null, "f", {}]) {
    assert.throws(() => sync.subscribe(TASK, callback as never), /subscribe\("demo:project.task", callback\).*must be a function/);
  }
  for (const channel of ["", "demo", undefined, 7]) {
    assert.throws(() => sync.subscribe(channel as never, () => undefined), /A channel is/);
  }
  assert.equal(sync.state, "disconnected");
});

test("subscribe_withParent_isThisInTheCallback", async () => {
  const sync = it.syncer();
  const parent = { seen: 0 };
  const others: unknown[] = [];

  sync.subscribe(TASK, function (this: typeof parent) { this.seen++; }, parent);
  await sync.subscribe(TASK, function (this: unknown) { others.push(this); }).ready;
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await until(() => parent.seen === 1 && others.length === 1);

  assert.deepEqual(others, [undefined]);
});

test("subscribe_severalSyncersAndCallbacks_eachOncePerNotification", async () => {
  const one = it.syncer();
  const two = it.syncer();
  const seen: Notification[][] = [[], [], [], []];

  const handles = [one, one, two, two].map((sync, index) => sync.subscribe(TASK, (n) => seen[index]!.push(n)));
  await Promise.all(handles.map(({ ready }) => ready));
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(one);

  assert.deepEqual(seen.map(ids), [[1], [1], [1], [1]]);
  assert.equal(it.server.peers.length, 1);
  assert.equal(it.server.peers[0]!.params("syncer.subscribe").length, 1);
});

test("unsubscribe_twiceAndLast_leavesTheChannelOnce", async () => {
  const sync = it.syncer();
  const seen: string[] = [];
  const first = sync.subscribe(TASK, () => seen.push("first"));
  const second = sync.subscribe(TASK, () => seen.push("second"));
  await second.ready;
  const peer = it.server.peers[0]!;

  first.unsubscribe();
  first.unsubscribe();
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  await it.settled(sync);
  assert.deepEqual(seen, ["second"]);
  assert.equal(peer.params("syncer.unsubscribe").length, 0);

  second.unsubscribe();
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await until(() => peer.params("syncer.unsubscribe").length === 1);
  second.unsubscribe();
  await it.settled(sync);

  assert.deepEqual(seen, ["second"]);
  assert.deepEqual(peer.params("syncer.unsubscribe"), [{ subscription: "s1" }]);
  assert.equal(peer.shapes.size, 0);
});

test("unsubscribe_andSubscribeAtOnce_theNewOneLives", async () => {
  const sync = it.syncer();
  const seen: string[] = [];
  await sync.subscribe(TASK, () => undefined).ready;
  const old = sync.subscribe(STAGE, () => seen.push("old"));
  await old.ready;
  it.server.intercept = (peer, { method }) => {
    // On its way to the old one, and the new one has the same id.
    if (method === "syncer.unsubscribe") it.server.commit((t) => t.create(STAGE, 9, { name: "stale" }));
    return peer === undefined;
  };

  old.unsubscribe();
  await sync.subscribe(STAGE, () => seen.push("new")).ready;
  await it.settled(sync);
  it.server.commit((t) => t.create(STAGE, 1, { name: "A" }));
  await it.settled(sync);

  assert.deepEqual(seen, ["new"]);
});

test("callback_subscribesAndUnsubscribes_othersGoOn", async () => {
  const sync = it.syncer();
  const seen: string[] = [];
  const first = sync.subscribe(TASK, () => {
    seen.push("first");
    first.unsubscribe();
    third.unsubscribe();
    sync.subscribe(TASK, ([[, , id]]) => seen.push(`inner ${id}`));
  });
  sync.subscribe(TASK, () => seen.push("second"));
  const third = sync.subscribe(TASK, () => seen.push("third"));
  await third.ready;

  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await it.settled(sync);

  assert.deepEqual(seen, ["first", "second", "second", "inner 2"]);
});

test("callback_throwsOrRejects_isReportedAndOthersRun", async () => {
  const sync = it.syncer();
  const seen: number[] = [];
  sync.subscribe(TASK, () => { throw new Error("one"); });
  sync.subscribe(TASK, () => Promise.reject(new Error("two")) as never);
  await sync.subscribe(TASK, ([[, , id]]) => seen.push(id)).ready;

  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await it.settled(sync);

  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(it.errors.map(({ kind, error, channel }) => [kind, (error as Error).message, channel]).sort(), [
    ["callback", "one", TASK], ["callback", "one", TASK], ["callback", "two", TASK], ["callback", "two", TASK],
  ]);
  assert.equal(sync.state, "connected");
});

test("callback_writesIntoThePayload_othersDoNotSeeIt", async () => {
  const sync = it.syncer();
  const seen: unknown[] = [];
  const spoil = (notification: Notification): void => {
    seen.push(structuredClone(notification[1].data));
    notification[0][2] = 99;
    (notification[1].data["stage_id"] as unknown[])[1] = "spoiled";
    notification[1].user_id.name = "spoiled";
  };
  sync.subscribe(TASK, spoil);
  const tasks = sync.collection(TASK);
  await sync.subscribe(TASK, spoil).ready;
  await tasks.ready;

  it.server.commit((t) => t.create(TASK, 1, { name: "A", stage_id: [3, "Done"] }));
  await it.settled(sync);

  assert.equal(seen.length, 2);
  assert.deepEqual(seen[0], seen[1]);
  assert.deepEqual(tasks.records.get(1), it.server.all(TASK).get(1));
});

test("subscribe_commitsRightBehindTheAnswer_noneIsLost", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  it.server.intercept = (peer, { id, method, params }) => {
    if (method !== "syncer.subscribe") return false;
    // Both answers come at the end and together; a commit of the first comes before.
    peer.shapes.set(it.server.shapeId(params), { id: it.server.shapeId(params), channel: String(params["channel"]) });
    if (params["channel"] === TASK) {
      it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
      peer.notify("syncer.heartbeat", { cursor: it.server.cursor });
    } else {
      peer.send([
        { jsonrpc: "2.0", id: id - 1, result: { subscription: "s1", cursor: "e1.0", state: "live" } },
        { jsonrpc: "2.0", id, result: { subscription: "s2", cursor: "e1.0", state: "live" } },
      ]);
      it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
    }
    return true;
  };

  sync.subscribe(TASK, (n) => seen.push(n));
  sync.subscribe(STAGE, () => undefined);
  await until(() => seen.length === 2);

  assert.deepEqual(ids(seen), [1, 2]);
});

test("commit_doubledByTheServer_reachesCallbacksOnce", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n)).ready;

  for (const work of ["create", "write", "unlink"] as const) {
    it.server.fault = "double";
    it.server.commit((t) => t[work](TASK, 1, { name: work }));
  }
  await it.settled(sync);

  assert.deepEqual(seen.map(([, { method }]) => method), ["create", "write", "unlink"]);
});

test("commit_skippedByTheServer_isNoticedByTheseTests", async () => {
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe(TASK, (n) => seen.push(n)).ready;

  it.server.fault = "skip";
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  await it.settled(sync);

  assert.deepEqual(ids(seen), [2]);
});

test("subscribe_refused_rejectsAndReportsAndEnds", async () => {
  const sync = it.syncer();
  it.server.intercept = (peer, { id, params }) => {
    if (params["channel"] !== TASK) return false;
    peer.fail(id, 200, "Access Denied");
    return true;
  };

  const refused = sync.subscribe(TASK, () => undefined);
  const tasks = sync.collection(TASK);
  await sync.subscribe(STAGE, () => undefined).ready;

  await assert.rejects(refused.ready, { name: "RPCError", message: "Access Denied", code: 200 });
  await assert.rejects(tasks.ready, { name: "RPCError" });
  assert.deepEqual(it.errors.map(({ kind, channel }) => [kind, channel]), [["subscribe", TASK]]);
  assert.equal(sync.state, "connected");
});

test("subscribe_withCursorAndSnapshot_beginsWhereAsked", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  it.server.commit((t) => t.create(TASK, 2, { name: "B" }));
  const sync = it.syncer();
  const seen: Notification[] = [];

  const resumed = sync.subscribe({ channel: TASK, cursor: "e1.1" }, (n) => seen.push(n));
  const snapshot = sync.subscribe({ channel: TASK, fields: ["name"], snapshot: true }, () => undefined);

  assert.equal((await resumed.ready).state, "resumed");
  const { state, records } = await snapshot.ready;
  assert.deepEqual([state, records.map(({ id }) => id)], ["snapshot", [1, 2]]);
  await it.settled(sync);
  assert.deepEqual(ids(seen), [2]);
  assert.equal(resumed.cursor, it.server.cursor);
  assert.throws(() => sync.subscribe({ channel: TASK, cursor: "e1.0" }, () => undefined), /has the subscription already/);
});

test("close_lastSyncer_endsTheConnection", async () => {
  const one = it.syncer();
  const two = it.syncer();
  await one.subscribe(TASK, () => undefined).ready;
  await two.subscribe(TASK, () => undefined).ready;
  const other = it.syncer({ token: "another" });
  other.connect();
  await until(() => other.state === "connected");
  assert.equal(connectionCount(), 2);

  one.close();
  assert.equal(one.state, "disconnected");
  assert.equal(two.state, "connected");
  two.close();
  two.close();
  await until(() => it.server.open.length === 1);

  assert.equal(connectionCount(), 1);
  assert.throws(() => two.subscribe(TASK, () => undefined), /This Syncer is closed/);
  assert.deepEqual(it.server.peers[1]!.params("syncer.hello"), [{ client: "client-js/0.1.0", token: "another" }]);
});

test("sendMessage_openChannel_reachesOthersAsAnEvent", async () => {
  const sync = it.syncer();
  await assert.rejects(it.syncer().sendMessage("demo:chat", "hello"), { name: "ConnectionLostError" });
  const messages: unknown[] = [];
  sync.on("message", ({ channel, message }) => messages.push([channel, message]));
  sync.connect();
  await until(() => sync.state === "connected");

  await sync.sendMessage("demo:chat", { text: "hello" });
  it.server.peers[0]!.notify("syncer.message", { channel: "demo:chat", message: "hi", user_id: { id: 8, name: "Ben" } });
  await until(() => messages.length === 1);

  assert.deepEqual(messages, [["demo:chat", "hi"]]);
  assert.deepEqual(sync.session?.user, { id: 7, name: "Ana" });
});

test("implementsSyncer_asksTheServer", async () => {
  const posts: { url: string; authorization: string | undefined; body: unknown }[] = [];
  const question = cases("rpc-http", "question whether a model syncs")[0]!;
  const syncs = cases("rpc-http", "a model that syncs")[0]!;
  const answers = [syncs.message, { jsonrpc: "2.0", id: 1, result: false }, cases("rpc-http", "unknown route")[0]!.message];
  it.server.route = (request, body, response) => {
    posts.push({ url: request.url!, authorization: request.headers.authorization, body: JSON.parse(body) });
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answers.shift()));
  };
  const sync = it.syncer({ token: "t1" });

  assert.equal(await sync.implementsSyncer("project.task"), true);
  assert.equal(await sync.implementsSyncer("project.note"), false);
  await assert.rejects(sync.implementsSyncer("no.such"), { code: 404 });

  assert.deepEqual(posts[0], { url: question.path, authorization: "Bearer t1", body: question.message });
  assert.equal(sync.state, "disconnected", "it needs no connection");
});

// P5: one that cannot be served ends alone, and everything else on the connection goes on.
test("subscription_thatTheServerEnds_reportsWhyAndIsNotAskedForAgain_theOthersGoOn", async () => {
  const sync = it.syncer();
  const tasks = await sync.collection(TASK).ready;
  const seen: Notification[] = [];
  await sync.subscribe(STAGE, (n) => seen.push(n)).ready;
  const peer = it.server.peers[0]!;
  const [task] = [...peer.shapes.values()].filter(({ channel }) => channel === TASK);

  peer.shapes.delete(task!.id);
  peer.notify("syncer.ended", { subscription: task!.id, code: "over_time", message: "too costly" });
  it.server.commit((t) => t.create(STAGE, 1, { name: "A" }));
  await until(() => seen.length === 1);
  peer.terminate();
  await until(() => sync.state === "connecting");
  it.environment.advance(250);
  await until(() => it.server.peers.length === 2 && sync.state === "connected");
  await it.settled(sync);

  const errors = it.errors as { kind: string; channel: string; error: SubscriptionEndedError }[];
  assert.deepEqual(
    errors.map(({ kind, channel, error }) => [kind, channel, error.name, error.code, error.message]),
    [["subscribe", TASK, "SubscriptionEndedError", "over_time", "too costly"]],
  );
  assert.equal(tasks.records.size, 0);
  assert.deepEqual(
    it.server.peers[1]!.params("syncer.subscribe").map((params) => (params as { channel: string }).channel),
    [STAGE],
  );
});

// W2: the answer comes before anything of the subscription; a client that gets it later bears that too.
test("snapshot_thatComesBeforeItsAnswer_duringAReplayOfTheSameShape_makesACollectionReady", async () => {
  it.server.commit((t) => t.create(TASK, 1, { name: "A" }));
  const sync = it.syncer();
  const seen: Notification[] = [];
  await sync.subscribe({ channel: TASK, cursor: "e1.0" }, (n) => seen.push(n)).ready;
  it.server.intercept = (peer, { id, params }) => {
    if (params["snapshot"] !== true) return false;
    const subscription = it.server.shapeId(params);
    it.server.snapshot(peer, subscription, TASK);
    peer.answer(id, { subscription, cursor: it.server.cursor, state: "snapshot" });
    return true;
  };

  const tasks = await sync.collection(TASK).ready;

  assert.deepEqual([...tasks.records.keys()], [1]);
});
