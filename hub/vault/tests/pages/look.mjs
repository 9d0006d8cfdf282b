/**
 * Serves the pages over the fake vault, with the vault's own policy: `node tests/pages/look.mjs [PORT]`, then
 * `http://localhost:PORT/`. For looking and for tests/browser; never shipped.
 */
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const room = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const KINDS = { html: "text/html", js: "text/javascript", css: "text/css" };

const FAKES = { gate: "fake_vault.ts", reporting: "fake_reporting.ts" };
const fake = {
  name: "fake",
  setup: ({ onResolve }) =>
    onResolve({ filter: /client\/(gate|reporting)\.ts$/ }, ({ path }) => ({
      path: join(room, "tests/pages", FAKES[/(\w+)\.ts$/.exec(path)[1]]),
    })),
};
const PAGES = { "/": "index.html", "/report": "report.html", "/receipt": "receipt.html" };
const { outputFiles } = await build({
  absWorkingDir: room,
  entryPoints: [
    ...["app", "report", "receipt"].map((page) => `src/pages/${page}.tsx`),
    "src/look/tokens.css",
    "src/look/vault.css",
  ],
  bundle: true,
  format: "esm",
  splitting: true,
  target: ["es2024"],
  jsx: "automatic",
  jsxImportSource: "preact",
  // its "browser" build sets innerHTML, which the policy forbids
  alias: {
    "decode-named-character-reference": join(room, "node_modules/decode-named-character-reference/index.js"),
  },
  entryNames: "[name]",
  chunkNames: "part-[name]-[hash]",
  outdir: "out",
  write: false,
  plugins: [fake],
});
const files = new Map(
  outputFiles.map(({ path, contents }) => [`/assets/${path.split("/out/").pop()}`, contents]),
);
for (const [path, page] of Object.entries(PAGES)) files.set(path, await readFile(join(room, "static", page)));

const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const body = files.get(path);
  const kind = KINDS[path in PAGES ? "html" : path.split(".").pop()] ?? "application/octet-stream";
  response.writeHead(body ? 200 : 404, {
    "content-type": `${kind}; charset=utf-8`,
    "content-security-policy": POLICY,
  });
  response.end(body);
});
server.listen(Number(process.argv[2] ?? 0), "localhost", () =>
  console.log(`http://localhost:${server.address().port}/`),
);
