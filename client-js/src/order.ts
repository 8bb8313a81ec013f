import { isObject } from "./json.js";
import type { RecordData } from "./types.js";

/** One step of an order, such as `sequence desc`. */
interface Step {
  readonly field: string;
  readonly isDescending: boolean;
}

/**
 * The order of records, the very one that the server sorts by: empty values first when ascending and last when
 * descending, text by code point, a many2one by id; ids ascending decide between equals.
 *
 * A decimal and a text are both strings on the wire and sort differently, so the types of the fields have to be known:
 * {@link describe} takes the answer of the server's `fields_get`.
 */
export class RecordOrder {
  /** In one spelling, so that equal orders are equal texts: `"sequence desc,name"`. */
  readonly text: string;
  readonly #steps: readonly Step[];
  readonly #decimals = new Set<string>();
  #isDescribed = false;

  /** @throws Error where it is not a list of fields, each with an optional `asc` or `desc` */
  constructor(text: string) {
    if (typeof text !== "string") throw new Error(`order must be a text, such as "sequence desc, name"; got ${typeof text}`);
    this.#steps = text.split(",").map((part) => {
      const [, field, direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? [];
      if (field === undefined) {
        throw new Error(`order "${text}": give fields parted by commas, each with desc if needed: "sequence desc, name"`);
      }
      return { field, isDescending: direction?.toLowerCase() === "desc" };
    });
    this.text = this.#steps.map(({ field, isDescending }) => field + (isDescending ? " desc" : "")).join(",");
  }

  /** The fields that decide. */
  get fields(): string[] {
    return this.#steps.map(({ field }) => field);
  }

  /** False as long as the types of the fields are not known. */
  get isDescribed(): boolean {
    return this.#isDescribed;
  }

  /** Takes what `fields_get` answers: the types of the fields. */
  describe(answer: unknown): void {
    this.#decimals.clear();
    for (const { field } of this.#steps) {
      const description = isObject(answer) ? answer[field] : undefined;
      if (isObject(description) && description["type"] === "decimal") this.#decimals.add(field);
    }
    this.#isDescribed = true;
  }

  /** Below 0 where `left` comes first. */
  readonly compare = (left: RecordData, right: RecordData): number => {
    for (const { field, isDescending } of this.#steps) {
      const result = compareValues(left[field], right[field], this.#decimals.has(field));
      if (result !== 0) return isDescending ? -result : result;
    }
    return left.id - right.id;
  };
}

function compareValues(left: unknown, right: unknown, isDecimal: boolean): number {
  const [a, b] = [sortable(left), sortable(right)];
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return isDecimal ? compareDecimals(String(a), String(b)) : compareText(String(a), String(b));
}

/** A number for all that sorts like one; null for an empty value. */
function sortable(value: unknown): number | string | null {
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  if (Array.isArray(value) && typeof value[0] === "number") return value[0];
  return null;
}

/** As numbers, whatever their size. */
function compareDecimals(left: string, right: string): number {
  const [a, b] = [left.split("."), right.split(".")];
  const digits = Math.max(a[1]?.length ?? 0, b[1]?.length ?? 0);
  const [x, y] = [a, b].map(([whole = "0", rest = ""]) => BigInt(whole + rest.padEnd(digits, "0"))) as [bigint, bigint];
  return x < y ? -1 : Number(x > y);
}

/** By code point. JavaScript's own order is that of UTF-16 units, which differs above U+FFFF. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [left.charCodeAt(i), right.charCodeAt(i)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Half a pair stands for a code point above all single units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
