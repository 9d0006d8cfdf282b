/** The fingerprint of a device, as people compare it: all of it, in groups of four (DV-2). */

import type { VNode } from "preact";

import { CopyButton } from "./parts/index.ts";
import { grouped } from "./secrets.ts";

/** `of` is 64 hex digits. */
export function Fingerprint({ of }: { readonly of: string }): VNode {
  return (
    <div class="fingerprint">
      <code>{grouped(of)}</code>
      <CopyButton text={of} label="Copy" spoken="Copy the fingerprint" />
    </div>
  );
}
