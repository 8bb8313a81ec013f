import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ChangeEvent, Collection, Notification } from "../src/index.js";
import { bench, changesOf, summary, TASK, until } from "./support/setup.js";

const OPEN = { filter: [["done", "=", false]] };
const ROUNDS = 4;
const IDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Wraps a callback, and counts calls that begin within another one. */
function counted<A extends unknown[]>(callback: (...args: A) => void): { call: (...args: A) => void; nested: () => number } {
  let depth = 0;
  let nested = 0;
  const call = (...args: A): void => {
    if (depth++ > 0) nested++;
    callback(...args);
    depth--;
  };
  return { call, nested: () => nested };
}

for (const transport of ["websocket", "sse", "longpoll"] as const) {
  describe(`races over ${transport}`, () => {
    const it = bench([transport]);

    /** All that a callback sees which ends its subscription in each of the first calls, and begins it anew from there. */
    async function seenByOneThatResubscribes(): Promise<{ ids: number[]; nested: number }> {
      const sync = it.syncer();
      const ids: number[] = [];
      let left = ROUNDS;
      const { call, nested } = counted(([[, , id]]: Notification) => {
        ids.push(id);
        if (left-- <= 0) return;
        const cursor = subscription.cursor!;
        subscription.unsubscribe();
        subscription = sync.subscribe({ channel: TASK, cursor }, call);
      });
      let subscription = sync.subscribe(TASK, call);
      await subscription.ready;
      await it.settled(sync);

      // All of these are on their way when the first one is delivered.
      for (const id of IDS) it.server.commit((t) => t.create(TASK, id, { name: `T${id}` }));
      await until(() => ids.includes(IDS.length));
      it.server.commit((t) => t.create(TASK, 9, { name: "what would come twice comes before it" }));
      await until(() => ids.includes(9));
      return { ids, nested: nested() };
    }

    test("callbackThatResubscribes_fromItsCursor_getsEachCommitOnce", async () => {
      const { ids, nested } = await seenByOneThatResubscribes();

      assert.deepEqual(ids, [...IDS, 9]);
      assert.equal(nested, 0);
      assert.deepEqual(it.errors, []);
    });

    test("callbackThatResubscribes_serverThatReplaysOneTooFew_isNoticedByThisTest", async () => {
      it.server.intercept = (_, { method, params }) => {
        if (method === "syncer.subscribe" && params["cursor"] === "e1.3") params["cursor"] = "e1.4";
        return false;
      };

      const { ids } = await seenByOneThatResubscribes();

      assert.notDeepEqual(ids, [...IDS, 9]);
    });

    test("callbackThatResubscribes_inTheChangeOfACollection_isExact", async () => {
      it.server.commit((t) => [1, 2, 3].forEach((id) => t.create(TASK, id, { name: `T${id}`, done: false })));
      const sync = it.syncer();
      const beside = await sync.collection(TASK, OPEN).ready;
      const besides = changesOf(beside);
      const sizes: number[][] = [];
      const anew: Collection[] = [sync.collection(TASK, OPEN)];
      const { call, nested } = counted(({ created, updated, removed }: ChangeEvent) => {
        const last = anew.at(-1)!;
        sizes.push([created.length, updated.length, removed.length, last.records.size, beside.records.size]);
        if (anew.length > ROUNDS) return;
        last.close();
        anew.push(sync.collection(TASK, OPEN));
        anew.at(-1)!.on("change", call);
      });
      anew[0]!.on("change", call);
      await anew[0]!.ready;
      await it.settled(sync);

      for (const id of [4, 5, 6]) {
        it.server.commit((t) => {
          t.write(TASK, id - 3, { done: true });
          t.create(TASK, id, { name: `T${id}`, done: false });
        });
      }
      await it.settled(sync);
      await anew.at(-1)!.ready;
      await it.settled(sync);

      const shown = it.server.view({ channel: TASK, ...OPEN });
      assert.deepEqual(anew.at(-1)!.list, shown);
      assert.deepEqual(beside.list, shown);
      assert.deepEqual(besides.map(summary), [4, 5, 6].map((id) => ["commit", [id], [], [id - 3]]));
      assert.equal(anew.length, ROUNDS + 1);
      assert.equal(nested(), 0);
      for (const [, , , size, other] of sizes) assert.equal(size, other, "both show the same at any time");
      assert.deepEqual(it.errors, []);
    });
  });
}
