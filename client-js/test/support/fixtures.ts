import { readFileSync } from "node:fs";

/** A case of `protocol/fixtures`. */
export interface Case {
  name: string;
  direction: "client" | "server";
  /** Of a request over HTTP. */
  path?: string;
  message: unknown;
  why?: string;
  /** The lines of an event before its data. */
  lines?: string[];
}

/** The cases of a fixture file; with `name`, those with this very name. */
export function cases(file: string, name?: string): Case[] {
  // From dist-test/test/support up to the project's root.
  const url = new URL(`../../../../protocol/fixtures/${file}.json`, import.meta.url);
  const all = (JSON.parse(readFileSync(url, "utf8")) as { cases: Case[] }).cases;
  const found = name === undefined ? all : all.filter((one) => one.name === name);
  if (found.length === 0) throw new Error(`protocol/fixtures/${file}.json has no case "${name}"`);
  return found;
}
