/** What time does by itself. No scheduler is needed: every reader computes it from state and `now`. */

import { type Instant, plusHours } from "../crypto/instant.ts";
import { OVER } from "./embargo.ts";
import { ADOPTED_BY_SILENCE, adopted, CLAIM_WINDOW_HOURS } from "./ending.ts";
import { lapsed } from "./joining.ts";
import { outlived } from "./negotiation.ts";
import type { DisclosureState } from "./state.ts";
import { exited } from "./steps.ts";

/** When, in which order among equal instants, and what happens then. */
interface Change {
  readonly at: Instant;
  readonly order: number;
  readonly happen: () => DisclosureState;
}

/**
 * The state at `now`: everything that fell due by then has happened, in the order of its instants.
 *
 * Reports of something public that the owner left unanswered are adopted, T0 ends the embargo, proposals
 * whose end has passed are void, unanswered invitations lapse. To evaluate twice changes nothing, and neither
 * does evaluating in between (DP-2).
 */
export function elapsed(state: DisclosureState, now: Instant): DisclosureState {
  let found = state;
  for (let next = first(found); next !== undefined && next.at <= now; next = first(found)) {
    found = next.happen();
  }
  return found;
}

/** The instant at which time alone changes the state next, undefined if it never does. */
export function nextChange(state: DisclosureState): Instant | undefined {
  return first(state)?.at;
}

/** Whether anything of this case may be published at `now`: no embargo binds and none is proposed. */
export function mayPublish(state: DisclosureState, now: Instant): boolean {
  return OVER.has(elapsed(state, now).em);
}

function first(state: DisclosureState): Change | undefined {
  const [found, ...rest] = changes(state);
  return rest.reduce((least, each) => (comesBefore(each, least) ? each : least), found);
}

function comesBefore(one: Change, other: Change | undefined): boolean {
  return other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order);
}

function* changes(state: DisclosureState): Generator<Change> {
  for (const { move, at: claimed } of state.claims) {
    if (ADOPTED_BY_SILENCE.has(move)) {
      const at = plusHours(claimed, CLAIM_WINDOW_HOURS);
      yield { at, order: 0, happen: () => adopted(state, move, at) };
    }
  }
  const { t0 } = state;
  if (t0 !== undefined) {
    yield { at: t0, order: 1, happen: () => exited(state, "expired", t0) };
  }
  const [current, ...rest] = state.pending;
  if (state.em === "proposed" && current !== undefined) {
    yield { at: current.t0, order: 2, happen: () => outlived(state, rest, current.t0) };
  }
  for (const party of state.parties.values()) {
    const invitation = party.consent === "invited" ? party.invitation : party.openInvitation;
    if (invitation !== undefined) {
      const at = invitation.deadline;
      yield { at, order: 3, happen: () => lapsed(state, party, at) };
    }
  }
}
