/**
 * Today: what I owe, by when, each with the one act that settles it.
 *
 * Everything follows from this member's own fold and read marks; of the hub's word only the intake's list is
 * used, and that it could not publish a record, as nothing of either is in a log that can be read.
 */

import { plusDays } from "../crypto/instant.ts";
import type { DisclosureState } from "../disclosure/state.ts";
import { whoseTurn } from "../disclosure/turns.ts";
import type { What } from "../disclosure/turns.ts";
import { caseLine, impactOf, unread } from "./casework.ts";
import { stateOf } from "./deciding.ts";
import type { Desk, QueuedCase } from "./desk.ts";
import { orWarning } from "./failing.ts";
import { arrivals } from "./intake.ts";
import type { Arrival } from "./intake.ts";
import { invitations, isLead } from "./invitations.ts";
import { allOf, latest } from "./lookup.ts";
import { delivered } from "./reading.ts";
import type { Titles } from "./titles.ts";
import type { CaseLine, Instant, Owed, Task, Today } from "./views.ts";
import { keysOwed } from "./waiting.ts";
import { missing } from "./witness.ts";
import { counted, day, hour, listed } from "./words.ts";

/** A report is answered within a week: the norm of the field, and what reporters are told. */
const ANSWER_DAYS = 7;

/** The whole screen: tasks, cases, and what a person should know besides. */
export async function todayOf(desk: Desk, titles: Titles): Promise<Today> {
  const cases = [...desk.versions.keys()].filter((each) => desk.known.circles.has(each));
  const known = await titles.all(cases);
  const marks = new Map<string, ReadonlySet<string>>();
  for (const each of cases) marks.set(each, await desk.store.readMarks(each));
  const lines = cases.map((each) => caseLine(desk, each, known.get(each), marks.get(each) ?? new Set()));
  const [waiting, offline] = await orWarning(arrivals(desk), []);
  const [unwitnessed] = await orWarning(missing(desk), []);
  const tasks = await tasksOf(desk, { arrivals: waiting, lines, marks });
  return { tasks, cases: lines, warnings: [...desk.warnings, ...unwitnessed, ...offline] };
}

/**
 * What tasks are made of: `arrivals` wait at intake, `lines` are the cases, `marks` what was read of each.
 */
