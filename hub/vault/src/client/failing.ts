/** How acts end for a page: as `Failure`s, as a warning beside what is known, or one tab after the other. */

import { failureOf } from "./errors.ts";
import type { Warning } from "./views.ts";

const OUTBOX_LOCK = "accord-outbox";

/** Run an act; whatever goes wrong is a `Failure`. */
export async function failing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failureOf(error);
  }
}

/** What was asked for; offline, `instead` and a warning that says so. */
export async function orWarning<T>(asked: Promise<T>, instead: T): Promise<readonly [T, readonly Warning[]]> {
  try {
    return [await asked, []];
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== "offline") throw failure;
    return [instead, [{ sentence: "You are offline: this is what was known at the last sync." }]];
  }
}

/** One tab at a time sends what is held for a team: all tabs of its vault share one outbox. */
export function aloneFor(tenant: string): <T>(act: () => Promise<T>) => Promise<T> {
  const { locks } = globalThis.navigator;
  return (act) => (locks === undefined ? act() : locks.request(`${OUTBOX_LOCK} ${tenant}`, act));
}
