/**
 * The embargo of a case in words: what stands, who signed what, and what an answer would do.
 *
 * What an answer would do is not described but tried: the rules that everybody decides with are asked, and
 * the sentence says how the state they give differs from the one that stands.
 */

import { plusDays } from "../crypto/instant.ts";
import { CAP_DAYS } from "../disclosure/embargo.ts";
import type { Proposal } from "../disclosure/embargo.ts";
import { readiness } from "../disclosure/plan.ts";
import type { DisclosureState } from "../disclosure/state.ts";
import { agreedEnd, knowledge, reports } from "./early.ts";
import { tried, type Viewer } from "./trying.ts";
import type { EmbargoView, ProposalView } from "./views.ts";
import { day, listed, moment } from "./words.ts";

type Answer = "accept" | "reject";

const ENDINGS: Readonly<Record<string, string>> = {
  public: "the flaw is public",
  exploit_public: "an exploit is public",
  attacked: "the flaw is used in attacks",
  agreed: "everybody agreed to end it",
  expired: "its day has come",
};

/** The panel of a case's dates. */
export function embargoView(state: DisclosureState, viewer: Viewer): EmbargoView {
  const { em, embargo, pending, ending, t0 } = state;
  const standing = state.inForce ? [state.inForce.proposal] : [];
  const zone = state.inForce?.proposal.zone;
  const end = agreedEnd(state, viewer);
  return {
    state: em,
    sentence: [stateSentence(state, viewer), ...reports(state, viewer)].join(" "),
    ...(t0 !== undefined && { t0 }),
    ...(zone !== undefined && { zone }),
    revision: embargo?.revision ?? 0,
    agreed: state.agreed,
    proposals: [...standing, ...pending].map((each) => proposalView(state, viewer, each)),
    windows: windows(state, viewer),
    ready: takingPart(state).map((tenant) => ({
      slug: viewer.slug(tenant),
      state: readiness(state, tenant) ?? "silent",
    })),
    known: knowledge(state, viewer),
    ...(end && { agreedEnd: end }),
    ...(ending && {
      ended: {
        reason: ENDINGS[ending.reason] ?? ending.reason,
        at: ending.at,
        early: ending.reason !== "expired",
      },
    }),
  };
}

/** What stands, in one sentence. */
export function stateSentence(state: DisclosureState, viewer: Viewer): string {
  const [current] = state.pending;
  switch (state.em) {
    case "none":
      return "No date is agreed or proposed, and nobody is bound to silence yet.";
    case "proposed":
      return current ? `${proposed(current, viewer)} It binds once ${needed(state, current, viewer)}.` : "";
    case "active":
      return `Nobody says anything in public until ${until(state)}. ${signatures(state, viewer)}`;
    case "revise":
      return [`Nobody says anything in public until ${until(state)}.`, current && proposed(current, viewer)]
        .filter(Boolean)
        .join(" ");
    default:
      return `The embargo ended on ${state.ending ? moment(state.ending.at) : "its day"}: ${ended(state)}.`;
  }
}

function until(state: DisclosureState): string {
  return state.t0 === undefined ? "further notice" : moment(state.t0);
}

function ended(state: DisclosureState): string {
  return ENDINGS[state.ending?.reason ?? ""] ?? "it is over";
}

function proposed({ by, t0 }: Proposal, { slug }: Viewer): string {
  return `${slug(by)} proposes ${moment(t0)}.`;
}

function needed(state: DisclosureState, current: Proposal, { slug }: Viewer): string {
  if (!current.signedBy.has(state.owner)) return `${slug(state.owner)} and one more team have agreed`;
  return "another team has agreed as well";
}

function signatures(state: DisclosureState, { slug }: Viewer): string {
  const signed = state.inForce?.proposal.signedBy ?? new Set<string>();
  const missing = [...state.counted].filter((each) => !signed.has(each)).map(slug);
  return missing.length === 0 ? "All teams have signed this date." : `Not signed by ${listed(missing)} yet.`;
}

