// Runs dist-test/test/*.test.js with Node's test runner; one file at a time, since the machine may be small.
// Not `node --test <pattern>`: Node 20 knows no patterns, and not every shell does.
import { readdirSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const files = readdirSync("dist-test/test")
  .filter((name) => name.endsWith(".test.js"))
  .map((name) => `dist-test/test/${name}`);
if (files.length === 0) throw new Error("There are no tests in dist-test/test");

run({ files, concurrency: 1 })
  .on("test:fail", () => (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout);
