/** Whether a letter that was read again is to be drawn again. */

import type { LetterView } from "../client/views.ts";

/**
 * Whether two readings of a letter show the same: all of it counts, also who reads it, what was vouched for
 * and what is attached, which change though its text does not.
 */
export function alike(one: LetterView | undefined, other: LetterView | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
