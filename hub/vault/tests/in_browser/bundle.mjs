/**
 * Bundles the runners of the vector files for a page: `node bundle.mjs FOLDER`.
 *
 * FOLDER gets each `vectors_*.test.js`, and `test.js`, whose `outcomes` runs what an imported runner has named. The
 * runners stay as Node runs them; the three modules they take from Node are those of this folder.
 */

import { build } from "esbuild";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const HERE = import.meta.dirname;
const TESTS = join(HERE, "..");

const runners = (await readdir(TESTS)).filter((name) => /^vectors_.*\.test\.ts$/.test(name));
await build({
  absWorkingDir: HERE,
  entryPoints: [join(HERE, "test.ts"), ...runners.map((name) => join(TESTS, name))],
  alias: {
    "node:test": join(HERE, "test.ts"),
    "node:assert/strict": join(HERE, "assert.ts"),
    "node:fs": join(HERE, "fs.ts"),
  },
  bundle: true,
  format: "esm",
  splitting: true,
  target: ["es2024"],
  entryNames: "[name]",
  outdir: process.argv[2],
  logLevel: "error",
});
