/**
 * The checkpoints of a log, and what they say of its leaves: their times and their root (ST-11, LO-2, LO-3).
 */

import { hexOf } from "../crypto/bytes.ts";
import { isInstant } from "../crypto/instant.ts";
import { Frontier } from "../crypto/merkle.ts";
import type { Checkpoint } from "../crypto/tlog.ts";
import { hubLies } from "./errors.ts";
import type { Instant } from "./views.ts";

export const DIRECTORY = "directory";
export const CASES = "cases";
export const ANCHOR = "anchor";
export type LogName = typeof DIRECTORY | typeof CASES;
/** What an invitee is shown of a case it does not read: kept apart, as the case does not begin there. */
export const INVITED = "invited";
/** The fact that remembers how old the directory is by its newest checkpoint, signed again (LO-4). */
export const FRESH = "fresh";
const TIME_LINE = "time ";

/** The checkpoints of a log, by size: from them every leaf has its time. */
export class Timeline {
  readonly checkpoints: readonly Checkpoint[];

  constructor(checkpoints: readonly Checkpoint[]) {
    this.checkpoints = checkpoints;
  }

  /** How many leaves are covered. */
  get size(): number {
    return this.checkpoints.at(-1)?.size ?? 0;
  }

  /** The time of the first checkpoint that covers the leaf; Error beyond `size`. */
  loggedAt(place: number): Instant {
    let [low, high] = [0, this.checkpoints.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.checkpoints[middle] as Checkpoint).size > place) high = middle;
      else low = middle + 1;
    }
    const first = this.checkpoints[low];
    if (first === undefined) throw new RangeError(`no checkpoint covers leaf ${place}`);
    return timeOf(first);
  }
}

/** The instant on the checkpoint's time line; `Failure` (LO-1) if it has none. */
export function timeOf(checkpoint: Checkpoint): Instant {
  const said = checkpoint.extensions.find((line) => line.startsWith(TIME_LINE))?.slice(TIME_LINE.length);
  if (said === undefined || !isInstant(said)) throw hubLies("a checkpoint has no time line", "LO-1");
  return said;
}

/** Return if sizes and times only grow; `Failure` (LO-2). */
export function checkGoesForward({ checkpoints }: Timeline): void {
  for (const [place, each] of checkpoints.entries()) {
    const before = checkpoints[place - 1];
    if (before !== undefined && (before.size >= each.size || timeOf(before) > timeOf(each))) {
      throw hubLies("the hub's checkpoints do not go forward in size and time", "LO-2");
    }
  }
}

/** LO-3: return if the leaves have the root of every checkpoint; none may be withheld below one. */
export function checkRoots(leaves: readonly Uint8Array[], checkpoints: readonly Checkpoint[]): void {
  const edge = new Frontier();
  const wanted = new Map(checkpoints.map((each) => [each.size, hexOf(each.root)]));
  wanted.delete(0);
  for (const leaf of leaves) {
    edge.append(leaf);
    const root = wanted.get(edge.size);
    if (root === undefined) continue;
    if (hexOf(edge.root()) !== root) {
      throw hubLies(`the contents of the log are not those of its checkpoint ${edge.size}`, "LO-3");
    }
    wanted.delete(edge.size);
  }
  if (wanted.size > 0) throw hubLies("the hub withholds contents below its checkpoint", "LO-3");
}
