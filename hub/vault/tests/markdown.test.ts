/** Letters are written by strangers: what `renderMarkdown` makes of them, hostile ones first. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComponentChildren } from "preact";
import { renderMarkdown } from "../src/pages/markdown.ts";
import { safeAddress, visible } from "../src/pages/visible.ts";

const ELEMENTS = new Set("div span p h4 h5 h6 em strong blockquote ul ol li code pre br hr a".split(" "));

interface Seen {
  readonly text: string;
  readonly tags: readonly string[];
  readonly links: readonly string[];
}

/** What a tree says and is made of; refuses every element and attribute that is not expected. */
function seen(node: ComponentChildren): Seen {
  if (node === null || node === undefined || typeof node === "boolean") {
    return { text: "", tags: [], links: [] };
  }
  if (Array.isArray(node)) {
    return joined(node.map((child) => seen(child as ComponentChildren)));
  }
  if (typeof node !== "object" || !("type" in node)) {
    return { text: String(node), tags: [], links: [] };
  }
  const tag = String(node.type);
  assert.ok(ELEMENTS.has(tag), `<${tag}> is not allowed`);
  const { children, ...attributes } = node.props as { children?: ComponentChildren; href?: string };
  const inside = seen(children);
  const expected = ["class", "href", "rel", "start", "tabIndex", "target"];
  assert.deepEqual(
    Object.keys(attributes).filter((name) => !expected.includes(name)),
    [],
  );
  const here = { text: "", tags: [tag], links: attributes.href === undefined ? [] : [attributes.href] };
  return joined([here, inside]);
}

function joined(parts: readonly Seen[]): Seen {
  return {
    text: parts.map((part) => part.text).join(""),
    tags: parts.flatMap((part) => part.tags),
    links: parts.flatMap((part) => part.links),
  };
}

const read = (text: string): Seen => seen(renderMarkdown(text));

test("raw HTML is shown as the text it is", () => {
  for (const html of [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=x>b</b>",
    "<!-- x -->",
  ]) {
    const said = read(html);

    assert.equal(said.text, html);
    assert.ok(!said.tags.includes("a"));
  }
});

test("only plain https addresses can be followed", () => {
  const hostile = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http://pip.example/",
    "//pip.example/x",
    "/assets/app.js",
    "#/today",
    "https://pip.example@evil.example/",
    "blob:https://vault.example/1",
    "vbscript:x",
  ];
  for (const address of hostile) {
    assert.deepEqual(read(`[press](<${address}>)`).links, []);
    assert.ok(read(`[press](<${address}>)`).text.includes(address));
    assert.equal(safeAddress(address), undefined);
  }
});

test("a link cannot claim another address than it has", () => {
  const said = read("[https://pypi.org/](https://evil.example/)");

  assert.deepEqual(said.links, ["https://evil.example/"]);
  assert.equal(said.text, "https://pypi.org/ (https://evil.example/)");
});

test("an address in other letters shows as what it is", () => {
  const said = read("[pypi](https://руpі.org/)");

  assert.match(said.links[0] ?? "", /^https:\/\/xn--/);
  assert.equal(said.text, `pypi (${said.links[0]})`);
});

test("an image is a link and is never fetched", () => {
  const said = read("![a pixel](https://evil.example/p.gif) ![r][r]\n\n[r]: https://evil.example/q.gif");

  assert.deepEqual(said.links, ["https://evil.example/p.gif", "https://evil.example/q.gif"]);
  assert.ok(!said.tags.includes("img"));
  assert.match(said.text, /image: a pixel/);
});

test("characters that hide or reorder text are shown by their number", () => {
  assert.equal(visible("a\u202eb\u200b\u0007c\r\n"), "a⟨U+202E⟩b⟨U+200B⟩⟨U+0007⟩c\n");
  assert.match(read("`x\u2066y`").text, /⟨U\+2066⟩/);
});

test("text made to cost time is shown as plain text, soon", () => {
  const costly = [
    ...[
      "[",
      "*a ",
      "`a",
      "[a](",
      "![",
      "<a ",
      "a**b",
      "_a __b ",
      "&",
      "\n",
      "1. ",
      "- a\n",
      "> a\n\n",
      "[a]\n\n",
    ].map((piece) => piece.repeat(16_000 / piece.length)),
    ">".repeat(9_000),
    "> > > > > > > > > >\n".repeat(800),
    "x".repeat(1_000_000),
  ];
  for (const text of costly) {
    const began = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(began);
    assert.ok((user + system) / 1e6 < 3, text.slice(0, 12));
  }
});

test("an empty letter is an empty box", () => {
  assert.deepEqual(read(""), { text: "", tags: ["div"], links: [] });
});

test("what people write comes through", () => {
  const said = read(
    "# Steps\n\n1. run `pip`\n2. *see* **this**\n\n> quoted\n\n```\ncode\n```\n\nhttps://peps.python.org/.",
  );

  assert.deepEqual(said.tags, [..."div h4 ol li p code li p em strong blockquote p pre code p a".split(" ")]);
  assert.deepEqual(said.links, ["https://peps.python.org/"]);
});
