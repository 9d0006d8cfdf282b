/** What the log of a case amounts to: the embargo, every party's consent and progress, and open claims. */

import { NO_PROGRESS, type Progress } from "../cases/rules.ts";
import type { PXA, PXAMove } from "../cases/states.ts";
import type { Instant } from "../crypto/instant.ts";
import { type Invitation, NO_TERMS, type PEC, type Refusal } from "./consent.ts";
import { type EM, type Embargo, type Ending, IN_FORCE, OVER, type Proposal } from "./embargo.ts";
import { NotTakingPartError } from "./errors.ts";
import type { Ready } from "./events.ts";

interface PartyFields {
  readonly tenant: string;
  readonly admitted: boolean;
  readonly consent: PEC;
  readonly progress: Progress;
  readonly invitation: Invitation | undefined;
  readonly refusal: Refusal | undefined;
  readonly ready: Ready | undefined;
  readonly readyFor: string;
  readonly reasonGiven: boolean;
}

/** A tenant in the case: invited (`admitted` false) or taking part. */
export class Party implements PartyFields {
  readonly tenant: string;
  readonly admitted: boolean;
  readonly consent: PEC;
  readonly progress: Progress;
  readonly invitation: Invitation | undefined;
  readonly refusal: Refusal | undefined;
  readonly ready: Ready | undefined;
  readonly readyFor: string;
  readonly reasonGiven: boolean;

  constructor(fields: Pick<PartyFields, "tenant"> & Partial<PartyFields>) {
    this.tenant = fields.tenant;
    this.admitted = fields.admitted ?? false;
    this.consent = fields.consent ?? "no_embargo";
    this.progress = fields.progress ?? NO_PROGRESS;
    this.invitation = fields.invitation;
    this.refusal = fields.refusal;
    this.ready = fields.ready;
    this.readyFor = fields.readyFor ?? NO_TERMS;
    this.reasonGiven = fields.reasonGiven ?? false;
  }

  /** The same party with other values in these fields. */
  with(changes: Partial<PartyFields>): Party {
    return new Party({ ...this, ...changes });
  }

  /** Whether this tenant may act in the case: admitted, and has not closed its report. */
  get takesPart(): boolean {
    return this.admitted && this.progress.rm !== "closed";
  }

  /** The invitation whose answer is awaited. */
  get openInvitation(): Invitation | undefined {
    return this.admitted || this.refusal !== undefined ? undefined : this.invitation;
  }

  /** Whether an answer to the invitation is awaited. */
  get invitationOpen(): boolean {
    return this.openInvitation !== undefined;
  }
}

/** A participant's word that something became known, not yet adopted. */
export interface Claim {
  readonly move: PXAMove;
  readonly by: string;
  readonly at: Instant;
  readonly index: number;
}

interface DisclosureFields {
  readonly owner: string;
  readonly receivedAt: Instant;
  readonly index: number;
  readonly at: Instant;
  readonly parties: ReadonlyMap<string, Party>;
  readonly em: EM;
  readonly pxa: PXA;
  readonly pending: readonly Proposal[];
  readonly embargo: Embargo | undefined;
  readonly ending: Ending | undefined;
  readonly endWishes: ReadonlySet<string>;
  readonly claims: readonly Claim[];
  readonly known: ReadonlySet<string>;
}

type Opening = Pick<DisclosureFields, "owner" | "receivedAt" | "index" | "at" | "parties">;

const IN_THE_EMBARGO: ReadonlySet<PEC> = new Set<PEC>(["signatory", "lapsed", "invited"]);

/**
 * The whole of a case's disclosure after the event at `index`; `at` is that event's log time.
 *
 * `pending` are the undecided proposals, earliest end first: while EM is proposed those that compete, while
 * it is revise the revisions. `embargo` are the terms in force, and after the exit the last that were.
 */
export class DisclosureState implements DisclosureFields {
  readonly owner: string;
  readonly receivedAt: Instant;
  readonly index: number;
  readonly at: Instant;
  readonly parties: ReadonlyMap<string, Party>;
  readonly em: EM;
  readonly pxa: PXA;
  readonly pending: readonly Proposal[];
  readonly embargo: Embargo | undefined;
  readonly ending: Ending | undefined;
  readonly endWishes: ReadonlySet<string>;
  readonly claims: readonly Claim[];
  readonly known: ReadonlySet<string>;

  constructor(fields: Opening & Partial<DisclosureFields>) {
    this.owner = fields.owner;
    this.receivedAt = fields.receivedAt;
    this.index = fields.index;
    this.at = fields.at;
    this.parties = fields.parties;
    this.em = fields.em ?? "none";
    this.pxa = fields.pxa ?? "pxa";
    this.pending = fields.pending ?? [];
    this.embargo = fields.embargo;
    this.ending = fields.ending;
    this.endWishes = fields.endWishes ?? new Set();
    this.claims = fields.claims ?? [];
    this.known = fields.known ?? new Set();
  }

  /** The same state with other values in these fields. */
  with(changes: Partial<DisclosureFields>): DisclosureState {
    return new DisclosureState({ ...this, ...changes });
  }

  /** The embargo that binds now. */
  get inForce(): Embargo | undefined {
    return IN_FORCE.has(this.em) ? this.embargo : undefined;
  }

  /** The end in force, undefined when no embargo binds. */
  get t0(): Instant | undefined {
    return this.inForce?.proposal.t0;
  }

  /** The one proposal that can be answered now: the earliest that is pending (VP-07-009). */
  get current(): Proposal | undefined {
    return this.pending[0];
  }

  /** The terms an invitation names now: in force, else the shortest pending, else none (CA-3). */
  get terms(): string {
    return (this.inForce?.proposal ?? this.current)?.id ?? NO_TERMS;
  }

  /** The tenants whose agreement a date needs: the owner, and who is in the embargo (DP-5). */
  get counted(): ReadonlySet<string> {
    const found = [...this.parties.values()].filter(
      (each) => each.takesPart && (each.tenant === this.owner || IN_THE_EMBARGO.has(each.consent)),
    );
    return new Set(found.map((each) => each.tenant));
  }

  /** Whether every counted tenant has signed exactly the date in force. Computed, never stored. */
  get agreed(): boolean {
    return this.inForce !== undefined && within(this.counted, this.inForce.proposal.signedBy);
  }

  /** The party if it may act in the case. Throws NotTakingPartError. */
  acting(tenant: string): Party {
    const party = this.parties.get(tenant);
    if (party === undefined || !party.takesPart) {
      throw new NotTakingPartError("only who takes part in the case may do this");
    }
    return party;
  }
}

/** Whether all of `some` are among `others`. */
export function within(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].every((each) => others.has(each));
}

/**
 * Whether new content may be sealed to the tenant (MV-10-005).
 *
 * It takes part, and is a signatory, or there is no embargo to sign. Messages about the embargo itself go to
 * everybody who was ever invited.
 */
export function mayReceive(state: DisclosureState, tenant: string): boolean {
  const party = state.parties.get(tenant);
  return party !== undefined && party.takesPart && (party.consent === "signatory" || OVER.has(state.em));
}
