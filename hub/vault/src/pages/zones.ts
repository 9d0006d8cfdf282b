/**
 * Wall-clock times and the instants they mean. An embargo ends at one unambiguous instant, agreed in a zone
 * that is named by place (VP-04-001); a time that the clocks of a zone show twice, or skip, is therefore
 * refused.
 */

import type { Instant } from "../client/views.ts";

/** The names that a signed proposal may carry: places, never "EST". */
const ZONE = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]+){1,2})$/;
const HOUR = 3_600_000;

export interface Wall {
  readonly date: string; // YYYY-MM-DD
  readonly time: string; // hh:mm
}

/** The instant of so many milliseconds since 1970, in whole seconds. */
export function instantAt(millis: number): Instant {
  return new Date(millis).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Whether a proposal may name this zone, and this browser knows it. */
export function isZone(zone: string): boolean {
  if (!ZONE.test(zone)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The zone of this browser if a proposal may name it, else UTC. */
export function ownZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone !== undefined && isZone(zone) ? zone : "UTC";
}

/** Every zone to choose from, the likely ones first and none twice. */
export function zoneChoices(...likely: readonly string[]): readonly string[] {
  const known = Intl.supportedValuesOf("timeZone").filter((zone) => ZONE.test(zone));
  return [...new Set([...likely.filter(isZone), "UTC", ...known])];
}

/** What the clocks of a zone show at an instant. */
export function wallOf(at: Instant, zone: string): Wall {
  const [date, time] = shownAt(Date.parse(at), zone).split(" ");
  return { date: date ?? "", time: (time ?? "").slice(0, 5) };
}

/** The instant a zone's clocks show so, or the sentence that says why there is none. */
export function instantOf(wall: Wall, zone: string): { readonly at: Instant } | { readonly fault: string } {
  const local = Date.parse(`${wall.date}T${wall.time}:00Z`);
  if (Number.isNaN(local)) {
    return { fault: "Give a date and a time." };
  }
  const wanted = `${wall.date} ${wall.time}:00`;
  const offsets = [-24, 24].map((hours) => offsetAt(local + hours * HOUR, zone));
  const found = [...new Set(offsets.map((offset) => local - offset))].filter(
    (at) => shownAt(at, zone) === wanted,
  );
  const [only, second] = found;
  if (only === undefined) {
    return { fault: `The clocks of ${zone} skip that time on that day. Choose another.` };
  }
  if (second !== undefined) {
    return { fault: `The clocks of ${zone} show that time twice on that day. Choose another.` };
  }
  return { at: instantAt(only) };
}

function offsetAt(millis: number, zone: string): number {
  return Date.parse(`${shownAt(millis, zone).replace(" ", "T")}Z`) - Math.floor(millis / 1000) * 1000;
}

function shownAt(millis: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(millis);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  const day = [part("year"), part("month"), part("day")].join("-");
  return `${day} ${part("hour")}:${part("minute")}:${part("second")}`;
}
