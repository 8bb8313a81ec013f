import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeHello, decodeNotification, decodeServerMessage, decodeSubscribe } from "../src/protocol.js";
import { deepEqual } from "../src/json.js";
import { Syncer, VERSION } from "../src/index.js";
import { EventParser } from "../src/transport/sse.js";
import { webSocketClass } from "../src/transport/websocket.js";
import { SeenVersions } from "../src/versions.js";
import { cases } from "./support/fixtures.js";

for (const { name, message } of cases("notification")) {
  test(`fixture_notification_${name}`, () => assert.deepEqual(decodeNotification(structuredClone(message)), message));
}

for (const { name, message } of cases("websocket").filter(({ direction }) => direction === "server")) {
  test(`fixture_websocket_${name}`, () => {
    for (const one of Array.isArray(message) ? message : [message]) {
      const decoded = decodeServerMessage(one);
      if (decoded.kind !== "response" || decoded.error !== undefined) continue;
      if (name.startsWith("hello")) assert.equal(decodeHello(decoded.result).heartbeat_ms, 25_000);
      if (name.startsWith("subscribe")) assert.match(decodeSubscribe(decoded.result).subscription, /^s\d$/);
    }
  });
}

for (const { name, message } of cases("rpc-http").filter(({ direction }) => direction === "server")) {
  test(`fixture_rpc_${name}`, () => assert.equal(decodeServerMessage(message).kind, "response"));
}

for (const { name, message, why } of cases("invalid")) {
  test(`fixture_invalid_${name}`, () => {
    assert.throws(() => decodeServerMessage(message), { name: "ProtocolError" }, why);
  });
}

for (const { name, lines, message } of cases("streams").filter((one) => one.lines !== undefined)) {
  test(`fixture_streams_${name}`, () => {
    const seen: unknown[][] = [];
    const parser = new EventParser({ event: (...event) => seen.push(event), alive: () => undefined, failed: () => undefined });

    parser.take([...lines!, `data: ${JSON.stringify(message)}`, "", ""].join("\n"));

    const [event, data, place] = seen[0]!;
    const line = (prefix: string): string => lines!.find((one) => one.startsWith(prefix))?.slice(prefix.length) ?? "";
    assert.deepEqual([event, data, place], [line("event: "), message, line("id: ")]);
    if (event === "subscribed" || event === "close") return;
    assert.equal(decodeServerMessage({ jsonrpc: "2.0", method: `syncer.${String(event)}`, params: data }).kind, event);
  });
}

test("decoder_kindsOfTheFixtures_areAllKinds", () => {
  const kinds = cases("websocket")
    .filter(({ direction, message }) => direction === "server" && !Array.isArray(message))
    .map(({ message }) => decodeServerMessage(message).kind);

  assert.deepEqual([...new Set(kinds)].sort(), ["commit", "ended", "heartbeat", "message", "presence", "reset", "response", "snapshot", "unknown"]);
});

test("copy_memberNamedProto_staysAMember", () => {
  const value: unknown = JSON.parse('{"__proto__":{"polluted":true},"list":[{"a":1}]}');
  const copy = structuredClone(value) as Record<string, unknown>;

  assert.equal(copy["polluted"], undefined);
  assert.equal(JSON.stringify(copy), JSON.stringify(value));
  assert.notEqual(copy["list"], (value as typeof copy)["list"]);
});

test("deepEqual_tellsJsonValuesApart", () => {
  assert.ok(deepEqual({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] }));
  for (const other of [null, 1, [], {}, { a: [1] }, { a: [1, { b: 0 }], c: "x" }, { a: [1, { b: null }], d: "x" }]) {
    assert.ok(!deepEqual({ a: [1, { b: null }], c: "x" }, other));
  }
});

test("seenVersions_repetitionsAndBounds", () => {
  const seen = new SeenVersions(2);
  const accept = (id: number, version: number, method = "write"): boolean =>
    seen.accept([["demo", "x", id], { method, version }] as never);

  assert.deepEqual([accept(1, 1), accept(1, 1), accept(1, 3), accept(1, 2)], [true, false, true, false]);
  assert.deepEqual([accept(1, 3, "unlink"), accept(1, 3, "unlink"), accept(1, 3, "create")], [true, false, false]);
  assert.ok(accept(1, 4, "create"), "it came back");
  accept(2, 1);
  accept(3, 1);
  assert.ok(accept(1, 1), "forgotten: two others changed since");
});

test("syncer_withoutWebSocketOrAddress_saysWhatToDo", () => {
  const found = (globalThis as { WebSocket?: unknown }).WebSocket;
  delete (globalThis as { WebSocket?: unknown }).WebSocket;
  try {
    assert.throws(() => webSocketClass(undefined), /Node .* has no WebSocket.*npm install ws.*new Syncer\({ url, WebSocket }\)/);
    assert.throws(() => new Syncer(), /needs the server's address.*new Syncer\({ url/);
  } finally {
    if (found !== undefined) (globalThis as { WebSocket?: unknown }).WebSocket = found;
  }
});

test("version_isThatOfThePackage", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  assert.equal(VERSION, (JSON.parse(text) as { version: string }).version);
});
