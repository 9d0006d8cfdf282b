/** The embargo machine EM (one per case), proposals, and the rules about an embargo's end. */

import type { Machine } from "../cases/states.ts";
import { type Instant, plusDays, plusHours } from "../crypto/instant.ts";
import { EndNotAllowedError } from "./errors.ts";

/** VP-05-002: longer than this from receipt needs a written reason and everybody's agreement. */
export const CAP_DAYS = 90;
/** VP-05-002: more than a year nobody gets. */
export const HARD_CAP_DAYS = 365;
/** DP-6: an earlier end leaves the others at least this long to sign a later one again. */
export const NOTICE_HOURS = 48;

// The names of places, never "EST" or "local"; the form alone is judged, so that a replay years later does
// not depend on the time zone database of the day.
const ZONE = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]+){1,2})$/;

/** The state of a case's embargo. */
export type EM = "none" | "proposed" | "active" | "revise" | "exited";

/** Propose, reject, accept, terminate. */
export type EMMove = "p" | "r" | "a" | "t";

export const EMBARGO: Machine<EM, EMMove> = {
  name: "EM",
  rule: "EM-1",
  start: "none",
  table: {
    none: { p: "proposed" },
    proposed: { p: "proposed", r: "none", a: "active" },
    active: { p: "revise", t: "exited" },
    revise: { p: "revise", a: "active", r: "active", t: "exited" },
  },
};

export const IN_FORCE: ReadonlySet<EM> = new Set<EM>(["active", "revise"]);
export const OVER: ReadonlySet<EM> = new Set<EM>(["none", "exited"]);

/** Why an embargo ended. `expired` is the course of time and is signed by nobody. */
export type Reason = "public" | "exploit_public" | "attacked" | "agreed" | "expired";

/**
 * A proposed end. `id` is the statement's hash and at once the hash of the terms (FORMATS.md CA-3).
 *
 * `zone` is the zone that `t0` was agreed in. `signedBy` holds the tenants that proposed or accepted exactly
 * this; `activated` says that the owner accepted it in so many words.
 */
export interface Proposal {
  readonly id: string;
  readonly by: string;
  readonly t0: Instant;
  readonly zone: string;
  readonly index: number;
  readonly at: Instant;
  readonly signedBy: ReadonlySet<string>;
  readonly activated: boolean;
}

/** The terms in force. `revision` counts the terms that were ever in force on the case, from 1. */
export interface Embargo {
  readonly proposal: Proposal;
  readonly revision: number;
  readonly since: Instant;
}

/** How and when the embargo ended; it says nothing about publication (VP-05-005). */
export interface Ending {
  readonly reason: Reason;
  readonly at: Instant;
}

/** What an end is judged with. */
export interface EndAsked {
  readonly now: Instant;
  readonly receivedAt: Instant;
  readonly reasonGiven: boolean;
}

/**
 * Refuse an end that no embargo may have. Throws EndNotAllowedError naming the rule.
 *
 * VP-04-001: one unambiguous instant, in UTC, with the zone it was agreed in. VP-05-001: in the future.
 * VP-05-002: at most 90 days after receipt, or a year when the proposer has given a reason in writing.
 */
export function checkEnd(t0: Instant, zone: string, { now, receivedAt, reasonGiven }: EndAsked): void {
  if (!ZONE.test(zone)) {
    const says = "an embargo ends at an instant in UTC, agreed in a zone named by place";
    throw new EndNotAllowedError(says, "VP-04-001");
  }
  if (t0 <= now) {
    throw new EndNotAllowedError("an embargo ends in the future", "VP-05-001");
  }
  if (t0 > plusDays(receivedAt, HARD_CAP_DAYS)) {
    throw new EndNotAllowedError("an embargo lasts a year from receipt at most", "VP-05-002");
  }
  if (beyondCap(t0, receivedAt) && !reasonGiven) {
    const says = "an end beyond 90 days from receipt needs a reason in writing first";
    throw new EndNotAllowedError(says, "VP-05-002");
  }
}

/** Whether this end needs everybody's agreement (VP-05-002). */
export function beyondCap(t0: Instant, receivedAt: Instant): boolean {
  return t0 > plusDays(receivedAt, CAP_DAYS);
}

/** Refuse an earlier end that comes too soon to be answered. Throws EndNotAllowedError (DP-6). */
export function checkNotice(t0: Instant, now: Instant): void {
  if (t0 < plusHours(now, NOTICE_HOURS)) {
    throw new EndNotAllowedError("an earlier end leaves the others 48 hours to answer", "DP-6");
  }
}
