/** One event applied to one state: the one place where disclosure is decided (DP-1 to DP-12). */

import { NO_PROGRESS, received } from "../cases/rules.ts";
import type { Instant } from "../crypto/instant.ts";
import { elapsed } from "./elapse.ts";
import { reportStatus, terminate } from "./ending.ts";
import { OutOfOrderError } from "./errors.ts";
import type { CaseOpened, Event } from "./events.ts";
import { accept, decline, invite, withdrawInvitation } from "./joining.ts";
import { propose, respond, withdraw } from "./negotiation.ts";
import { sayReadiness } from "./plan.ts";
import { DisclosureState, Party } from "./state.ts";
import { withParty } from "./steps.ts";

/**
 * The first state of a case: the owner has the report and there is no embargo (VP-07-001).
 *
 * Throws OutOfOrderError if the report is said to be received after its case was opened.
 */
export function opened(event: CaseOpened, now: Instant): DisclosureState {
  const { by: owner, receivedAt, index } = event;
  if (receivedAt > now) {
    throw new OutOfOrderError("the report was received before its case was opened");
  }
  const party = new Party({ tenant: owner, admitted: true, progress: received(NO_PROGRESS, "pxa") });
  return new DisclosureState({ owner, receivedAt, index, at: now, parties: new Map([[owner, party]]) });
}

/**
 * The state after the event, whose log time is `now`; first everything that fell due happens.
 *
 * A refused event throws a DomainError naming the rule and changes nothing. Throws OutOfOrderError (DP-1) for
 * an index or a time before that of the last counted event, and for a second opening.
 */
export function decide(state: DisclosureState, event: Event, now: Instant): DisclosureState {
  if (event.index <= state.index || now < state.at) {
    throw new OutOfOrderError("the events of a case follow each other");
  }
  return applied(elapsed(state, now), event, now).with({ index: event.index, at: now });
}

function applied(state: DisclosureState, event: Event, now: Instant): DisclosureState {
  switch (event.kind) {
    case "case-opened":
      throw new OutOfOrderError("a case is opened once");
    case "invited":
      return invite(state, event, now);
    case "invitation-withdrawn":
      return withdrawInvitation(state, event, now);
    case "accepted":
      return accept(state, event, now);
    case "declined":
      return decline(state, event, now);
    case "reason-given":
      return withParty(state, state.acting(event.by).with({ reasonGiven: true }));
    case "proposed":
      return propose(state, event, now);
    case "withdrawn":
      return withdraw(state, event, now);
    case "responded":
      return respond(state, event, now);
    case "status-reported":
      return reportStatus(state, event, now);
    case "terminated":
      return terminate(state, event, now);
    case "readiness-said":
      return sayReadiness(state, event);
  }
}
