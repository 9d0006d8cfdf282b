/** One case as its pages show it: who takes part, who reads where, whose turn it is, what was signed. */

import type { Circle } from "../crypto/circle/index.ts";
import { readerOf } from "../crypto/ring/index.ts";
import type { Verdict } from "../crypto/verdict.ts";
import type { DisclosureState, Party } from "../disclosure/state.ts";
import { whoseTurn } from "../disclosure/turns.ts";
import type { Due } from "../disclosure/turns.ts";
import { stateOf } from "./deciding.ts";
import type { Desk } from "./desk.ts";
import { embargoView } from "./embargo.ts";
import { historyOf } from "./history.ts";
import { placesOf } from "./names.ts";
import { isMine } from "./letters.ts";
import { delivered } from "./reading.ts";
import type { Delivered } from "./reading.ts";
import { waitingFor } from "./waiting.ts";
import type { CaseLine, CaseView, PartyView, Warning } from "./views.ts";
import { counted, hour } from "./words.ts";

/** The whole of a case; `title` is the one that could be decrypted, if any. */
export function caseView(
  desk: Desk,
  caseId: string,
  title: string | undefined,
  warnings: readonly Warning[],
): CaseView {
  const circle = desk.known.circle(caseId);
  const state = stateOf(circle, desk.now);
  const { opening, owner } = circle.opened;
  return {
    caseId,
    codeName: opening.code_name,
    title: title ?? opening.code_name,
    owner: desk.known.slug(owner),
    role: owner === desk.tenant ? "owner" : "participant",
    received: opening.received,
    places: placesOf(desk, circle),
    embargo: embargoView(state, {
      tenant: desk.tenant,
      now: desk.now,
      slug: (each) => desk.known.slug(each),
    }),
    parties: [...state.parties.values()].map((each) => partyView(desk, circle, state, each)),
    history: historyOf(desk, circle),
    colleagues: colleaguesOn(desk, circle),
    cves: numbersOf(circle.verdicts),
    warnings: [...warnings, ...caseWarnings(desk, circle)],
    version: desk.versions.get(caseId) ?? 0,
  };
}

/** One line of the list of cases. */
export function caseLine(
  desk: Desk,
  caseId: string,
  title: string | undefined,
  marks: ReadonlySet<string>,
): CaseLine {
  const circle = desk.known.circle(caseId);
  const state = stateOf(circle, desk.now);
  const [due] = whoseTurn(state, desk.now);
  const { code_name: codeName } = circle.opened.opening;
  const turn = due === undefined ? undefined : turnOf(desk, due);
  return {
    caseId,
    title: title ?? codeName,
    codeName,
    state: state.em,
    ...(state.t0 !== undefined && { t0: state.t0 }),
    ...(turn !== undefined && { turn }),
    role: circle.opened.owner === desk.tenant ? "owner" : "participant",
    unread: unread(desk, circle, marks).length,
  };
}

/** The letters of others that were not read in this browser. */
export function unread(desk: Desk, circle: Circle, marks: ReadonlySet<string>): readonly Delivered[] {
  const theirs = delivered(desk, circle).filter(({ manifest }) => !isMine(desk, manifest));
  return theirs.filter(({ manifest }) => !marks.has(manifest.envelope));
}

/** What is awaited, as a verb. */
export const AWAITED: Readonly<Record<string, string>> = {
  propose: "propose a date",
  answer_invitation: "answer the invitation",
  invite_again: "invite again, as an invitation came to nothing",
  answer_proposal: "answer the proposed date",
  activate: "accept its own proposed date, as nobody else is there",
  consent: "sign the date in force",
  confirm_report: "confirm or deny that something became known",
  answer_end: "agree to an early end, or let the date stand",
  say_ready: "say whether it is ready for the day",
  say_go: "say go",
};

function turnOf(desk: Desk, { tenant, what, by }: Due): string {
  const act = AWAITED[what] ?? what;
  if (tenant === desk.tenant) return `your team is to ${act} by ${hour(by)}`;
  return `waiting for ${desk.known.slug(tenant)} to ${act} by ${hour(by)}`;
}

