// Bundles the library into dist/client.js: one ES module for `<script type="module">`, readable, with a source map.
import { build } from "esbuild";

await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/client.js",
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  sourcemap: "linked",
  sourcesContent: true,
  legalComments: "none",
  banner: { js: "// @syncer/client - Apache-2.0" },
});
