/**
 * Where instants stand in a picture: a linear scale, its ticks, its weekends, and lanes for what would
 * overlap.
 */

import type { Instant } from "../../client/views.ts";

const DAY = 86_400_000;
/** Days between two ticks: a tick needs room for "30 Nov". */
const STEPS = [1, 2, 7, 14, 28, 56, 91, 182] as const;
const YEAR = 364;
const ROOM = 64;
/** The width of a letter of a label, px, on the wide side. */
const LETTER = 8;

export interface Scale {
  readonly from: number; // ms
  readonly until: number;
  readonly left: number; // px
  readonly right: number;
}

/** A scale over all these instants, with a margin so that nothing stands on the edge. */
export function scaleOver(instants: readonly Instant[], left: number, right: number): Scale {
  const times = instants.map((each) => Date.parse(each));
  const first = Math.min(...times);
  const last = Math.max(...times);
  const margin = Math.max((last - first) * 0.04, DAY / 2);
  return { from: first - margin, until: last + margin, left, right };
}

/** The place of an instant, within the picture. */
export function place(scale: Scale, at: Instant | number): number {
  const time = typeof at === "number" ? at : Date.parse(at);
  const share = (time - scale.from) / (scale.until - scale.from);
  return round(scale.left + Math.min(1, Math.max(0, share)) * (scale.right - scale.left));
}

/** The day of an instant where the viewer is, counted from 1 January 1970, a Thursday. */
function dayOf(time: number): number {
  const at = new Date(time);
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / DAY;
}

/** When that day begins there: a day in which the clocks change is not as long as another. */
function midnight(day: number): number {
  return new Date(1970, 0, 1 + day).getTime();
}

/** Midnights of the viewer's to mark, as many as have room; Mondays where a step is whole weeks. */
export function ticks(scale: Scale): readonly number[] {
  const days = (scale.until - scale.from) / DAY;
  const most = Math.max(1, Math.floor((scale.right - scale.left) / ROOM));
  const step = STEPS.find((each) => days / each <= most) ?? YEAR * Math.ceil(days / most / YEAR);
  const found: number[] = [];
  for (let day = dayOf(scale.from); midnight(day) <= scale.until; day += 1) {
    // day 4 is the first Monday
    if ((day - 4) % step === 0 && midnight(day) >= scale.from) {
      found.push(midnight(day));
    }
  }
  return found;
}

/** The weekends of the viewer's within a scale, as spans in px; none where they would be thinner than 3 px. */
export function weekends(scale: Scale): readonly { readonly x: number; readonly width: number }[] {
  const perDay = ((scale.right - scale.left) * DAY) / (scale.until - scale.from);
  if (perDay * 2 < 3) {
    return [];
  }
  const found: { x: number; width: number }[] = [];
  for (let day = dayOf(scale.from); midnight(day) < scale.until; day += 1) {
    if (day % 7 === 2) {
      const x = place(scale, midnight(day));
      const width = round(place(scale, midnight(day + 2)) - x);
      if (width > 0) {
        found.push({ x, width });
      }
    }
  }
  return found;
}

/**
 * The lane of each mark so that two in one lane stand `room` px apart; marks are given by their x, in order.
 */
export function lanes(marks: readonly number[], room: number): readonly number[] {
  return stacked(marks.map((x) => ({ from: x, until: x + room })));
}

/** A label beside its line: to the left of it in the right half of the picture. */
export interface Label {
  readonly x: number;
  readonly text: string;
}

/** Where each label begins or ends, and the row that it has to itself; the nearest row is 0. */
export function labelled(
  scale: Scale,
  labels: readonly Label[],
): readonly { readonly anchor: "start" | "end"; readonly row: number }[] {
  const middle = (scale.left + scale.right) / 2;
  const spans = labels.map(({ x, text }) => {
    const width = text.length * LETTER + 12;
    return x > middle ? { from: x - width, until: x } : { from: x, until: x + width };
  });
  const rows = stacked(spans);
  return labels.map(({ x }, at) => ({ anchor: x > middle ? "end" : "start", row: rows[at] ?? 0 }));
}

/** The first row of each span in which it meets none of those before it. */
function stacked(spans: readonly { readonly from: number; readonly until: number }[]): readonly number[] {
  const rows: { readonly from: number; readonly until: number }[][] = [];
  return spans.map((span) => {
    const free = rows.findIndex((row) =>
      row.every((each) => span.from >= each.until || span.until <= each.from),
    );
    const row = free === -1 ? rows.length : free;
    (rows[row] ??= []).push(span);
    return row;
  });
}

/** What all spans share, or nothing; every span is from `from` to `until`. */
export function shared(
  spans: readonly { readonly from: Instant; readonly until: Instant }[],
): { readonly from: Instant; readonly until: Instant } | undefined {
  const from = spans
    .map((each) => each.from)
    .sort()
    .at(-1);
  const until = spans
    .map((each) => each.until)
    .sort()
    .at(0);
  return from !== undefined && until !== undefined && from < until ? { from, until } : undefined;
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
