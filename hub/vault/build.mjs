/**
 * Bundles the vault: `node build.mjs [ROOM [DIST [PAGES]]]`.
 *
 * ROOM (this folder) holds `src`, `static` and what npm installed. DIST (`dist`) gets html and `assets/`: the entries
 * and style sheets under their own names, what they share or fetch later under the hash of what is in it, and
 * `assets.json` with the SHA-256 of every file. PAGES (`../static/dist`) gets what the pages of the main origin share
 * with the vault. Both are made whole beside the old ones and then take their place, so that a failed build changes
 * nothing.
 */

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const ENTRIES = ["src/pages/app.tsx", "src/pages/report.tsx", "src/pages/receipt.tsx", "src/client/place.ts"];
const HTML = ["index.html", "report.html", "receipt.html"];
const TOKENS = "src/look/tokens.css";
const SHARED = "static/dist/";
const STYLES = [TOKENS, "src/look/vault.css"];
// Its build for browsers decodes references by innerHTML, which Trusted Types forbid; this one has a table.
const REFERENCES = "decode-named-character-reference";
const PICO = join(HERE, "node_modules", "@picocss", "pico");

const [room = HERE, dist = join(room, "dist"), pages = join(room, "..", "static", "dist")] = process.argv
  .slice(2)
  .map((given) => resolve(given));

await main();

async function main() {
  const missing = [...ENTRIES, ...STYLES, ...HTML.map((name) => `static/${name}`)].filter(
    (name) => !existsSync(join(room, name)),
  );
  if (missing.length) {
    console.error(`the vault cannot be built: ${missing.join(", ")} missing in ${room}`);
    process.exit(1);
  }
  const made = await bundle().catch(() => process.exit(1)); // esbuild has said what and where
  const [served, shared] = [await begun(dist), await begun(pages)];
  await fillPages(shared);
  await fill(served, made, shared);
  await takePlace(shared, pages);
  await takePlace(served, dist);
  await tell();
}

/** Return esbuild's outputs: nothing is written yet. */
function bundle() {
  return build({
    absWorkingDir: room,
    entryPoints: [...ENTRIES, ...STYLES],
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    target: ["es2024"],
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths: [join(HERE, "node_modules")],
    alias: { [REFERENCES]: join(HERE, "node_modules", REFERENCES, "index.js") },
    entryNames: "[name]",
    chunkNames: "part-[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: "out",
    legalComments: "none", // the licences are in licences.txt, whole
    metafile: true,
    write: false,
  });
}

/** The list is of the whole release: what begins with SHARED the main origin serves. */
async function fill(place, made, shared) {
  const assets = join(place, "assets");
  await cp(join(room, "static"), place, { recursive: true });
  await mkdir(assets, { recursive: true });
  for (const { path, contents } of made.outputFiles) await writeFile(join(assets, path.slice(join(room, "out/").length)), contents);
  await writeFile(join(assets, "licences.txt"), await licences(Object.keys(made.metafile.inputs)));
  const hashes = { ...(await hashesOf(place)), ...(await hashesOf(shared, SHARED)) };
  await writeFile(join(place, "assets.json"), `${JSON.stringify(hashes, null, 1)}\n`);
}

async function hashesOf(place, prefix = "") {
  const names = (await files(place)).sort();
  const found = names.map(async (name) => [prefix + name, sha256(await readFile(join(place, name)))]);
  return Object.fromEntries(await Promise.all(found));
}

async function fillPages(place) {
  await cp(join(PICO, "css", "pico.min.css"), join(place, "pico.min.css"));
  await cp(join(PICO, "LICENSE.md"), join(place, "pico.LICENSE.md"));
  await cp(join(room, TOKENS), join(place, "tokens.css"));
}

/** Return the licence of every package that something was taken from. */
async function licences(inputs) {
  const taken = new Set(inputs.map((each) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(each)?.[1]).filter(Boolean));
  const texts = [];
  for (const folder of [...taken].sort()) {
    const place = resolve(room, folder);
    const { name, version, license } = JSON.parse(await readFile(join(place, "package.json"), "utf8"));
    const file = (await readdir(place)).find((each) => /^licen[cs]e/i.test(each));
    texts.push(`${name} ${version} (${license})\n\n${file ? await readFile(join(place, file), "utf8") : ""}`);
  }
  return `${texts.map((each) => each.trim()).join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** An empty folder beside the old one. */
async function begun(folder) {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  return fresh;
}

async function takePlace(fresh, folder) {
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}

async function tell() {
  for (const name of (await files(dist)).sort()) {
    const data = await readFile(join(dist, name));
    console.log(`${name.padEnd(40)} ${String(data.length).padStart(8)} ${String(gzipSync(data, { level: 9 }).length).padStart(8)} gzip`);
  }
}

async function files(place) {
  const found = await readdir(place, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(place.length + 1));
}

function sha256(data) {
  return createHash("sha256").update(data).digest("hex");
}
