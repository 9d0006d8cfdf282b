/** The consent machine PEC (one per participant) and the invitations that ask for consent. */

import type { Machine } from "../cases/states.ts";
import { type Instant, plusDays, plusHours } from "../crypto/instant.ts";

/** The terms of an invitation while there is no embargo (FORMATS.md CA-3). */
export const NO_TERMS = "0".repeat(64);
/** EP-07-001/CM-18-002: the window for an answer is a week. */
export const RSVP_DAYS = 7;
/** EP-07-002: at least three days, clamped up. */
export const RSVP_LEAST_HOURS = 72;

/** Where one participant stands to the embargo. */
export type PEC = "no_embargo" | "invited" | "signatory" | "lapsed" | "declined";

/** A move of one participant's consent. */
export type PECMove = "invite" | "accept" | "decline" | "revise" | "reset";

export const CONSENT: Machine<PEC, PECMove> = {
  name: "PEC",
  rule: "PEC-1",
  start: "no_embargo",
  table: {
    no_embargo: { invite: "invited", accept: "signatory", decline: "declined", reset: "no_embargo" },
    invited: { accept: "signatory", decline: "declined", reset: "no_embargo" },
    signatory: { revise: "lapsed", reset: "no_embargo" },
    lapsed: { invite: "invited", accept: "signatory", decline: "declined", reset: "no_embargo" },
    declined: { invite: "invited", reset: "no_embargo" },
  },
};

/** Why an invitation came to nothing. Silence is told apart from a refusal (CM-28-005). */
export type Refusal = "refused" | "silent" | "stale" | "withdrawn";

/** The owner's offer to one tenant. `clamped` records that the owner had asked for a shorter window. */
export interface Invitation {
  readonly terms: string;
  readonly deadline: Instant;
  readonly clamped: boolean;
  readonly index: number;
  readonly at: Instant;
}

/**
 * The deadline of an invitation logged at `at`, and whether it was moved to the least window.
 *
 * A window that is too short is lengthened, never refused (EP-07-003 to 005).
 */
export function rsvp(
  at: Instant,
  asked: Instant | undefined,
): { readonly deadline: Instant; readonly clamped: boolean } {
  if (asked === undefined) {
    return { deadline: plusDays(at, RSVP_DAYS), clamped: false };
  }
  const least = plusHours(at, RSVP_LEAST_HOURS);
  return { deadline: asked < least ? least : asked, clamped: asked < least };
}
