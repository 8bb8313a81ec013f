import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createRpc, rpc, Syncer, useService, type Payload, type RecordData } from "../src/index.js";

/*
 * The examples of the README: never run here, compiled only. subscribe.test.ts runs the first one.
 */
declare const session: { db: string };
declare const records: Map<number, RecordData>;
declare function recordUpdated(id: number, data: object, payload: Payload): void;
declare function recordCreated(id: number, data: object, payload: Payload): void;
declare function recordDeleted(id: number, payload: Payload): void;
declare function show(task: RecordData): void;
declare function hide(task: RecordData): void;

export function subscriptions(): void {
const sync = new Syncer();
sync.subscribe(session.db + ":" + "project.task", notification => {
  const id = notification[0][2], payload = notification[1];
  switch (payload.method) {
    case "write":  recordUpdated(id, payload.data, payload); break;
    case "create": recordCreated(id, payload.data, payload); break;
    case "unlink": { const task = records.get(id);
      if (task) { records.delete(id); payload.data = task; recordDeleted(id, payload); } break; }
  }
});
}

export async function collections(sync: Syncer): Promise<void> {
const tasks = sync.collection("demo:project.task", { filter: [["stage_id", "=", 3]] });
tasks.on("change", ({ created, updated, removed }) => {
  for (const task of [...created, ...updated]) show(task);
  for (const task of removed) hide(task);
});
await tasks.ready;
console.log(tasks.records.size, tasks.records.get(42)?.display_name);
tasks.close();
}

export async function more(sync: Syncer): Promise<void> {
const urgent = await sync.collection("demo:project.task", { order: "priority desc, name", limit: 10 }).ready;
urgent.on("change", () => console.log(urgent.list.map((task) => task.display_name)));
sync.onMessage("demo:chat", ({ message, user_id }) => console.log(user_id.name, message));
await sync.sendMessage("demo:chat", { text: "hello" });
const presence = sync.presence("demo:project.task", 42);
presence.on("change", (users) => console.log(users.map(({ name, state }) => `${name} is ${state}`)));
presence.set("editing");
presence.leave();
}

export async function calls(): Promise<unknown> {
const result = await rpc("/some/route", { some: "value" });
return [result, createRpc({ url: "https://host" })];
}

export function components(): unknown {
class MyComponent {
  rpc = useService("rpc");
}
return MyComponent;
}

test("readme_itsExamples_areTheOnesThatCompileHere", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const here = readFileSync(new URL("../../test/readme.test.ts", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);

  assert.equal(blocks.length, 8);
  for (const block of blocks.filter((code) => !code.includes('from "ws"'))) assert.ok(here.includes(block), block);
});
