/**
 * The end of an embargo before its day, in words: what became known and by whose word, and the end by
 * everybody's signature (DP-9, DP-10).
 *
 * What an act would do is tried by the rules; the sentences say how the state after it differs.
 */

import { plusHours } from "../crypto/instant.ts";
import type { PXAMove } from "../cases/states.ts";
import { ADOPTED_BY_SILENCE, ATTACK_WINDOW_HOURS, CLAIM_WINDOW_HOURS } from "../disclosure/ending.ts";
import type { Doubt } from "../disclosure/events.ts";
import type { Claim, DisclosureState } from "../disclosure/state.ts";
import { type Act, tried, type Viewer } from "./trying.ts";
import type { AgreedEndView, EndingAct, Instant, Knowledge, KnowledgeView } from "./views.ts";
import { hour, listed } from "./words.ts";

interface Letters {
  readonly what: Knowledge;
  readonly move: PXAMove;
  readonly doubt: Doubt;
  readonly words: string;
}

/** What may become known, with its letters in the log. */
export const KNOWLEDGE: readonly Letters[] = [
  { what: "public", move: "P", doubt: "p", words: "the flaw is public" },
  { what: "exploit", move: "X", doubt: "x", words: "an exploit is public" },
  { what: "attacks", move: "A", doubt: "a", words: "the flaw is used in attacks" },
];

const OURS = "your team";
const ENDS =
  "The embargo ends at once, for every team, and none can begin again on this case. " +
  "What was armed for the day is erased. Nothing is published by it: each team decides that for itself.";

/** What became known or is said to be, each with what this team can do about it. */
export function knowledge(state: DisclosureState, viewer: Viewer): readonly KnowledgeView[] {
  return KNOWLEDGE.map(({ what, move, doubt }) => {
    if (state.pxa.includes(move)) return { what, state: "known", sentence: "Every team knows it.", acts: [] };
    const claim = state.claims.find((each) => each.move === move);
    const say = (act: EndingAct["act"], letter: PXAMove | Doubt): readonly EndingAct[] =>
      acting(state, viewer, act, { kind: "status-reported", machine: "pxa", move: letter });
    if (claim === undefined) {
      const acts = say("report", move);
      return { what, state: "unknown", sentence: "Nobody has reported it.", acts };
    }
    return {
      what,
      state: "reported",
      sentence: reported(state, viewer, claim),
      acts:
        viewer.tenant === state.owner
          ? [...say("confirm", move), ...say("deny", doubt)]
          : viewer.tenant === claim.by
            ? say("take-back", doubt)
            : [],
    };
  });
}

/** Open reports and wishes for an early end, for the head of the case: one sentence each. */
export function reports(state: DisclosureState, viewer: Viewer): readonly string[] {
  const claims = state.claims.map((claim) => {
    const known = KNOWLEDGE.find((each) => each.move === claim.move)?.words;
    const [by, owner] = [named(viewer, claim.by), named(viewer, state.owner)];
    return `${begun(by)} says that ${known}; ${owner} confirms or denies it by ${hour(dueOf(claim))}.`;
  });
  const wish = agreedEnd(state, viewer);
  return [...claims, ...(wish && wish.signed.length > 0 ? [wish.sentence] : [])];
}

/** The end by everybody's signature, while an embargo is in force. */
export function agreedEnd(state: DisclosureState, viewer: Viewer): AgreedEndView | undefined {
  const proposal = state.inForce?.proposal.id;
  if (proposal === undefined) return undefined;
  const signed = [...state.endWishes].filter((each) => state.counted.has(each)).map(viewer.slug);
  const missing = missingOf(state);
  const mine = state.endWishes.has(viewer.tenant) && missing.length > 0;
  const wish = { kind: "terminated", proposal, reason: "agreed" } as const;
  const [act] = mine ? [] : acting(state, viewer, "agree", wish);
  const asks = `${listed(signed)} ${signed.length === 1 ? "asks" : "ask"} to end the embargo now`;
  const waits = `not signed by ${listed(missing.map(viewer.slug))} yet`;
  const told = signed.length === 0 ? "Nobody has asked for it." : `${asks}; ${waits}.`;
  return { signed, sentence: told, ...(act && { act }) };
}

function missingOf(state: DisclosureState): readonly string[] {
  return [...state.counted].filter((each) => !state.endWishes.has(each));
}

/** An act with what it does; none if the rules refuse it to this team. */
function acting(
  before: DisclosureState,
  viewer: Viewer,
  act: EndingAct["act"],
  said: Act,
): readonly EndingAct[] {
  const after = tried(before, viewer, said);
  if (typeof after === "string") return [];
  const ends = before.inForce !== undefined && after.em === "exited";
  const adopts = after.pxa !== before.pxa;
  const final = ends || adopts || act === "agree";
  return [{ act, ends, final, effect: effect(before, after, viewer, act) }];
}

function effect(
  before: DisclosureState,
  after: DisclosureState,
  viewer: Viewer,
  act: EndingAct["act"],
): string {
  if (before.inForce !== undefined && after.em === "exited") return ENDS;
  if (after.pxa !== before.pxa) return adopting(before);
  const claim = after.claims.find((each) => !before.claims.includes(each));
  if (claim !== undefined) return claiming(after, viewer, claim);
  if (act === "agree") {
    const missing = listed(missingOf(after).map(viewer.slug));
    return (
      `It ends nothing yet: the embargo ends once ${missing} signed it too, and the last signature ends it. ` +
      "Yours cannot be taken back while this date stands."
    );
  }
  const stands = before.inForce === undefined ? "" : " The embargo stands.";
  return `The report is struck, and every team sees that.${stands} It can be reported again.`;
}

function adopting(before: DisclosureState): string {
  switch (before.em) {
    case "proposed":
      return "Every proposed date falls, and no embargo can begin on this case any more.";
    case "none":
      return "Every team is told, and no embargo can begin on this case any more.";
    default:
      return "Every team is told. The embargo has ended already.";
  }
}

function claiming({ inForce, owner }: DisclosureState, viewer: Viewer, claim: Claim): string {
  const name = viewer.slug(owner);
  const ends = `it counts as true${inForce === undefined ? "" : " and the embargo ends for every team"}`;
  const silence = ADOPTED_BY_SILENCE.has(claim.move)
    ? `If ${name} does neither within ${CLAIM_WINDOW_HOURS} hours, ${ends}.`
    : `It has ${ATTACK_WINDOW_HOURS} hours for that; its silence ends nothing.`;
  const told = `Every team in the case is told. ${name} confirms or denies it.`;
  return `${told} ${silence} Until then you can take it back.`;
}

function reported(state: DisclosureState, viewer: Viewer, claim: Claim): string {
  const [by, owner] = [named(viewer, claim.by), named(viewer, state.owner)];
  const ends = `it counts as true${state.inForce === undefined ? "" : " and the embargo ends"}`;
  const silence = ADOPTED_BY_SILENCE.has(claim.move) ? `; after that ${ends}` : "; silence ends nothing";
  const due = `${begun(owner)} confirms or denies it by ${hour(dueOf(claim))}${silence}.`;
  return `${begun(by)} reported it on ${hour(claim.at)}. ${due}`;
}

function dueOf({ move, at }: Claim): Instant {
  return plusHours(at, move === "A" ? ATTACK_WINDOW_HOURS : CLAIM_WINDOW_HOURS);
}

function named({ tenant, slug }: Viewer, who: string): string {
  return tenant === who ? OURS : slug(who);
}

/** At the beginning of a sentence; a team's slug is written as it is called. */
function begun(name: string): string {
  return name === OURS ? "Your team" : name;
}
