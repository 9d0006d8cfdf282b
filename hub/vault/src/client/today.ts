/**
 * Today: what I owe, by when, each with the one act that settles it.
 *
 * Everything follows from this member's own fold and read marks; of the hub's word only the intake's list is used,
 * as nothing of it is in a log that can be read.
 */

import { plusDays } from "../crypto/instant.ts";
import { whoseTurn } from "../disclosure/turns.ts";
import { impactAnswered, unread, waitingFor } from "./casework.ts";
import { stateOf } from "./deciding.ts";
import type { Desk } from "./desk.ts";
import type { Arrival } from "./intake.ts";
import { invitations, isLead } from "./invitations.ts";
import { latest } from "./lookup.ts";
import { delivered } from "./reading.ts";
import type { CaseLine, Owed, Task } from "./views.ts";
import { counted, day, hour } from "./words.ts";

/** A report is answered within a week: the norm of the field, and what reporters are told. */
const ANSWER_DAYS = 7;

/** What today is made of: `arrivals` wait at intake, `lines` are the cases, `marks` what was read of each. */
export interface Matter {
  readonly arrivals: readonly Arrival[];
  readonly lines: readonly CaseLine[];
  readonly marks: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The tasks of a member, the most urgent first and those without a day last. */
export async function tasksOf(desk: Desk, { arrivals, lines, marks }: Matter): Promise<readonly Task[]> {
  const cases = lines.flatMap((line) => caseTasks(desk, line, marks.get(line.caseId) ?? new Set()));
  return sorted([...arrivals.map(reportTask), ...(await invitationTasks(desk)), ...cases]);
}

/** By their day; of equal days, and without one, in the order in which they came. */
export function sorted(tasks: readonly Task[]): readonly Task[] {
  const last = "9999";
  return [...tasks].sort((a, b) =>
    (a.by ?? last) < (b.by ?? last) ? -1 : (a.by ?? last) > (b.by ?? last) ? 1 : 0,
  );
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
    ...decisions(desk, caseId),
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

/** What each awaited act is to its owner: the kind of task, who waits, the button, the page. */
const ACTS: Readonly<
  Record<string, { readonly what: Owed; readonly waits: string; readonly act: string; readonly page: string }>
> = {
  propose: {
    what: "propose",
    waits: "No date is agreed: the others wait for you to propose one",
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

function decisions(desk: Desk, caseId: string): readonly Kind[] {
  const state = stateOf(desk.known.circle(caseId), desk.now);
  const mine = whoseTurn(state, desk.now).filter((each) => each.tenant === desk.tenant);
  return mine.flatMap(({ what, by }) => {
    const known = ACTS[what];
    if (known === undefined) return [];
    return [
      { what: known.what, sentence: `${known.waits}, by ${hour(by)}.`, act: known.act, page: known.page, by },
    ];
  });
}

function impact(desk: Desk, caseId: string): readonly Kind[] {
  const circle = desk.known.circle(caseId);
  if (impactAnswered(circle, desk.tenant) || !circle.participants().has(desk.tenant)) return [];
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
  const count = unread(desk, desk.known.circle(caseId), marks);
  if (count === 0) return [];
  return [{ what: "read", sentence: `${counted(count, "letter")} you have not read.`, act: "Read" }];
}

/** The CNA's operators: a draft that is newer than their last review (CN-2). */
function review(desk: Desk, caseId: string): readonly Kind[] {
  const circle = desk.known.circle(caseId);
  const roles = desk.known.view.person(desk.tenant, desk.me)?.roles;
  if (!roles?.has("cna") || desk.key.member.cna !== desk.tenant) return [];
  const drafts = delivered(desk, circle).filter(
    ({ manifest }) => manifest.kind === "record" && manifest.author.person !== desk.me,
  );
  const reviewed = new Set(
    circle.verdicts.flatMap(
      ({
        entry: {
          statement: { body },
        },
      }) => (body.type === "review" ? [body.draft] : []),
    ),
  );
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
  const waiting = [...circle.opened.invited.keys()].find(
    (each) => each !== desk.tenant && waitingFor(desk, circle, each),
  );
  if (waiting === undefined) return [];
  const slug = desk.known.slug(waiting);
  return [
    {
      what: "agent",
      sentence: `Keys for ${slug} are being sealed: leave this page open for a moment.`,
      act: "See who can read",
      page: "/people",
    },
  ];
}
