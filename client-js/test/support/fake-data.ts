import { deepEqual } from "../../src/json.js";
import type { Notification, RecordData } from "../../src/index.js";

/** What a subscription asked for, and the name that the server gave it. */
export interface Shape {
  id: string;
  channel: string;
  filter?: unknown[];
  fields?: string[];
  order?: string;
  limit?: number;
}

/** The records of each channel. Records are never changed in place, so a copy of the maps is a state of the past. */
export type Records = Map<string, Map<number, RecordData>>;

/** A state of the database: its records, and which the reader may not see, as `"<channel> <id>"`. */
export interface State {
  records: Records;
  hidden: ReadonlySet<string>;
}

const DATE = "2026-11-22T10:00:00.000Z";

/** The changes of one commit. */
export class Transaction {
  readonly changes: [channel: string, notification: Notification][] = [];

  constructor(readonly records: Records) {}

  create(channel: string, id: number, values: Record<string, unknown>): void {
    const meta = { create_date: DATE, create_uid: [7, "Ana"], write_date: DATE, write_uid: [7, "Ana"] };
    const record = { id, display_name: String(values["name"]), version: 1, ...meta, ...values } as RecordData;
    this.#all(channel).set(id, record);
    this.#add(channel, record, "create", { ...record });
  }

  write(channel: string, id: number, values: Record<string, unknown>): void {
    const old = this.#all(channel).get(id)!;
    const version = old.version + 1;
    const write_date = `2026-11-22T10:00:0${version % 10}.000Z`;
    const name = String(values["name"] ?? old["name"]);
    const record: RecordData = { ...old, ...values, display_name: name, version, write_date, write_uid: [8, "Ben"] };
    this.#all(channel).set(id, record);
    this.#add(channel, record, "write", values);
  }

  unlink(channel: string, id: number): void {
    const record = this.#all(channel).get(id)!;
    this.#all(channel).delete(id);
    this.#add(channel, record, "unlink", {});
  }

  #all(channel: string): Map<number, RecordData> {
    const all = this.records.get(channel) ?? new Map<number, RecordData>();
    this.records.set(channel, all);
    return all;
  }

  #add(channel: string, record: RecordData, method: Notification[1]["method"], data: Record<string, unknown>): void {
    this.changes.push([channel, notification(channel, record, { method, data })]);
  }
}

/** A notification as the user who wrote the record last makes it. */
function notification(
  channel: string,
  record: RecordData,
  rest: Pick<Notification[1], "method" | "data"> & { left?: boolean },
): Notification {
  const [db, model] = channel.split(":") as [string, string];
  const [id, name] = record.write_uid ?? [8, "Ben"];
  const payload = {
    record_name: record.display_name,
    __last_update: String(record.write_date ?? DATE),
    indirect: false,
    entire: rest.method === "create",
    user_id: { id, name, __last_update: DATE },
    version: record.version,
    ...rest,
  };
  return [[db, model, record.id], payload];
}

/** A state that later changes do not touch. */
export function copyOf({ records, hidden }: State): State {
  return { records: new Map([...records].map(([channel, all]) => [channel, new Map(all)])), hidden: new Set(hidden) };
}

/** What a shape shows of a state, in its order. */
export function view(shape: Shape, { records, hidden }: State): RecordData[] {
  return [...(records.get(shape.channel)?.values() ?? [])]
    .filter((record) => !hidden.has(`${shape.channel} ${record.id}`) && matches(record, shape.filter ?? []))
    .sort(byOrder(shape.order))
    .slice(0, shape.limit)
    .map((record) => only(record, shape.fields));
}

/** What a shape sees of the step from one state to the next. */
export function difference(shape: Shape, before: State, after: State, touched: readonly number[]): Notification[] {
  const old = new Map(view(shape, before).map((record) => [record.id, record]));
  const now = new Map(view(shape, after).map((record) => [record.id, record]));
  const others = [...new Set([...old.keys(), ...now.keys()])].filter((id) => !touched.includes(id)).sort((a, b) => a - b);
  return [...touched, ...others].flatMap((id): Notification[] => {
    const entire = after.records.get(shape.channel)?.get(id) ?? before.records.get(shape.channel)?.get(id);
    const [was, is] = [old.get(id), now.get(id)];
    if (entire === undefined || (was === undefined && is === undefined)) return [];
    if (is === undefined) {
      const left = after.records.get(shape.channel)?.has(id) ?? false;
      return [notification(shape.channel, entire, { method: "unlink", data: {}, ...(left && { left }) })];
    }
    if (was === undefined) return [notification(shape.channel, entire, { method: "create", data: { ...is } })];
    const changed = Object.entries(is).filter(([name, value]) => !META.includes(name) && !deepEqual(value, was[name]));
    if (changed.length === 0) return [];
    return [notification(shape.channel, entire, { method: "write", data: Object.fromEntries(changed) })];
  });
}

/** What is with every record, and told by the payload. */
const META = ["id", "display_name", "version", "create_date", "create_uid", "write_date", "write_uid"];

function only(record: RecordData, fields: readonly string[] | undefined): RecordData {
  if (fields === undefined) return record;
  const names = ["id", "display_name", "version", ...fields];
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name))) as RecordData;
}

/** Terms in a row with `=`, `!=`, `>=` and `<`, which is all that the tests need. */
function matches(record: RecordData, filter: readonly unknown[]): boolean {
  return (filter as [string, string, unknown][]).every(([field, operator, operand]) => {
    const value = Array.isArray(record[field]) ? (record[field] as unknown[])[0] : (record[field] ?? null);
    switch (operator) {
      case "=":
        return value === operand;
      case "!=":
        return value !== operand;
      case ">=":
        return value !== null && (value as number) >= (operand as number);
      case "<":
        return value !== null && (value as number) < (operand as number);
      default:
        throw new Error(`The fake server has no operator ${operator}`);
    }
  });
}

/** By numbers; empty values first when ascending. */
function byOrder(order: string | undefined): (left: RecordData, right: RecordData) => number {
  const steps = (order?.split(",") ?? []).map((step) => step.trim().split(" "));
  return (left, right) => {
    for (const [field = "", direction] of steps) {
      const result = Number(left[field] ?? -Infinity) - Number(right[field] ?? -Infinity);
      if (result !== 0 && !Number.isNaN(result)) return direction === "desc" ? -result : result;
    }
    return left.id - right.id;
  };
}
