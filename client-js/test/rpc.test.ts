import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { Bus, bus as mainBus, createRpc, type Rpc, rpc as pageRpc, type RpcOptions } from "../src/index.js";
import { cases } from "./support/fixtures.js";
import { FakeXMLHttpRequest } from "./support/fake-xhr.js";
import { FakeServer } from "./support/fake-server.js";
import { until } from "./support/setup.js";

const unexpected = (): never => assert.fail("the call succeeded");
const globals = globalThis as { XMLHttpRequest?: unknown; location?: unknown };

for (const carrier of ["fetch", "XMLHttpRequest"] as const) {
  describe(`rpc over ${carrier}`, () => {
    let server: FakeServer;
    let bus: Bus;
    let events: unknown[][];
    let posts: { request: IncomingMessage; body: Record<string, unknown> }[];

    const make = (options: RpcOptions = {}): Rpc => createRpc({ url: server.url, bus, ...options });
    const answer = (status: number, body: string, headers: Record<string, string> = {}): void => {
      server.route = (request, posted, response) => {
        posts.push({ request, body: JSON.parse(posted) as Record<string, unknown> });
        response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
      };
    };
    const hang = (): void => {
      server.route = (request, posted) => void posts.push({ request, body: JSON.parse(posted) as Record<string, unknown> });
    };

    before(() => {
      if (carrier === "XMLHttpRequest") globals.XMLHttpRequest = FakeXMLHttpRequest;
    });
    after(() => {
      delete globals.XMLHttpRequest;
      assert.equal(FakeXMLHttpRequest.made > 0, carrier === "XMLHttpRequest", "each carrier was used in its turn");
    });
    beforeEach(async () => {
      server = await FakeServer.start();
      bus = new Bus();
      events = [];
      posts = [];
      for (const name of ["RPC:REQUEST", "RPC:RESPONSE", "RPC_ERROR"]) {
        bus.on(name, (payload) => events.push([name, payload]));
      }
    });
    afterEach(() => server.stop());

    test("call_isAPostWithIdsThatCountUp", async () => {
      answer(200, '{"jsonrpc":"2.0","id":1,"result":{"answer":42}}');
      const rpc = make();

      assert.deepEqual(await rpc("/some/route", { some: "value" }), { answer: 42 });
      await rpc("/other");

      assert.deepEqual(posts[0]!.body, cases("rpc-http", "request")[0]!.message);
      assert.deepEqual(posts[1]!.body, { id: 2, jsonrpc: "2.0", method: "call", params: {} });
      assert.deepEqual(
        [posts[0]!.request.method, posts[0]!.request.url, posts[0]!.request.headers["content-type"]],
        ["POST", "/some/route", "application/json"],
      );
    });

    test("bus_requestAndResponseAroundEachCall", async () => {
      const rpc = make();
      answer(200, '{"jsonrpc":"2.0","id":1,"result":null}');
      assert.equal(await rpc("/a"), null);
      answer(502, "<html>");
      await assert.rejects(rpc("/b"));
      answer(200, '{"jsonrpc":"2.0","id":3,"result":null}');
      await rpc("/c", {}, { silent: true });

      assert.deepEqual(events, [
        ["RPC:REQUEST", 1], ["RPC:RESPONSE", 1],
        ["RPC:REQUEST", 2], ["RPC:RESPONSE", 2], ["RPC_ERROR", { type: "network" }],
      ]);
    });

    test("serverError_rejectsWithTheObjectThatTheBusCarries", async () => {
      answer(200, JSON.stringify(cases("rpc-http", "error")[0]!.message));

      const error = await make()("/some/route").then(unexpected, (reason: unknown) => reason as Record<string, unknown>);

      assert.equal(error, events.find(([name]) => name === "RPC_ERROR")![1]);
      assert.ok(error instanceof Error);
      const { type, message, code, name, subType, data } = error as unknown as Record<string, unknown>;
      assert.deepEqual([type, message, code, name, subType], [
        "server", "Server Error", 200, "dev.syncer.rpc.ValidationException", "validation",
      ]);
      assert.equal((data as { debug: string }).debug, "4f9a7c21");
    });

    test("serverError_nameIsTheExceptionClassFirst", async () => {
      const data = { name: "b", context: { exception_class: "a" }, debug: "" };
      answer(200, JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: 200, message: "m", data } }));
      await assert.rejects(make()("/r"), { name: "a" });

      answer(200, JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: 200, message: "m" } }));
      const error = await make()("/r").then(unexpected, (reason: unknown) => reason as object);

      assert.deepEqual(["subType" in error, "data" in error, Object.hasOwn(error, "name")], [false, false, false]);
    });

    test("serverError_withAnyHttpStatus_isAServerError", async () => {
      for (const status of [400, 401, 403, 405, 413, 415, 429, 503]) {
        answer(status, JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: status, message: "No" } }));
        await assert.rejects(make()("/r"), { name: "RPCError", type: "server", code: status });
      }
    });

    test("unreadableAnswer_isANetworkError", async () => {
      const unreadable: [number, string][] = [
        [200, ""], [200, "<html></html>"], [502, "Bad Gateway"], [502, '{"jsonrpc":"2.0","id":1,"result":1}'], [504, ""],
        [502, '{"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"m"}}'], [200, "{}"], [200, "[]"], [200, "null"], [200, '"x"'], [200, '{"error":"text"}'], [500, '{"id":1,"result":1}'],
      ];
      for (const [status, body] of unreadable) {
        events.length = 0;
        answer(status, body);
        await assert.rejects(make()("/r"), { name: "ConnectionLostError", type: "network" }, `${status} ${body}`);
        assert.deepEqual(events.at(-1), ["RPC_ERROR", { type: "network" }]);
      }
    });

    test("serverAway_isANetworkError", async () => {
      const closed = createServer().listen(0, "127.0.0.1");
      await once(closed, "listening");
      const url = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
      closed.close();

      await assert.rejects(make({ url })("/r"), { name: "ConnectionLostError" });
      server.route = (request) => request.socket.destroy();
      await assert.rejects(make()("/r"), { name: "ConnectionLostError" });
    });

    test("abort_endsTheRequestAndRejects", async () => {
      hang();
      const rpc = make();
      const promise = rpc("/r");
      await until(() => posts.length === 1);
      let isCut = false;
      posts[0]!.request.socket.on("close", () => (isCut = true));

      promise.abort();
      promise.abort();

      await assert.rejects(promise, { name: "ConnectionAbortedError" });
      await until(() => isCut);
      assert.deepEqual(events, [["RPC:REQUEST", 1], ["RPC:RESPONSE", 1]]);
    });

    test("abort_false_leavesThePromiseOpen", async () => {
      hang();
      const promise = make()("/r");
      let isOver = false;
      void promise.then(() => (isOver = true), () => (isOver = true));
      await until(() => posts.length === 1);

      promise.abort(false);
      await until(() => posts[0]!.request.socket.destroyed || posts[0]!.request.destroyed);

      assert.equal(isOver, false);
      assert.deepEqual(events, [["RPC:REQUEST", 1], ["RPC:RESPONSE", 1]]);
    });

    test("signal_abortsLikeAbort", async () => {
      hang();
      const controller = new AbortController();
      const promise = make()("/r", {}, { signal: controller.signal });
      await until(() => posts.length === 1);
      controller.abort();
      await assert.rejects(promise, { name: "ConnectionAbortedError" });

      events.length = 0;
      await assert.rejects(make()("/r", {}, { signal: controller.signal }), { name: "ConnectionAbortedError" });
      assert.deepEqual([events, posts.length], [[], 1], "nothing was sent");
    });

    test("abort_afterTheAnswer_changesNothing", async () => {
      answer(200, '{"jsonrpc":"2.0","id":1,"result":1}');
      const promise = make()("/r");
      await promise;
      promise.abort();
      assert.equal(await promise, 1);
    });

    test("timeout_rejects", async () => {
      hang();
      await assert.rejects(make({ timeout: 5 })("/r"), { name: "TimeoutError", type: "network" });
      assert.deepEqual(events.at(-1), ["RPC_ERROR", { type: "network" }]);
    });

    test("cursor_ofACommit_isTold", async () => {
      answer(200, '{"jsonrpc":"2.0","id":1,"result":true}', { "Syncer-Cursor": "e1.18.Zk3q" });
      const cursors: string[] = [];
      await make({ headers: { "X-Own": "1" } })("/r", {}, { onCursor: (cursor) => cursors.push(cursor) });
      assert.deepEqual([cursors, posts[0]!.request.headers["x-own"]], [["e1.18.Zk3q"], "1"]);
    });

    test("params_thatAreNoJson_reject", async () => {
      await assert.rejects(make()("/r", { big: 1n }), TypeError);
      assert.deepEqual(events, []);
    });

    test("rpc_inAPage_usesItsOriginAndTheMainBus", async () => {
      answer(200, JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: 404, message: "Not Found" } }));
      const errors: unknown[] = [];
      const off = mainBus.on("RPC_ERROR", (error) => errors.push(error));
      globals.location = { origin: server.url };
      try {
        const error: unknown = await pageRpc("/r").then(unexpected, (reason: unknown) => reason);
        assert.deepEqual(errors, [error]);
      } finally {
        delete globals.location;
        off();
      }
      await assert.rejects(pageRpc("/r"), /needs the server's address.*createRpc\({ url/);
      assert.throws(() => createRpc({ url: "ws://host" }), /must begin with http/);
    });
  });
}
