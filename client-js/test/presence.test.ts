import assert from "node:assert/strict";
import { test } from "node:test";
import type { PresentUser } from "../src/index.js";
import { bench, TASK, until } from "./support/setup.js";

const it = bench();
const ANA: PresentUser = { id: 7, name: "Ana", state: "viewing" };
const BEN: PresentUser = { id: 8, name: "Ben", state: "editing" };

const told = (peer = 0): unknown[] => it.server.peers[peer]!.params("syncer.presence");

function show(users: PresentUser[], id?: number): void {
  for (const peer of it.server.open) peer.notify("syncer.presence", { channel: TASK, ...(id !== undefined && { id }), users });
}

test("presence_ofARecord_saysAndHearsWhoIsThere", async () => {
  const sync = it.syncer();
  const seen: unknown[] = [];
  const presence = sync.presence(TASK, 42);
  presence.on("change", (users) => seen.push(users));
  await until(() => it.server.peers[0] !== undefined && told().length === 1);

  show([ANA, BEN], 42);
  await until(() => seen.length === 1);
  presence.set("editing");
  presence.set("editing");
  await until(() => told().length === 2);
  presence.leave();
  presence.leave();
  await until(() => told().length === 3);
  show([BEN], 42);
  await it.settled(sync);

  assert.deepEqual(told(), [
    { channel: TASK, id: 42, state: "viewing" }, { channel: TASK, id: 42, state: "editing" }, { channel: TASK, id: 42, state: "away" },
  ]);
  assert.deepEqual(seen, [[ANA, BEN]]);
  assert.deepEqual([presence.users, presence.state], [[], undefined]);
  assert.throws(() => presence.set("away" as never), /give "viewing" or "editing"; leave\(\) ends it/);
});

test("presence_severalAtOneTopic_tellTheStrongestState", async () => {
  const sync = it.syncer();
  const other = it.syncer();
  const first = sync.presence(TASK);
  const seen: unknown[] = [];
  await until(() => it.server.peers[0] !== undefined && told().length === 1);
  show([ANA]);
  await until(() => first.users.length === 1);

  const second = other.presence(TASK);
  second.on("change", (users) => seen.push(users));
  second.set("editing");
  await until(() => told().length === 2);
  first.leave();
  await it.settled(sync);
  other.close();
  await it.settled(sync);

  assert.deepEqual(seen, [[ANA]], "what is known already");
  assert.deepEqual(told(), [
    { channel: TASK, state: "viewing" }, { channel: TASK, state: "editing" }, { channel: TASK, state: "away" },
  ]);
});

test("presence_afterALostConnection_isThereAgain", async () => {
  const sync = it.syncer();
  const presence = sync.presence(TASK, 42);
  const left = sync.presence(TASK, 43);
  await until(() => it.server.peers[0] !== undefined && told().length === 2);
  show([ANA, BEN], 42);
  presence.set("editing");
  await until(() => presence.users.length === 2);

  await it.broken(sync, () => left.leave());
  await until(() => told(1).length === 1);

  assert.deepEqual(told(1), [{ channel: TASK, id: 42, state: "editing" }]);
  assert.deepEqual(presence.users, [ANA, BEN]);
});

test("presence_topicThatEnds_isNotAskedForAgain", async () => {
  const sync = it.syncer();
  const presence = sync.presence(TASK, 42);
  const seen: unknown[] = [];
  presence.on("change", (users) => seen.push(users));
  await until(() => it.server.peers[0] !== undefined && told().length === 1);

  show([ANA], 42);
  show([], 42);
  await until(() => seen.length === 2);
  await it.broken(sync, () => undefined);
  assert.deepEqual([seen, told(1)], [[[ANA], []], []]);
  presence.set("viewing");
  await until(() => told(1).length === 1);

  assert.deepEqual(it.errors, []);
});

test("presence_refused_isReported", async () => {
  const sync = it.syncer();
  it.server.intercept = (peer, { id, method }) => {
    if (method !== "syncer.presence") return false;
    peer.fail(id, 200, "There is no project.task 42.", "missing");
    return true;
  };

  const presence = sync.presence(TASK, 42);
  await until(() => it.errors.length === 1);

  assert.deepEqual(it.errors.map(({ kind, channel }) => [kind, channel]), [["presence", TASK]]);
  assert.deepEqual(presence.users, []);
  for (const id of [0, -1, 1.5, "42"]) assert.throws(() => sync.presence(TASK, id as never), /id must be the id of a record/);
});