const CONSENTS: Readonly<Record<string, string>> = {
  no_embargo: "there is no date to sign",
  invited: "was asked and has not answered",
  signatory: "has signed the date",
  lapsed: "is bound by the former date, and has not signed the new one",
  declined: "declined",
};
const REPORTS: Readonly<Record<string, string>> = {
  start: "has not got the report",
  received: "has the report",
  invalid: "finds the report invalid",
  valid: "finds the report valid",
  deferred: "put the report off",
  accepted: "works on it",
  closed: "closed the report",
};
const FIXES: Readonly<Record<string, string>> = {
  vfd: "does not know of the flaw",
  Vfd: "has no fix yet",
  VFd: "has a fix ready",
  VFD: "has the fix out",
};

function partyView(desk: Desk, circle: Circle, state: DisclosureState, party: Party): PartyView {
  const { tenant, consent, progress } = party;
  const waitsFor = waitingFor(desk, circle, tenant);
  const readers = [...circle.readers()].map(readerOf).filter((each) => each.tenant === tenant);
  return {
    slug: desk.known.slug(tenant),
    role: roleOf(circle, state, party),
    consent: CONSENTS[consent] ?? consent,
    report: REPORTS[progress.rm] ?? progress.rm,
    fix: FIXES[progress.vfd] ?? progress.vfd,
    impact: impactOf(circle, tenant),
    people: readers
      .map((each) => desk.known.view.person(tenant, each.person)?.name ?? "a former member")
      .sort(),
    ...(waitsFor !== undefined && { waitsFor }),
  };
}

function roleOf(circle: Circle, state: DisclosureState, party: Party): PartyView["role"] {
  if (party.tenant === state.owner) return "owner";
  const invited = circle.opened.invited.get(party.tenant);
  if (invited?.stands) return "participant";
  if (invited?.declined || party.refusal === "refused" || party.refusal === "withdrawn") return "declined";
  return party.refusal === undefined ? "invited" : "lapsed";
}

/**
 * Whether a team has said if it is affected; who took the report on has said so by that. Who is in the record
 * alone, as a CNA is, is not asked: the answer is for the joint place.
 */
export function impactOf(circle: Circle, tenant: string): PartyView["impact"] {
  const letters = [...circle.letters.values()];
  const said = letters.some((each) => each.purpose === "impact" && each.author.tenant === tenant);
  if (said || tenant === circle.opened.owner) return "answered";
  return circle.participants().get(tenant)?.has("joint") === false ? "not asked" : "waiting";
}

function colleaguesOn(desk: Desk, circle: Circle): CaseView["colleagues"] {
  const readers = new Set(
    [...circle.readers()]
      .map(readerOf)
      .filter((each) => each.tenant === desk.tenant)
      .map((each) => each.person),
  );
  return desk.known.view
    .people(desk.tenant)
    .map(({ person, name }) => ({ person, name, reads: readers.has(person) }));
}

/** The CVE IDs of a case, as far as a statement that counts gave or recorded them. */
export function numbersOf(verdicts: readonly Verdict[]): readonly string[] {
  const counting = verdicts.filter((each) => each.counts).map(({ entry }) => entry.statement.body);
  const given = counting.filter((each) => each.type === "id-decision" || each.type === "third-party-id");
  return [...new Set(given.flatMap(({ cve }) => cve ?? []))];
}

function caseWarnings(desk: Desk, circle: Circle): readonly Warning[] {
  const found: Warning[] = [];
  const waits = waitingFor(desk, circle, desk.tenant);
  if (waits !== undefined) {
    found.push({ sentence: `A device of your team cannot read everything yet: ${waits}.` });
  }
  if (circle.gaps.size > 0) {
    const letters = counted(circle.gaps.size, "letter");
    found.push({
      sentence: `Something is kept from you: the authors of ${letters} saw others before that you do not.`,
      rule: "RI-9",
    });
  }
  const voids = circle.verdicts.filter((each) => !each.counts);
  if (voids.length > 0) {
    const rule = voids[0]?.fault?.rule;
    const statements = `${counted(voids.length, "statement")} of this case`;
    const sentence = `${statements} without effect in the log: the history says which, and why.`;
    found.push({ sentence, ...(rule !== undefined && { rule }) });
  }
  return found;
}
