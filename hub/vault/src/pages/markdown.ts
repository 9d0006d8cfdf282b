/**
 * Letters as text: Markdown to Preact nodes by a list of what is allowed, never by HTML. Somebody hostile
 * wrote it: raw HTML is shown as the text it is, an image is a link, a link is `https:` with its address
 * beside it, and what nests or grows beyond reason is shown as plain text. Imported when the first letter is
 * shown.
 */
import type { Definition, Link, List, Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { type ComponentChildren, h, type JSX } from "preact";
import { ADDRESS, safeAddress, visible } from "./visible.ts";

/**
 * Beyond these the parser's time, which grows with the square, is the writer's to choose: the text is shown
 * as it is.
 */
const LONGEST = 16 * 1024;
const DEEPEST = 24;
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t>]|$)|\d{1,9}[.)])){12,}/m;
const CROWDED = /[[\]*_`<!]{200,}/;
const QUOTES = /\n[ \t]*\n[ \t]*>/g;
const MOST_QUOTES = 100;

interface Context {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly depth: number;
  readonly inLink: boolean;
}

/** The nodes of `text`; never throws and never makes an element that is not named here. */
export function renderMarkdown(text: string): JSX.Element {
  if (costly(text)) {
    return plain(text);
  }
  try {
    const root = fromMarkdown(text);
    return h(
      "div",
      { class: "markdown" },
      all(root, { definitions: defined(root), depth: 0, inLink: false }),
    );
  } catch {
    return plain(text);
  }
}

function costly(text: string): boolean {
  const long = text.length > LONGEST;
  return long || NESTED.test(text) || CROWDED.test(text) || (text.match(QUOTES)?.length ?? 0) > MOST_QUOTES;
}

function plain(text: string): JSX.Element {
  return h("div", { class: "markdown plain-text" }, visible(text));
}

function defined(root: Root): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const node of root.children) {
    if (node.type === "definition" && !found.has(node.identifier)) {
      found.set(node.identifier, node);
    }
  }
  return found;
}

function all(
  parent: { readonly children: readonly Nodes[] },
  context: Context,
): readonly ComponentChildren[] {
  return parent.children.map((child) => one(child, { ...context, depth: context.depth + 1 }));
}

function one(node: Nodes, context: Context): ComponentChildren {
  if (context.depth > DEEPEST) {
    return "[nested too deeply to show]";
  }
  switch (node.type) {
    case "text":
      return context.inLink ? visible(node.value) : withLinks(node.value);
    case "html": // shown, not obeyed
      return visible(node.value);
    case "inlineCode":
      return h("code", null, visible(node.value));
    case "code":
      return h("pre", { tabIndex: 0 }, h("code", null, visible(node.value)));
    case "break":
      return h("br", null);
    case "thematicBreak":
      return h("hr", null);
    case "paragraph":
      return h("p", null, ...all(node, context));
    case "heading":
      return h(`h${Math.min(node.depth + 3, 6)}`, null, ...all(node, context));
    case "emphasis":
      return h("em", null, ...all(node, context));
    case "strong":
      return h("strong", null, ...all(node, context));
    case "blockquote":
      return h("blockquote", null, ...all(node, context));
    case "list":
      return list(node, context);
    case "listItem":
      return h("li", null, ...all(node, context));
    case "link":
      return link(node.url, all(node, { ...context, inLink: true }), textOf(node));
    case "image":
      return link(node.url, [`image: ${visible(node.alt ?? "")}`], "");
    case "linkReference":
    case "imageReference":
      return reference(node, context);
    default: // definitions, and every kind that this list does not know
      return null;
  }
}

function list(node: List, context: Context): JSX.Element {
  const items = all(node, context);
  return node.ordered ? h("ol", { start: node.start ?? 1 }, ...items) : h("ul", null, ...items);
}

type Reference = Extract<Nodes, { type: "linkReference" | "imageReference" }>;

function reference(node: Reference, context: Context): ComponentChildren {
  const found = context.definitions.get(node.identifier);
  const image = node.type === "imageReference";
  const words = image ? [`image: ${visible(node.alt ?? "")}`] : all(node, { ...context, inLink: true });
  return found ? link(found.url, words, "") : words;
}

/**
 * A link whose address can be seen; anything but plain `https:` stays text, with the address as it was
 * written.
 */
function link(url: string, words: readonly ComponentChildren[], written: string): ComponentChildren {
  const address = safeAddress(url);
  if (address === undefined) {
    return h("span", null, ...words, ` (${visible(url)})`);
  }
  const shown = written === url || written === address;
  const attributes = { href: address, rel: "noreferrer noopener", target: "_blank", class: "outside" };
  const anchor = h("a", attributes, ...(shown ? [address] : words));
  return shown ? anchor : h("span", null, anchor, " ", h("span", { class: "address" }, `(${address})`));
}

/** Addresses that stand in the text become links too: people paste them. */
function withLinks(text: string): readonly ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(visible(text.slice(end, match.index)), link(match[0], [], match[0]));
    end = match.index + match[0].length;
  }
  parts.push(visible(text.slice(end)));
  return parts;
}

function textOf(node: Link): string {
  return node.children.map((child) => ("value" in child ? child.value : "\u0000")).join("");
}
