import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Collection, PresentUser, Syncer } from "../src/index.js";

/*
 * The TypeScript of docs/guide/subscriptions.md: never run here, compiled only.
 */
declare function show(users: readonly PresentUser[]): void;

export async function filters(sync: Syncer): Promise<Collection> {
const open = await sync.collection("demo:desk.ticket", {
  filter: [["done", "=", false]],
  fields: ["name", "urgency"],
}).ready;
return open;
}

export async function messages(sync: Syncer): Promise<void> {
sync.onMessage("demo:desk.ticket", ({ message, user_id }) => console.log(user_id.name, message));
await sync.sendMessage("demo:desk.ticket", { text: "Who takes the lamp?" });
}

export function places(sync: Syncer): void {
const presence = sync.presence("demo:desk.ticket", 42);
presence.on("change", (users) => show(users));
presence.set("editing");
presence.leave();
}

test("guide_itsExamples_areTheOnesThatCompileHere", () => {
  const guide = readFileSync(new URL("../../../docs/guide/subscriptions.md", import.meta.url), "utf8");
  const here = readFileSync(new URL("../../test/guide.test.ts", import.meta.url), "utf8");
  const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

  assert.equal(blocks.length, 3);
  for (const block of blocks) assert.ok(here.includes(block), block);
});
