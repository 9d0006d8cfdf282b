/**
 * Words for people: days, instants and lists, as every sentence of the client has them.
 *
 * What binds somebody is said in UTC, so that two people who read the same sentence read the same instant;
 * pages add the viewer's own zone beside it.
 */

import type { Instant } from "./views.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** "Tue 3 Nov". */
export function day(at: Instant): string {
  const date = new Date(at);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** "Tue 3 Nov 2026, 15:00 UTC". */
export function moment(at: Instant): string {
  return `${day(at)} ${at.slice(0, 4)}, ${at.slice(11, 16)} UTC`;
}

/** "Tue 3 Nov, 15:00 UTC": of what is recent or soon. */
export function hour(at: Instant): string {
  return `${day(at)}, ${at.slice(11, 16)} UTC`;
}

/** "pip, uv and the reporter"; "nobody" for none. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return "nobody";
  return names.length === 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** "1 letter", "3 letters". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The sentence with a capital letter and a full stop, whatever a rule's message looks like. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.?!…]$/.test(begun) ? begun : `${begun}.`;
}

/** "3 MiB", "12 KiB", "90 bytes". */
export function bytes(size: number): string {
  if (size < 1024) return counted(size, "byte");
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KiB`;
  const mebibytes = size / (1024 * 1024);
  // Up, so that what is over a limit never looks like the limit.
  return `${Number.isInteger(mebibytes) ? mebibytes : (Math.ceil(mebibytes * 10) / 10).toFixed(1)} MiB`;
}
