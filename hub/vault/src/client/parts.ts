/**
 * Code of the vault that is fetched when it is first needed, or quietly once the first page stands: the way
 * to Today stays short, and without a network everything works that was fetched before.
 */

import { Failure } from "./views.ts";

const MISSING =
  "The network was away, or the hub has a newer vault since you opened this one. " +
  "Try again; if that does not help, load the page anew: drafts and letters that wait here are kept.";

const parts: (() => Promise<unknown>)[] = [];

/** What brings a part, once; `Failure` (missing) if it does not arrive, and the next call asks again. */
export function later<T>(fetch: () => Promise<T>): () => Promise<T> {
  let part: Promise<T> | undefined;
  const bring = (): Promise<T> => {
    part ??= fetch().catch(() => {
      part = undefined;
      throw new Failure("missing", MISSING);
    });
    return part;
  };
  parts.push(bring);
  return bring;
}

/** Fetch every part that is not here yet; what does not arrive is asked for when it is needed. */
export async function fetchParts(): Promise<void> {
  await Promise.allSettled(parts.map((bring) => bring()));
}
