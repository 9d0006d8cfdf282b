/** The text of a letter: at once as it is, then as safe Markdown; the parser is loaded with the first letter. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import { visible } from "./visible.ts";

type Render = (text: string) => VNode;

let loaded: Render | undefined;

/** A letter's text. */
export function Prose({ text }: { readonly text: string }): VNode {
  const [render, setRender] = useState<Render | undefined>(() => loaded);
  useEffect(() => {
    if (loaded === undefined) {
      void import("./markdown.ts").then(({ renderMarkdown }) => {
        loaded = renderMarkdown;
        setRender(() => renderMarkdown);
      });
    }
  }, []);
  return render === undefined ? <div class="markdown plain-text">{visible(text)}</div> : render(text);
}
