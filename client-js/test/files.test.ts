import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

type Imports = ReadonlyMap<string, readonly string[]>;

/** The files of a folder, and what each imports of the others, types too. */
function imports(folder: string): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)\.js"/g)].map(([, path]) => path ?? "");
      return [normalize(file), paths.map((path) => normalize(join(dirname(file), `${path}.ts`)))];
    }),
  );
}

/** A circle of files, the first one again at its end; undefined where there is none. */
function circle(all: Imports): string[] | undefined {
  const done = new Set<string>();
  const search = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of all.get(file) ?? []) {
      const found = search(next, [...way, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of all.keys()) {
    const found = search(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

test("files_importEachOther_withoutACircle", () => {
  const all = imports("src");

  assert.ok(all.size > 20, "the files are not where this test looks for them");
  assert.ok(all.get(normalize("transport/sse.ts"))?.includes(normalize("transport/http.ts")));
  assert.equal(circle(all)?.join(" → "), undefined);
});

test("circle_isFound_whereThereIsOne", () => {
  const all = new Map([
    ["a.ts", ["b.ts"]],
    ["b.ts", ["c.ts", "d.ts"]],
    ["c.ts", []],
    ["d.ts", ["b.ts"]],
  ]);

  assert.deepEqual(circle(all), ["b.ts", "d.ts", "b.ts"]);
});
