/**
 * What a client does with every checkpoint it is shown: only forward, and keep the proof of a lie.
 *
 *     LG-16  Two signed notes of one log, of one size and with different roots, are a fork: together they
 *            prove that the log lied to somebody.
 *     LG-17  A checkpoint smaller than the highest one seen is a rollback and is refused.
 *     LG-18  A larger one is taken only with a consistency proof from the highest one seen (LG-5); the first
 *            one seen needs none.
 *
 * A note that is not of this log throws instead (LG-6 to LG-11): nobody answers for it, so it says nothing of
 * the log.
 */

import { equal } from "./bytes.ts";
import { CryptoError } from "./errors.ts";
import * as merkle from "./merkle.ts";
import type { VerifierKey } from "./notes.ts";
import { Checkpoint, openCheckpoint } from "./tlog.ts";

/** What became of a checkpoint. */
export type Verdict = "accepted" | "known" | "rollback" | "fork" | "bad-proof";

/** Two signed notes of one log that cannot both be true, as they came (LG-16). */
export interface Fork {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/** The `verdict`, the `watch` to go on with, and the evidence if the log forked. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly watch: CheckpointWatch;
  readonly fork?: Fork;
}

/** The highest signed note seen of the log `origin`, whose key is `key`; undefined before the first. */
export class CheckpointWatch {
  readonly origin: string;
  readonly key: VerifierKey;
  readonly highest: Uint8Array | undefined;

  constructor(origin: string, key: VerifierKey, highest?: Uint8Array) {
    this.origin = origin;
    this.key = key;
    this.highest = highest;
  }

  /**
   * Say what the signed `note` is to somebody who has seen `highest` (LG-16 to LG-18).
   *
   * `proof` is the consistency proof from the highest size seen, empty from none. Throws what
   * `openCheckpoint` throws.
   */
  judge(note: Uint8Array, proof: readonly Uint8Array[]): Judgement {
    const { origin, key, highest } = this;
    const found = openCheckpoint(note, origin, key);
    let old = new Checkpoint(origin, 0, merkle.EMPTY_ROOT);
    if (highest !== undefined) {
      old = openCheckpoint(highest, origin, key);
      if (found.size < old.size) {
        return { verdict: "rollback", watch: this };
      }
      if (forked(old, found)) {
        return { verdict: "fork", watch: this, fork: { first: highest, second: note } };
      }
    }
    if (!consistent(old, found, proof)) {
      return { verdict: "bad-proof", watch: this };
    }
    if (highest !== undefined && found.size === old.size) {
      return { verdict: "known", watch: this };
    }
    return { verdict: "accepted", watch: new CheckpointWatch(origin, key, note) };
  }
}

/**
 * The evidence if two signed notes of one log conflict by themselves (LG-16), else undefined.
 *
 * Notes of different sizes need a consistency proof to be compared. Throws as `openCheckpoint` does.
 */
export function compareCheckpoints(
  first: Uint8Array,
  second: Uint8Array,
  origin: string,
  key: VerifierKey,
): Fork | undefined {
  const conflict = forked(openCheckpoint(first, origin, key), openCheckpoint(second, origin, key));
  return conflict ? { first, second } : undefined;
}

function forked(one: Checkpoint, other: Checkpoint): boolean {
  return one.size === other.size && !equal(one.root, other.root);
}

function consistent(old: Checkpoint, next: Checkpoint, proof: readonly Uint8Array[]): boolean {
  try {
    const [oldRoot, nextRoot] = [old.root, next.root];
    merkle.verifyConsistency({ old: old.size, oldRoot, next: next.size, nextRoot, proof });
    return true;
  } catch (error) {
    if (error instanceof CryptoError) {
      return false;
    }
    throw error;
  }
}
