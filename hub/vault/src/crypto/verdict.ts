/** What became of a logged statement: it counts, or it is void for ever. */

import { BadSignatureError, CryptoError } from "./errors.ts";
import type { Entry } from "./statement.ts";

/**
 * The judgement of `entry` at its own leaf; `fault` names the rule it broke, undefined if it counts.
 *
 * It follows from the contents of the log alone (ST-15): every reader of the same leaves comes to the same.
 */
export class Verdict {
  readonly entry: Entry;
  readonly fault: CryptoError | undefined;

  constructor(entry: Entry, fault: CryptoError | undefined) {
    this.entry = entry;
    this.fault = fault;
  }

  /** Whether the statement has any effect. */
  get counts(): boolean {
    return this.fault === undefined;
  }
}

/** The rule that `judge` found broken, or undefined; BadSignatureError, of a bad copy, passes (ST-15). */
export function faultOf(judge: () => void): CryptoError | undefined {
  try {
    judge();
  } catch (error) {
    if (error instanceof CryptoError && !(error instanceof BadSignatureError)) return error;
    throw error;
  }
  return undefined;
}
