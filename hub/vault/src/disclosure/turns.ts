/** Whose turn it is: what each party of a case still owes, and by when. */

import { CLOCK_DAYS, embargoViable } from "../cases/rules.ts";
import { type Instant, plusDays, plusHours } from "../crypto/instant.ts";
import { elapsed } from "./elapse.ts";
import { ATTACK_WINDOW_HOURS, CLAIM_WINDOW_HOURS } from "./ending.ts";
import { honoured } from "./joining.ts";
import { FREEZE_HOURS, readiness } from "./plan.ts";
import type { DisclosureState, Party } from "./state.ts";

/** VP-06-004: a proposal is answered within a fortnight. */
export const ANSWER_WITHIN_DAYS = 14;

/** An act that is awaited. */
export type What =
  | "propose"
  | "answer_invitation"
  | "invite_again"
  | "answer_proposal"
  | "activate"
  | "consent"
  | "confirm_report"
  | "answer_end"
  | "say_ready"
  | "say_go";

/** One act that `tenant` owes by the instant `by`. */
export interface Due {
  readonly tenant: string;
  readonly what: What;
  readonly by: Instant;
}

/** What is awaited at `now`, the most urgent first. Past instants are overdue, not void. */
export function whoseTurn(before: DisclosureState, now: Instant): readonly Due[] {
  const state = elapsed(before, now);
  const answers = [...invitationDues(state), ...answerDues(state), ...endDues(state)];
  const all = [...ownerDues(state), ...answers, ...readinessDues(state, now)];
  const found = new Map(all.map((due) => [`${due.by} ${due.tenant} ${due.what}`, due]));
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, due]) => due);
}

function* ownerDues(state: DisclosureState): Generator<Due> {
  const { owner: tenant } = state;
  const line = plusDays(state.receivedAt, CLOCK_DAYS);
  if (state.em === "none" && embargoViable(state.pxa)) {
    yield { tenant, what: "propose", by: line };
  }
  for (const { move, at } of state.claims) {
    const hours = move === "A" ? ATTACK_WINDOW_HOURS : CLAIM_WINDOW_HOURS;
    yield { tenant, what: "confirm_report", by: plusHours(at, hours) };
  }
  for (const party of state.parties.values()) {
    if (state.em !== "exited" && offerFailed(state, party)) {
      yield { tenant, what: "invite_again", by: state.t0 ?? line };
    }
  }
}

function offerFailed(state: DisclosureState, party: Party): boolean {
  if (party.refusal === "silent" || party.refusal === "stale") {
    return true;
  }
  return party.openInvitation !== undefined && !honoured(state, party.openInvitation.terms);
}

function* invitationDues(state: DisclosureState): Generator<Due> {
  for (const { tenant, openInvitation } of state.parties.values()) {
    if (openInvitation !== undefined && honoured(state, openInvitation.terms)) {
      yield { tenant, what: "answer_invitation", by: openInvitation.deadline };
    }
  }
}

function* answerDues(state: DisclosureState): Generator<Due> {
  const { current, t0 } = state;
  const answering = new Set(asked(state).filter((tenant) => current?.signedBy.has(tenant) === false));
  if (current !== undefined) {
    const [fortnight, end] = [plusDays(current.at, ANSWER_WITHIN_DAYS), t0 ?? current.t0];
    const by = fortnight < end ? fortnight : end;
    for (const tenant of answering) {
      yield { tenant, what: "answer_proposal", by };
    }
    if (state.em === "proposed" && onlyTheOwner(state)) {
      yield { tenant: state.owner, what: "activate", by };
    }
  }
  for (const party of state.parties.values()) {
    const consents = party.consent === "signatory" || answering.has(party.tenant);
    if (t0 !== undefined && party.takesPart && !consents) {
      yield { tenant: party.tenant, what: "consent", by: t0 };
    }
  }
}

/** Whoever has not signed the early end that another team asks for; until T0 it is a question. */
function* endDues({ t0, counted, endWishes }: DisclosureState): Generator<Due> {
  if (t0 === undefined || endWishes.size === 0) {
    return;
  }
  for (const tenant of counted) {
    if (!endWishes.has(tenant)) {
      yield { tenant, what: "answer_end", by: t0 };
    }
  }
}

function asked(state: DisclosureState): readonly string[] {
  if (state.em === "revise") {
    return [...state.counted];
  }
  return [...state.parties.values()].filter((party) => party.takesPart).map((party) => party.tenant);
}

function onlyTheOwner(state: DisclosureState): boolean {
  const others = [...state.parties.values()].filter((party) => party.tenant !== state.owner);
  return !others.some((party) => party.takesPart || party.openInvitation !== undefined);
}

function* readinessDues(state: DisclosureState, now: Instant): Generator<Due> {
  if (state.t0 === undefined) {
    return;
  }
  const freeze = plusHours(state.t0, -FREEZE_HOURS);
  for (const tenant of state.counted) {
    const word = readiness(state, tenant);
    if (word === undefined) {
      yield { tenant, what: "say_ready", by: freeze };
    } else if (word === "ready" && now >= freeze) {
      yield { tenant, what: "say_go", by: state.t0 };
    }
  }
}
