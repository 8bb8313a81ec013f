/** A JSON object whose members have not been looked at yet. */
export type JsonObject = { [key: string]: unknown };

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep copy of a JSON value. Members named `__proto__` stay plain members. */
export function deepCopy<T>(value: T): T;
export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => deepCopy(item));
  if (!isObject(value)) return value;
  // fromEntries defines members instead of assigning them, so "__proto__" cannot reach a prototype.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deepCopy(member)]));
}

/** True where two JSON values mean the same; the order of an object's members does not matter. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => deepEqual(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]))
  );
}
