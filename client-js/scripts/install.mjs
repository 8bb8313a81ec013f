// Runs `npm ci`, unless node_modules was already made from this very package-lock.json.
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const mark = "node_modules/.package-lock.sha256";
const hash = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");

if (!existsSync(mark) || readFileSync(mark, "utf8") !== hash) {
  execSync("npm ci --loglevel=error", { stdio: "inherit" });
  writeFileSync(mark, hash);
}