function proposalView(state: DisclosureState, viewer: Viewer, proposal: Proposal): ProposalView {
  const inForce = state.inForce?.proposal.id === proposal.id;
  return {
    hash: proposal.id,
    by: viewer.slug(proposal.by),
    t0: proposal.t0,
    zone: proposal.zone,
    inForce,
    mine: proposal.by === viewer.tenant,
    answers: takingPart(state).map((tenant) => ({
      slug: viewer.slug(tenant),
      // A rejection drops the proposal from the table (DP-7): what is on it has been accepted or not
      // answered.
      answer: proposal.signedBy.has(tenant) ? "accept" : "none",
    })),
    accepting: effect(state, viewer, proposal, "accept"),
    rejecting: effect(state, viewer, proposal, "reject"),
  };
}

/** What an answer of the viewer's team would do, by trying it. */
export function effect(state: DisclosureState, viewer: Viewer, proposal: Proposal, answer: Answer): string {
  const after = tried(state, viewer, { kind: "responded", proposal: proposal.id, answer });
  if (typeof after === "string") return after;
  return answer === "accept" ? accepting(state, after, viewer, proposal) : rejecting(state, after);
}

function accepting(
  before: DisclosureState,
  after: DisclosureState,
  { slug, tenant }: Viewer,
  proposal: Proposal,
): string {
  if (proposal.signedBy.has(tenant)) return `Your team has signed ${moment(proposal.t0)} already.`;
  const bound = before.inForce === undefined && after.inForce !== undefined;
  if (bound) return `The embargo begins: nobody says anything in public until ${until(after)}.`;
  if (after.t0 !== before.t0) return `The date becomes ${until(after)} for everybody.`;
  if (before.inForce?.proposal.id === proposal.id) {
    return `Your team signs ${moment(proposal.t0)}, which is in force.`;
  }
  const signed = after.pending.find((each) => each.id === proposal.id)?.signedBy ?? new Set<string>();
  const missing = [...after.counted].filter((each) => !signed.has(each)).map(slug);
  const holds = before.inForce ? ` Until then ${until(before)} stands.` : "";
  if (missing.length === 0) return `Your team agrees to ${moment(proposal.t0)}.${holds}`;
  return `Your team agrees to ${moment(proposal.t0)}; it holds once ${listed(missing)} agreed too.${holds}`;
}

function rejecting(before: DisclosureState, after: DisclosureState): string {
  const what = before.pending.length === 1 ? "This proposal falls" : "All open proposals fall";
  if (after.inForce) return `${what}; ${until(after)} stands.`;
  return `${what}, and there is no embargo until somebody proposes a date again.`;
}

/** The tenants that take part, the owner first. */
export function takingPart(state: DisclosureState): readonly string[] {
  const found = [...state.parties.values()].filter((each) => each.takesPart).map((each) => each.tenant);
  return found.sort((a, b) => Number(b === state.owner) - Number(a === state.owner));
}

/**
 * From now to the latest day that each team has signed and not gone back on: who consents to silence until a
 * day consents to any earlier one (DP-5). A team that has signed nothing is shown the 90 days of the rule.
 */
function windows(state: DisclosureState, { now, slug }: Viewer): EmbargoView["windows"] {
  const ends = [...(state.inForce ? [state.inForce.proposal] : []), ...state.pending];
  const cap = plusDays(state.receivedAt, CAP_DAYS);
  return takingPart(state).flatMap((tenant) => {
    const signed = ends
      .filter((each) => each.signedBy.has(tenant))
      .map((each) => each.t0)
      .sort()
      .at(-1);
    const end = signed ?? cap;
    if (end <= now) return [];
    const words = signed
      ? `${slug(tenant)} accepts any day until ${day(end)}`
      : `${slug(tenant)} has signed no day yet`;
    return [{ slug: slug(tenant), from: now, until: end, words }];
  });
}
