/** The date of a case: its state, what was proposed and answered, and what may end it early. */

import type { Instant } from "./words.ts";

export type EmbargoState = "none" | "proposed" | "active" | "revise" | "exited";

export interface ProposalView {
  readonly hash: string;
  readonly by: string; // slug
  readonly t0: Instant;
  readonly zone: string;
  readonly inForce: boolean;
  readonly mine: boolean;
  readonly answers: readonly { readonly slug: string; readonly answer: "accept" | "reject" | "none" }[];
  /** What accepting and rejecting do, in words, before they are done. */
  readonly accepting: string;
  readonly rejecting: string;
}

/** What may become known of a case; each is judged alone (DP-9). */
export type Knowledge = "public" | "exploit" | "attacks";

/** An act about an early end, with what it would do: tried by the rules, not described. */
export interface EndingAct {
  readonly act: "report" | "confirm" | "deny" | "take-back" | "agree";
  readonly effect: string;
  /** The embargo ends at once by it. */
  readonly ends: boolean;
  /** It cannot be taken back: asked for twice. */
  readonly final: boolean;
}

export interface KnowledgeView {
  readonly what: Knowledge;
  readonly state: "unknown" | "reported" | "known";
  readonly sentence: string;
  readonly acts: readonly EndingAct[];
}

/** The early end by everybody's signature: who has signed it, who has not, and this team's own act if it has one. */
export interface AgreedEndView {
  readonly signed: readonly string[];
  readonly sentence: string;
  readonly act?: EndingAct;
}

export interface EmbargoView {
  readonly state: EmbargoState;
  readonly sentence: string;
  readonly t0?: Instant;
  readonly zone?: string;
  readonly revision: number;
  readonly agreed: boolean;
  readonly proposals: readonly ProposalView[];
  /** Each participant's acceptable span, for the picture of the overlap: from now to their shortest proposal or answer. */
  readonly windows: readonly { readonly slug: string; readonly from: Instant; readonly until: Instant; readonly words: string }[];
  readonly ready: readonly { readonly slug: string; readonly state: "ready" | "hold" | "go" | "silent" }[];
  readonly known: readonly KnowledgeView[];
  /** Only while an embargo is in force. */
  readonly agreedEnd?: AgreedEndView;
  readonly ended?: { readonly reason: string; readonly at: Instant; readonly early: boolean };
}

/** A day on which a team of the case is away: "holiday in DE (pip)". */
export interface DayOff {
  readonly day: string; // YYYY-MM-DD
  readonly why: string;
}
