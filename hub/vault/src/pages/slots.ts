/**
 * The date adviser: days that teams can keep, and what speaks for or against a chosen one (design section 5).
 *
 * Tuesday to Thursday at 15:00 UTC is office hours in Europe and America, with a working day on either side.
 * The limits are the hub's own: 48 hours for whoever must answer an earlier date (DP-6), 90 days from the
 * report without a written reason and a year with one (VP-05-002). A day on which a team of the case is away
 * is not suggested.
 */

import type { DayOff, Instant } from "../client/views.ts";
import { instantAt } from "./zones.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOTICE = 48 * HOUR;
const DISTRIBUTORS = 14;
const FIRST = 45;
const SOFT_CAP = 90;
const HARD_CAP = 365;
/** How far a good day is looked for: who is away for longer has to be asked. */
const SEARCHED = 60;
const SHORT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

export interface Span {
  readonly slug: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface Slot {
  readonly at: Instant;
  readonly why: readonly string[];
}

export interface Advice {
  readonly kind: "refused" | "against" | "for";
  readonly sentence: string;
}

/**
 * What bears on a date: when it is now, when the report came, the date in force, what is proposed already,
 * and who is away when.
 */
export interface Bearing {
  readonly now: Instant;
  readonly received: Instant;
  readonly current?: Instant | undefined;
  readonly proposed?: readonly Instant[];
  /** When teams of the case are away. */
  readonly off?: readonly DayOff[];
}

/** A few good slots, earliest first, each with why; none where the 90 days leave no room. */
export function suggest(bearing: Bearing, windows: readonly Span[]): readonly Slot[] {
  const now = Date.parse(bearing.now);
  const received = Date.parse(bearing.received);
  const end = windows.length === 0 ? undefined : Math.min(...windows.map((each) => Date.parse(each.until)));
  const shortest = windows.find((each) => Date.parse(each.until) === end);
  const off = bearing.off ?? [];
  const wanted: readonly (readonly [Found | undefined, string])[] = [
    [nearest(now + DISTRIBUTORS * DAY, 1, off), "The first good day in two weeks: distributors get their notice."],
    [
      end === undefined ? undefined : nearest(end, -1, off),
      `The last good day that ${shortest?.slug ?? ""} has accepted.`,
    ],
    [nearest(received + FIRST * DAY, 1, off), "45 days after the report: the usual first proposal."],
    [nearest(received + SOFT_CAP * DAY, -1, off), "The last good day within 90 days of the report."],
  ];
  const reasons = new Map<number, string[]>();
  for (const [found, why] of wanted) {
    if (found !== undefined && found.at >= now + NOTICE && found.at <= received + SOFT_CAP * DAY) {
      const told = [...(reasons.get(found.at) ?? []), why, ...found.passed];
      reasons.set(found.at, [...new Set(told)]);
    }
  }
  return [...reasons]
    .sort(([one], [other]) => one - other)
    .map(([at, why]) => ({ at: instantAt(at), why }))
    .filter(({ at }) => at !== bearing.current && bearing.proposed?.includes(at) !== true);
}

/** What the hub would refuse in a date, what speaks against it, and what for it; the weightiest first. */
export function advise(at: Instant, bearing: Bearing): readonly Advice[] {
  const refused = refusal(at, bearing);
  if (refused !== undefined) {
    return [{ kind: "refused", sentence: refused }];
  }
  const against = [...objections(at, bearing)].map((sentence): Advice => ({ kind: "against", sentence }));
  if (against.length > 0) {
    return against;
  }
  const good = "Tuesday to Thursday, office hours in Europe and America, with a working day on either side.";
  return [{ kind: "for", sentence: good }];
}

function refusal(at: Instant, { now, received, current, proposed }: Bearing): string | undefined {
  const t0 = Date.parse(at);
  if (t0 <= Date.parse(now)) {
    return "A date in the past cannot be proposed.";
  }
  if (at === current) {
    return "That is the date in force already.";
  }
  if (proposed?.includes(at) === true) {
    return "That date is proposed already: accept it, or choose another.";
  }
  if (current !== undefined && at < current && t0 < Date.parse(now) + NOTICE) {
    return "An earlier date leaves the other teams 48 hours at least to answer.";
  }
  if (t0 > Date.parse(received) + HARD_CAP * DAY) {
    return "An embargo lasts a year from the report at most.";
  }
  return undefined;
}

function* objections(at: Instant, { now, received, current, off = [] }: Bearing): Generator<string> {
  const t0 = Date.parse(at);
  if (t0 > Date.parse(received) + SOFT_CAP * DAY) {
    yield "More than 90 days after the report: write the reason as a letter first, or the hub refuses it.";
  }
  if (current === undefined && t0 < Date.parse(now) + NOTICE) {
    yield "Less than 48 hours from now: hardly anybody can answer in time.";
  }
  yield* away(at, off);
  yield* weekday(new Date(t0));
}

function* weekday(day: Date): Generator<string> {
  const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const number = day.getUTCDay();
  if (number === 0 || number === 6) {
    yield `A ${names[number]} in UTC: nobody is there to ship or to install the fix.`;
  } else if (number === 5) {
    yield "A Friday: what goes wrong is met by the weekend.";
  } else if (number === 1) {
    yield "A Monday: the working day before it is a Friday, when last texts are settled badly.";
  }
  if (isYearsEnd(day)) {
    yield "Around the end of the year: many who ship or install fixes are away.";
  }
  const hour = day.getUTCHours();
  if (hour < 13 || hour > 17) {
    yield "Outside 13:00 to 18:00 UTC: in Europe or in America nobody is at work.";
  }
}

/** The weeks in which most of the world is away. */
function isYearsEnd(day: Date): boolean {
  const [month, date] = [day.getUTCMonth(), day.getUTCDate()];
  return (month === 11 && date >= 18) || (month === 0 && date <= 5);
}

/** Who is away on the day, and why. */
function* away(at: Instant, off: readonly DayOff[]): Generator<string> {
  for (const { day, why } of off) {
    if (at.startsWith(day)) {
      yield `On that day: ${why}.`;
    }
  }
}

/** A good day, and the days before it that would have been good if nobody were away. */
interface Found {
  readonly at: number;
  readonly passed: readonly string[];
}

/** The next Tuesday, Wednesday or Thursday at 15:00 UTC in a direction of time on which nobody is away. */
function nearest(millis: number, step: 1 | -1, off: readonly DayOff[]): Found | undefined {
  const passed: string[] = [];
  const first = Math.floor(millis / DAY) * DAY;
  for (let day = first; Math.abs(day - first) <= SEARCHED * DAY; day += step * DAY) {
    const at = day + 15 * HOUR;
    const date = new Date(day);
    const onThisSide = step === 1 ? at >= millis : at <= millis;
    if (!onThisSide || ![2, 3, 4].includes(date.getUTCDay()) || isYearsEnd(date)) {
      continue;
    }
    const why = off.find((each) => each.day === date.toISOString().slice(0, 10))?.why;
    if (why === undefined) {
      return { at, passed };
    }
    passed.push(`Not ${SHORT.format(date)}: ${why}.`);
  }
  return undefined;
}

/** What proposing an instant does, in words, before it is done (DP-5 to DP-7). */
export function effectOf(at: Instant, current: Instant | undefined): string {
  if (current === undefined) {
    return "This signs the date for your team. It binds once the owner and one more team have signed it.";
  }
  return at < current
    ? "Earlier than the date in force: it stands at once. The date in force then waits to be agreed again."
    : "Later than the date in force: nothing changes until every team has accepted it.";
}