export interface Matter {
  readonly arrivals: readonly Arrival[];
  readonly lines: readonly CaseLine[];
  readonly marks: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The tasks of a member, the most urgent first and those without a day last. */
export async function tasksOf(
  desk: Desk,
  { arrivals: waiting, lines, marks }: Matter,
): Promise<readonly Task[]> {
  const cases = lines.flatMap((line) => caseTasks(desk, line, marks.get(line.caseId) ?? new Set()));
  return byDay([...waiting.map(reportTask), ...(await invitationTasks(desk)), ...cases], ({ by }) => by);
}

/** By their day; of equal days, and without one, in the order in which they came. */
export function byDay<T>(list: readonly T[], dayOf: (each: T) => Instant | undefined): readonly T[] {
  const key = (each: T): string => dayOf(each) ?? "9999";
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** A report that nobody took on. */
export function reportTask({ intakeId, received, signed }: Arrival): Task {
  const by = plusDays(received, ANSWER_DAYS);
  const who = signed ? "Somebody who found a flaw" : "Somebody unknown";
  return {
    what: "report",
    intakeId,
    title: "A new report",
    by,
    sentence: `${who} wrote to your team on ${day(received)} and waits for an answer by ${day(by)}.`,
    act: "Read the report",
    to: `#/intake/${intakeId}`,
  };
}

async function invitationTasks(desk: Desk): Promise<readonly Task[]> {
  if (!isLead(desk)) return [];
  return (await invitations(desk)).map(({ statement: { body }, inviter }) => ({
    what: "invitation",
    caseId: body.case,
    title: body.code_name,
    codeName: body.code_name,
    by: body.expires,
    sentence: `${inviter} invites your team to a case and waits for your answer by ${hour(body.expires)}.`,
    act: "Answer the invitation",
    to: `#/invitation/${body.case}`,
  }));
}

type Kind = Pick<Task, "what" | "sentence" | "act"> & { readonly by?: string; readonly page?: string };

function caseTasks(desk: Desk, line: CaseLine, marks: ReadonlySet<string>): readonly Task[] {
  const { caseId, title, codeName } = line;
  const found = [
    ...refused(desk.queue.cases.find((each) => each.case === caseId)?.due ?? null),
    ...owedBy(stateOf(desk.known.circle(caseId), desk.now), desk.tenant, desk.now),
    ...impact(desk, caseId),
    ...letters(desk, caseId, marks),
    ...review(desk, caseId),
    ...agent(desk, caseId),
  ];
  return found.map(({ page = "", ...task }) => ({
    ...task,
    caseId,
    title,
    codeName,
    to: `#/case/${caseId}${page}`,
  }));
}

interface Awaited {
  readonly what: Owed;
  readonly waits: string;
  readonly act: string;
  readonly page: string;
}

/** What each awaited act is to its owner: the kind of task, who waits, the button, the page. */
const ACTS: Readonly<Partial<Record<What, Awaited>>> = {
  propose: {
    what: "propose",
    waits: "This case has no date yet: propose one",
    act: "Propose a date",
    page: "/dates",
  },
  invite_again: {
    what: "invite",
    waits: "An invitation came to nothing: invite the team again or go on without it",
    act: "Invite again",
    page: "/people",
  },
  answer_proposal: {
    what: "proposal",
    waits: "A date is proposed and the others wait for your team\u2019s answer",
    act: "Answer the date",
    page: "/dates",
  },
  activate: {
    what: "proposal",
    waits: "Your proposed date binds nobody until you accept it",
    act: "Accept the date",
    page: "/dates",
  },
  consent: {
    what: "proposal",
    waits: "A date is in force that your team has not signed",
    act: "Sign the date",
    page: "/dates",
  },
  confirm_report: {
    what: "confirm",
    waits: "A team says that something became known and waits for you to confirm or deny it",
    act: "See what became known",
    page: "/dates",
  },
  answer_end: {
    what: "end",
    waits: "A team asks to end the embargo before its day: sign it too, or let the date stand",
    act: "See the early end",
    page: "/dates",
  },
  say_ready: {
    what: "ready",
    waits: "The others wait to hear whether your team is ready for the day",
    act: "Say ready or hold",
    page: "/dates",
  },
  say_go: {
    what: "ready",
    waits: "The day is near: say go, or hold your own advisory back",
    act: "Say go or hold",
    page: "/dates",
  },
};

/** What a tenant owes of a case's decisions, the most urgent first. */
export function owedBy(state: DisclosureState, tenant: string, now: Instant): readonly Kind[] {
  const mine = whoseTurn(state, now).filter((each) => each.tenant === tenant);
  return mine.flatMap(({ what, by }) => {
    const known = ACTS[what]; // an invitation has a task of its own, for leads
    if (known === undefined) return [];
    const { waits, ...act } = known;
    const sentence = by < now ? `${waits}; this was due ${hour(by)}.` : `${waits}, by ${hour(by)}.`;
    return [{ ...act, sentence, by }];
  });
}

/** A record that the hub refused or was refused at T0. */
export function refused(due: QueuedCase["due"]): readonly Kind[] {
  if (due?.what !== "publish_by_hand") return [];
  return [
    {
      what: "refused",
      sentence:
        "The hub could not publish a record of this case: publish it by hand, then run `accord cve disarm`.",
      act: "See its date",
      page: "/dates",
      ...(due.by === null ? {} : { by: due.by }),
    },
  ];
}

function impact(desk: Desk, caseId: string): readonly Kind[] {
  const circle = desk.known.circle(caseId);
  if (impactOf(circle, desk.tenant) !== "waiting" || !circle.participants().has(desk.tenant)) return [];
  const owner = desk.known.slug(circle.opened.owner);
  return [
    {
      what: "impact",
      sentence: `${owner} waits to hear whether your team is affected.`,
      act: "Answer \u201caffected?\u201d",
    },
  ];
}

function letters(desk: Desk, caseId: string, marks: ReadonlySet<string>): readonly Kind[] {
  const places = unread(desk, desk.known.circle(caseId), marks).map(({ ring }) => ring.ref.kind);
  const [first] = places;
  if (first === undefined) return [];
  const page = places.includes("joint") ? "" : `/read/${first}`; // to where they stand
  const sentence = `${counted(places.length, "letter")} you have not read.`;
  return [{ what: "read", sentence, act: "Read", page }];
}

/** The CNA's operators: a draft that is newer than their last review (CN-2). */
function review(desk: Desk, caseId: string): readonly Kind[] {
  const circle = desk.known.circle(caseId);
  const roles = desk.known.view.person(desk.tenant, desk.me)?.roles;
  if (!roles?.has("cna") || (desk.key.member.cna ?? desk.tenant) !== desk.tenant) return [];
  const drafts = delivered(desk, circle).filter(
    ({ manifest }) => manifest.kind === "record" && manifest.author.person !== desk.me,
  );
  const reviewed = new Set(allOf(circle, "review").map(({ body }) => body.draft));
  const newest = drafts.at(-1);
  if (newest === undefined || reviewed.has(newest.hash) || latest(circle, "arming") !== undefined) return [];
  return [
    {
      what: "review",
      sentence: "A draft of the advisory waits for your review.",
      act: "Read the draft",
      page: "/draft",
    },
  ];
}

function agent(desk: Desk, caseId: string): readonly Kind[] {
  const circle = desk.known.circle(caseId);
  const tenants = new Set([...circle.participants().keys(), ...circle.opened.invited.keys()]);
  const waiting = [...tenants].filter((each) => keysOwed(desk, circle, each)?.mine);
  if (waiting.length === 0) return [];
  const teams = listed(waiting.map((each) => desk.known.slug(each)));
  const sentence = `Keys for ${teams} are being sealed: leave this page open for a moment.`;
  return [{ what: "agent", sentence, act: "See who can read", page: "/people" }];
}
