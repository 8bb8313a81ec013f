// Removes the folders named on the command line; without names, all that is built.
import { rmSync } from "node:fs";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["dist", "dist-test"];
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
