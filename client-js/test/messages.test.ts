import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import WebSocket from "ws";
import { rpc, services, Syncer } from "../src/index.js";

/*
 * What a developer reads who calls the client wrongly, kept in messages.txt so that a change of words is seen in
 * review. SYNCER_MESSAGES=renew writes the file anew.
 */
const file = new URL("../../test/messages.txt", import.meta.url);

const made: Syncer[] = [];

function sync(): Syncer {
  const syncer = new Syncer({ url: "http://127.0.0.1:1", WebSocket });
  made.push(syncer);
  return syncer;
}

/** Calls a method as a script without types would. */
function loosely(target: object, method: string, ...args: unknown[]): unknown {
  const call: unknown = Reflect.get(target, method);
  assert.ok(typeof call === "function");
  return Reflect.apply(call, target, args);
}

const nothing = (): void => undefined;

const cases: Record<string, () => unknown> = {
  "a Syncer in Node without an address": () => new Syncer(),
  "an rpc in Node without an address": () => rpc("/some/route"),
  "an address that is none": () => new Syncer({ url: "ws://host" }),
  "no transport": () => new Syncer({ url: "http://host", transports: [] }),
  "transports that are no array": () => new Syncer({ url: "http://host", transports: "sse" as unknown as [] }),
  "a channel that is none": () => sync().subscribe("project.task", nothing),
  "a callback that is none": () => loosely(sync(), "subscribe", "demo:project.task", "show"),
  "a listener that is none": () => loosely(sync(), "on", "state", "show"),
  "a filter that is none": () => loosely(sync(), "collection", "demo:project.task", { filter: "stage_id = 3" }),
  "fields that are none": () => loosely(sync(), "subscribe", "demo:project.task", nothing, undefined, { fields: "name" }),
  "fields of a collection that are none": () => loosely(sync(), "collection", "demo:project.task", { fields: "name" }),
  "an order that is no text": () => loosely(sync(), "collection", "demo:project.task", { order: ["name"] }),
  "a limit that is none": () => sync().collection("demo:project.task", { limit: 0 }),
  "an order that is none": () => sync().collection("demo:project.task", { order: "name up" }),
  "presence of no record": () => sync().presence("demo:project.task", -1),
  "presence in no state": () => loosely(sync().presence("demo:project.task", 1), "set", "asleep"),
  "a Syncer that is closed": () => {
    const closed = sync();
    closed.close();
    closed.subscribe("demo:project.task", nothing);
  },
  "a service whose dependencies are none": () => loosely(services, "add", "orders", { dependencies: "rpc" }),
  "a service that there is not": () => services.get("ordres"),
};

async function words(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return assert.fail(`nothing was thrown by ${call.toString()}`);
}

test("messages_ofCallsThatAreWrong_areThoseOfTheFile", async (context) => {
  // What is still open would keep the process alive, since it tries to connect.
  context.after(() => made.forEach((syncer) => syncer.close()));
  const messages: string[] = [];
  for (const [name, call] of Object.entries(cases)) messages.push(`[${name}]\n${await words(call)}\n`);
  const now = messages.join("\n");

  if (process.env["SYNCER_MESSAGES"] === "renew") writeFileSync(file, now);

  assert.equal(now, readFileSync(file, "utf8"), "read the difference aloud, then run with SYNCER_MESSAGES=renew");
});
