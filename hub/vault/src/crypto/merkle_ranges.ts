/**
 * Which leaves each hash of a proof stands for (RFC 6962 2.1): the arithmetic under `merkle.ts`.
 *
 * Sizes are counted exactly below 2^53; bit operators, which end at 2^31, are not used.
 */

import { MalformedError } from "./errors.ts";

export const MAX_SIZE = Number.MAX_SAFE_INTEGER;

/** A complete subtree: the leaves from `place * 2^level` up to `(place + 1) * 2^level`. */
export interface Node {
  readonly level: number;
  readonly place: number;
}

/** Leaves from `start` up to, not including, `stop`. */
export interface Range {
  readonly start: number;
  readonly stop: number;
}

/** RFC 6962 2.1.1: PATH(m, D[n]) from the leaf up; here walked from the root down and turned round. LG-2. */
export function inclusionRanges(index: number, size: number): Range[] {
  requireSize(size);
  if (!Number.isInteger(index) || index < 0 || index >= size) {
    throw new MalformedError("LG-2", "no leaf has that index");
  }
  const siblings: Range[] = [];
  let leaves: Range = { start: 0, stop: size };
  while (leaves.stop - leaves.start > 1) {
    const [left, right] = split(leaves);
    const inLeft = index < left.stop;
    siblings.push(inLeft ? right : left);
    leaves = inLeft ? left : right;
  }
  return siblings.reverse();
}

/** RFC 6962 2.1.2: PROOF(m, D[n]); leaves narrows to the subtree that ends where the old tree ends. LG-2. */
export function consistencyRanges(old: number, next: number): Range[] {
  requireSize(next);
  if (!Number.isInteger(old) || old < 0 || old > next) {
    throw new MalformedError("LG-2", "an earlier size is above the later");
  }
  if (old === 0) {
    return [];
  }
  const ranges: Range[] = [];
  let leaves: Range = { start: 0, stop: next };
  while (leaves.stop !== old) {
    const [left, right] = split(leaves);
    const inLeft = old <= left.stop;
    ranges.push(inLeft ? right : left);
    leaves = inLeft ? left : right;
  }
  if (leaves.start > 0) {
    ranges.push(leaves);
  }
  return ranges.reverse();
}

function split({ start, stop }: Range): readonly [Range, Range] {
  const middle = start + powerUpTo(stop - start - 1);
  return [{ start, stop: middle }, { start: middle, stop }];
}

/** The complete subtrees that fill the range, largest first; its start is a multiple of the largest. */
export function cover({ start, stop }: Range): Node[] {
  const nodes: Node[] = [];
  for (let from = start; from < stop; ) {
    const width = powerUpTo(stop - from);
    nodes.push({ level: Math.log2(width), place: from / width });
    from += width;
  }
  return nodes;
}

/** The largest power of two that is at most `count`. */
function powerUpTo(count: number): number {
  let power = 1;
  while (power * 2 <= count) {
    power *= 2;
  }
  return power;
}

/** Refuse a size beyond what is counted exactly; MalformedError (LG-2). */
export function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new MalformedError("LG-2", "a size is not one that is counted exactly");
  }
}
