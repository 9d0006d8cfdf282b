/**
 * What the log of a case says about disclosure: one `kind` per kind of statement.
 *
 * `index` is the leaf's place in the case log, `at` its log time, `by` the tenant it was signed for. That the
 * signer was allowed to speak for the tenant has been judged before, at the leaf (FORMATS.md).
 */

import type { PXAMove, RMMove, VFDMove } from "../cases/states.ts";
import type { Instant } from "../crypto/instant.ts";
import type { Reason } from "./embargo.ts";

/** A party's answer to a proposal. */
export type Answer = "accept" | "reject";

/** A party's word about its own advisory at T0. */
export type Ready = "ready" | "hold" | "go";

/** Takes back a report that something became known, in the notation's small letters: not yet. */
export const DOUBTS = ["p", "x", "a"] as const;
export type Doubt = (typeof DOUBTS)[number];

/** A move with the machine it is of: letters mean different things in different machines. */
export type StatusMove =
  | { readonly machine: "rm"; readonly move: RMMove }
  | { readonly machine: "vfd"; readonly move: VFDMove }
  | { readonly machine: "pxa"; readonly move: PXAMove | Doubt };

interface Happened<K extends string> {
  readonly kind: K;
  readonly index: number;
  readonly at: Instant;
  readonly by: string;
}

/** The owner opened the case; `receivedAt` starts the 90 days. */
export interface CaseOpened extends Happened<"case-opened"> {
  readonly receivedAt: Instant;
}

/** The owner invites `tenant` under `terms`; without a deadline it has a week. */
export interface Invited extends Happened<"invited"> {
  readonly tenant: string;
  readonly terms: string;
  readonly deadline?: Instant;
}

/** The owner takes an invitation back; a tenant that had accepted takes part no longer. */
export interface InvitationWithdrawn extends Happened<"invitation-withdrawn"> {
  readonly tenant: string;
}

/** The invited tenant accepts the terms of its invitation. */
export interface Accepted extends Happened<"accepted"> {
  readonly terms: string;
}

/** The tenant refuses its invitation, or does not go along with a revision. */
export type Declined = Happened<"declined">;

/** A sealed letter with a reason was posted; its words are nobody's business here. */
export type ReasonGiven = Happened<"reason-given">;

/** A participant proposes an end, in place of its pending one. `proposal` is the statement's hash. */
export interface Proposed extends Happened<"proposed"> {
  readonly proposal: string;
  readonly t0: Instant;
  readonly zone: string;
}

/** A participant takes its own pending proposal back. */
export type Withdrawn = Happened<"withdrawn">;

/** A participant answers a proposal. */
export interface Responded extends Happened<"responded"> {
  readonly proposal: string;
  readonly answer: Answer;
}

/** A participant reports a move of its report or fix, or what became known; a Doubt takes that back. */
export type StatusReported = Happened<"status-reported"> & StatusMove;

/** A participant signs the early end of the terms in force. */
export interface Terminated extends Happened<"terminated"> {
  readonly proposal: string;
  readonly reason: Reason;
}

/** A participant says how its own advisory stands for the date of `proposal`. */
export interface ReadinessSaid extends Happened<"readiness-said"> {
  readonly proposal: string;
  readonly ready: Ready;
}

export type Event =
  | CaseOpened
  | Invited
  | InvitationWithdrawn
  | Accepted
  | Declined
  | ReasonGiven
  | Proposed
  | Withdrawn
  | Responded
  | StatusReported
  | Terminated
  | ReadinessSaid;
