/**
 * Every text of every page passes `visible`: subjects, names and sentences of strangers stand in a hundred
 * places, and one that forgot to ask would show what it is told to hide.
 *
 * What a field holds (`value`) is what its person typed and stays as it is; so does what a button copies.
 */

import { Fragment, options } from "preact";
import type { VNode } from "preact";

import { visible } from "./visible.ts";

/** Attributes that are read or read out. */
const READ = ["aria-label", "alt", "placeholder", "title"] as const;

/** From now on whatever is drawn is masked; an entry calls it before it draws. */
export function maskTexts(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    mask(vnode);
    before?.(vnode);
  };
}

function mask({ type, props }: VNode): void {
  const drawn = props as Record<string, unknown>;
  if (typeof type === "string" || type === Fragment) {
    drawn["children"] = masked(drawn["children"]);
  }
  if (typeof type === "string") {
    for (const name of READ) {
      const words = drawn[name];
      if (typeof words === "string") drawn[name] = visible(words);
    }
  }
}

function masked(children: unknown): unknown {
  if (Array.isArray(children)) return children.map(masked);
  return typeof children === "string" ? visible(children) : children;
}
