/** What was signed on a case, in words: one line for each statement of its log, void ones among them. */

import type { Circle } from "../crypto/circle/index.ts";
import type { Body, Invitation, Manifest, Status } from "../crypto/kinds/index.ts";
import type { Verdict } from "../crypto/verdict.ts";
import type { Desk } from "./desk.ts";
import { REPORTER, personName, signerName } from "./names.ts";
import type { HistoryLine } from "./views.ts";
import { counted, day, listed, moment, sentence } from "./words.ts";

/** The lines of a case in the order of its log. */
export function historyOf(desk: Desk, circle: Circle): readonly HistoryLine[] {
  const proposals = new Map<string, string>();
  for (const { entry } of circle.verdicts) {
    const { body, hash } = entry.statement;
    if (body.type === "proposal") proposals.set(hash, moment(body.t0));
  }
  return circle.verdicts.map((each) => line(desk, circle, each, proposals));
}

function line(
  desk: Desk,
  circle: Circle,
  { entry, fault }: Verdict,
  proposals: ReadonlyMap<string, string>,
): HistoryLine {
  const { body, hash } = entry.statement;
  const said = saidBy(desk, circle, body, proposals);
  return {
    index: entry.index,
    at: entry.loggedAt,
    who: signerName(desk, body.by),
    sentence: sentence(
      fault === undefined ? said : `${said}, which does not count: ${fault.message} (${fault.rule})`,
    ),
    hash,
    type: body.type,
  };
}

const PLACES: Readonly<Record<string, string>> = {
  joint: "everybody in the case",
  reporter: "the reporter's place",
  tenant: "their own team's place",
  record: "the place of the records",
};
const REASONS: Readonly<Record<string, string>> = {
  public: "the flaw is public",
  exploit_public: "an exploit is public",
  attacked: "it is used in attacks",
};
const READY: Readonly<Record<string, string>> = {
  ready: "says that the team is ready for the day",
  hold: "holds the team's own advisory back",
  go: "says go",
};

function placeOf(kind: string): string {
  return PLACES[kind] ?? "a place of the case";
}

function saidBy(desk: Desk, circle: Circle, body: Body, proposals: ReadonlyMap<string, string>): string {
  const slug = (genesis: string): string => desk.known.slug(genesis);
  const date = (hash: string): string => proposals.get(hash) ?? "a date";
  switch (body.type) {
    case "case":
      return `opened the case for ${slug(body.tenant)}; the report came on ${day(body.received)}`;
    case "case-roll": {
      const reporter = body.reporter === undefined ? [] : [REPORTER];
      const teams = body.participants.map((each) => slug(each.tenant));
      return `listed who takes part: ${listed([...teams, ...reporter])}`;
    }
    case "grant": {
      const name = personName(desk, body.tenant, body.person);
      return body.state === "reads" ? `let ${name} read` : `no longer lets ${name} read`;
    }
    case "recusal":
      return `put ${personName(desk, body.tenant, body.person)} out of the case for good`;
    case "invitation":
      return invited(slug(body.tenant), body);
    case "accept": {
      const people = body.people.map((each) => personName(desk, body.tenant, each));
      return `accepted for ${slug(body.tenant)}; ${listed(people)} will read`;
    }
    case "decline":
      return `declined for ${slug(body.tenant)}`;
    case "proposal": {
      const did = body.state === "open" ? "proposed" : "took back";
      return `${did} ${moment(body.t0)} for ${slug(body.tenant)}`;
    }
    case "response": {
      const did = body.answer === "accept" ? "accepted" : "rejected";
      return `${did} ${date(body.proposal)} for ${slug(body.tenant)}`;
    }
    case "termination":
      return body.reason === "agreed" // one signature of several: the last one ends it
        ? `signed for ${slug(body.tenant)} to end the embargo until ${date(body.proposal)} now`
        : `ended the embargo until ${date(body.proposal)}: ${REASONS[body.reason] ?? body.reason}`;
    case "status":
      return moved(body);
    case "readiness":
      return READY[body.state] ?? body.state;
    case "epoch": {
      const devices = counted(body.holders.length, "device");
      return `made key ${body.epoch} of ${placeOf(body.ring.kind)} for ${devices}`;
    }
    case "share":
      return `sealed the key of ${placeOf(body.ring.kind)} to a device of ${signerName(desk, body.to)}`;
    case "manifest":
      return wrote(circle, body);
    default:
      return numbered(body);
  }
}

function invited(slug: string, body: Invitation): string {
  if (body.state === "withdrawn") return `took back the invitation of ${slug}`;
  const from = body.history.start === "now" ? ", from now on" : "";
  return `invited ${slug}${from}; the answer is due by ${day(body.expires)}`;
}

const WORDS: Readonly<Record<string, string>> = {
  report: "a report",
  comment: "a letter",
  impact: "an answer to \u201caffected?\u201d",
  reason: "a reason",
  draft: "a draft of the advisory",
  quote: "an older letter, quoted",
};

function wrote(circle: Circle, body: Manifest): string {
  const kind = circle.rings.get(body.ring.id)?.ref.kind ?? "";
  const what = body.kind === "attachment" ? "an attachment" : (WORDS[body.purpose] ?? "a letter");
  return `wrote ${what} to ${placeOf(kind)}`;
}

const MOVES: Readonly<Record<string, string>> = {
  "rm r": "has the report",
  "rm v": "finds the report valid",
  "rm i": "finds the report invalid",
  "rm a": "takes the report on",
  "rm d": "puts the report off",
  "rm c": "closes the report",
  "vfd V": "knows of the flaw",
  "vfd F": "has a fix ready",
  "vfd D": "has the fix out",
  "pxa P": "says that the flaw is public",
  "pxa X": "says that an exploit is public",
  "pxa A": "says that the flaw is used in attacks",
  "pxa p": "takes back that the flaw is public",
  "pxa x": "takes back that an exploit is public",
  "pxa a": "takes back that the flaw is used in attacks",
};

function moved({ machine, move }: Status): string {
  return MOVES[`${machine} ${move}`] ?? "reports a move";
}

function numbered(body: Body): string {
  switch (body.type) {
    case "id-request":
      return `asked for a CVE ID for ${body.product}`;
    case "id-decision":
      return (
        { assigned: `assigned ${body.cve}`, referred: `referred the request to ${body.cna}` }[
          body.outcome as string
        ] ?? `decided on the request: ${body.outcome}`
      );
    case "third-party-id":
      return `recorded ${body.cve}, given by ${body.cna}`;
    case "review":
      return `reviewed the record of ${body.cve}`;
    case "arming":
      return `armed ${counted(body.records.length, "record")} for ${moment(body.t0)}`;
    case "disarming":
      return "took the arming back";
    default:
      return `signed a ${body.type}`;
  }
}
