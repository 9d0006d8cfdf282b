/** The frame of the two pages that need no account: a bar with the way between them, and one live region. */

import type { ComponentChildren, VNode } from "preact";
import { render } from "preact";

import { maskTexts } from "./masking.ts";
import { findHub, LiveRegion } from "./parts/index.ts";

/** Put a page in place of what stood there for browsers without scripts. */
export function show(page: () => VNode): void {
  const place = document.getElementById("app");
  if (place !== null) {
    maskTexts(); // before anything of it is made
    void findHub();
    place.replaceChildren();
    render(page(), place);
  }
}

interface FrameProps {
  readonly here: "report" | "receipt";
  readonly children: ComponentChildren;
}

/** The bar, the page, and what is read out. */
export function Standalone({ here, children }: FrameProps): VNode {
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the page
      </a>
      <header class="bar">
        <span class="brand">Accord</span>
        <nav aria-label="Reporters">
          <a href="/report" aria-current={here === "report" ? "page" : undefined}>
            Report
          </a>
          <a href="/receipt" aria-current={here === "receipt" ? "page" : undefined}>
            Read the answer
          </a>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <LiveRegion />
    </>
  );
}
