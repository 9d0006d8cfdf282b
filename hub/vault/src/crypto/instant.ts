/**
 * Instants are strings `YYYY-MM-DDThh:mm:ssZ` (FORMATS.md 2.2): in this form they compare as text.
 * Nothing here reads a clock.
 */

/** A point in time, to the second, in UTC. */
export type Instant = string;

const FORM = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/;
const MONTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SECOND = 1000;
const DAY = 24 * 60 * 60;

/** Whether a text is an instant of the calendar, from year 1 to 9999. */
export function isInstant(text: string): boolean {
  const found = FORM.exec(text);
  if (found === null) {
    return false;
  }
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return year > 0 && day >= 1 && day <= (MONTHS[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Milliseconds since 1970. */
export function millisOf(at: Instant): number {
  return Date.parse(at);
}

/** The instant of milliseconds since 1970; what is less than a second is cut off. */
export function instantOf(millis: number): Instant {
  return `${new Date(Math.floor(millis / SECOND) * SECOND).toISOString().slice(0, -5)}Z`;
}

/** The instant so many seconds later (earlier, if negative). */
export function plusSeconds(at: Instant, seconds: number): Instant {
  return instantOf(millisOf(at) + seconds * SECOND);
}

/** The instant so many hours later. */
export function plusHours(at: Instant, hours: number): Instant {
  return plusSeconds(at, hours * 60 * 60);
}

/** The instant so many days of 24 hours later. */
export function plusDays(at: Instant, days: number): Instant {
  return plusSeconds(at, days * DAY);
}
