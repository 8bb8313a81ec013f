import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordData } from "../src/index.js";
import { RecordOrder } from "../src/order.js";

function sorted(text: string, values: unknown[], type = "text"): unknown[] {
  const order = new RecordOrder(text);
  order.describe({ value: { type } });
  const records = values.map((value, index) => ({ id: index + 1, value }) as unknown as RecordData);
  return records.sort(order.compare).map(({ value }) => value);
}

test("order_text_isByCodePoint", () => {
  const inOrder = ["", "10", "9", "B", "a", "ab", "é", "\u{ff5e}", "\u{10000}", "\u{1f600}"];

  assert.deepEqual(sorted("value", [...inOrder].reverse()), inOrder);
  assert.ok("\u{ff5e}" > "\u{10000}", "JavaScript itself sorts by half a pair");
});

test("order_decimals_areNumbers", () => {
  const inOrder = ["-10.50", "-9.25", "-0.50", "0.00", "0.05", "9.00", "10.00", "9007199254740993.01", "9007199254740993.02"];

  assert.deepEqual(sorted("value", [...inOrder].reverse(), "decimal"), inOrder);
});

test("order_emptyValues_comeFirstAndLastWhenDescending", () => {
  for (const values of [[null, 1, 2], [null, "a", "b"], [null, false, true], [null, [3, "x"], [12, "a"]]]) {
    assert.deepEqual(sorted("value", [values[2], values[0], values[1]]), values);
    assert.deepEqual(sorted("value DESC", [values[1], values[0], values[2]]), [...values].reverse());
  }
});

test("order_equalValues_idsAscendingDecide", () => {
  const order = new RecordOrder("done desc, sequence");
  const records = [
    { id: 3, done: true, sequence: 1 }, { id: 1, done: true, sequence: 2 }, { id: 2, done: true, sequence: 1 },
    { id: 4, done: false, sequence: 1 }, { id: 10, done: true, sequence: 1 },
  ] as unknown as RecordData[];

  assert.deepEqual(records.sort(order.compare).map(({ id }) => id), [2, 3, 10, 1, 4]);
});

test("order_spellings_areOneText", () => {
  for (const text of ["sequence desc,name", " sequence  DESC , name asc ", "sequence Desc,name"]) {
    assert.equal(new RecordOrder(text).text, "sequence desc,name");
  }
  assert.deepEqual(new RecordOrder("sequence desc, name").fields, ["sequence", "name"]);
});

test("order_thatIsNone_saysWhatToGive", () => {
  for (const text of ["", "name,", "name down", "name desc extra", "stage_id.name"]) {
    assert.throws(() => new RecordOrder(text), /order ".*": give fields parted by commas.*"sequence desc, name"/);
  }
});
