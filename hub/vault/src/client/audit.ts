/**
 * Looking at one's own copy once more, offline: it must not contradict itself (P3, `hub/client/audit.py`).
 */

import { equal } from "../crypto/bytes.ts";
import { hubLies } from "./errors.ts";
import type { Membership } from "./home.ts";
import { CASES, DIRECTORY, leafOf, Mirror } from "./mirror.ts";
import type { Shown } from "./mirror.ts";
import type { Store } from "./store.ts";
import { checkRoots } from "./timeline.ts";

/**
 * Check what is kept once more, offline: notes, roots, and every case entry against its leaf. Another tab may
 * add to it meanwhile: what is covered is read after what covers it.
 */
export async function checkCopy(store: Store, member: Membership): Promise<void> {
  const nobody: Shown = { get: () => Promise.reject(new Error("nobody is asked")) };
  const mirror = new Mirror(store, nobody, member);
  const [directory, cases] = [await mirror.timeline(DIRECTORY), await mirror.timeline(CASES)];
  checkRoots((await store.entries(DIRECTORY)).map((each) => leafOf(each.wire)), directory.checkpoints);
  const entries = await store.entries(CASES);
  const leaves = await store.leaves();
  checkRoots(leaves, cases.checkpoints);
  for (const { place, wire } of entries) {
    const leaf = leaves[place];
    if (leaf === undefined || !equal(leaf, leafOf(wire))) {
      throw hubLies(`what was kept at place ${place} is not its leaf`, "LO-8");
    }
  }
}
