import assert from "node:assert/strict";
import { test } from "node:test";
import { rpc, Services, services, useService } from "../src/index.js";

test("c2_rpc_isUsedThroughUseServiceInAComponent_andAsAFunctionElsewhere", () => {
  class MyComponent {
    rpc = useService("rpc");
  }

  assert.equal(new MyComponent().rpc, rpc);
  assert.equal(new MyComponent().rpc, services.get("rpc"));
});

test("c2_rpc_dependsOnTheNotificationService", () => {
  const started: string[] = [];
  const mine = new Services().add("notification", {
    start() {
      started.push("notification");
      return { add: () => () => undefined };
    },
  });

  mine.get("rpc");
  mine.get("rpc");

  assert.deepEqual(started, ["notification"]);
});

test("service_gets_whatItDependsOn_once", () => {
  const mine = new Services();
  let starts = 0;
  mine.add("clock", { start: () => ({ number: ++starts }) });
  mine.add("view", { dependencies: ["clock", "rpc"], start: (needed) => needed });

  assert.deepEqual(mine.get("view"), { clock: { number: 1 }, rpc });
  assert.deepEqual(mine.get("clock"), { number: 1 });
});

test("service_thatIsNotThereOrInACircleOrInUse_isToldByName", () => {
  const mine = new Services();
  mine.add("one", { dependencies: ["two"], start: () => 1 });
  mine.add("two", { dependencies: ["one"], start: () => 2 });
  mine.add("lost", { dependencies: ["gone"], start: () => 3 });
  mine.get("rpc");

  assert.throws(() => mine.get("one"), /in a circle: one → two → one/);
  assert.throws(() => mine.get("lost"), /no service "gone" \(lost → gone\)\. There are: notification, rpc, one/);
  assert.throws(() => mine.add("rpc", { start: () => rpc }), /"rpc" has started already/);
});

test("service_whoseStartThrows_isTriedAgain", () => {
  const mine = new Services();
  let starts = 0;
  mine.add("late", {
    start() {
      if (++starts === 1) throw new Error("not yet");
      return "there";
    },
  });

  assert.throws(() => mine.get("late"), /not yet/);
  assert.equal(mine.get("late"), "there");
});

test("notification_withoutAPlaceForIt_goesToTheConsole", (context) => {
  const info = context.mock.method(console, "info", () => undefined);

  const close = new Services().get("notification").add("Saved", { sticky: true });
  close();
  close();

  assert.deepEqual(info.mock.calls.map((call) => call.arguments), [["Saved"]]);
});
