/**
 * What time it is: by the logs where they are ahead of this machine or its clock is wrong, else by this
 * machine.
 *
 * Whether the directory is too old to sign on is asked of this machine alone (LO-4): the hub, which could say
 * anything of the time, has no part in that. Its `Date` is a hint that this clock is wrong, and decides
 * nothing.
 */

import { instantOf, millisOf, plusDays } from "../crypto/instant.ts";
import { Failure } from "./views.ts";
import type { Instant, Warning } from "./views.ts";

export const STALE_DIRECTORY_DAYS = 7;
const CLOCK_OFF_MS = 3_600_000;

/** The time to act by; `off`: this machine's clock is wrong by more than an hour; `stale`: LO-4. */
export interface LogTime {
  readonly now: Instant;
  readonly off: boolean;
  readonly stale: boolean;
}

/**
 * The time, where the newest directory checkpoint is of `latest` and this machine says `mine`, ms since 1970.
 *
 * `ahead` is by how many ms the hub's clock goes before this machine's.
 */
export function logTime(latest: Instant | undefined, mine: number, ahead: number): LogTime {
  const here = instantOf(mine);
  if (latest === undefined) return { now: here, off: Math.abs(ahead) > CLOCK_OFF_MS, stale: false };
  const off = millisOf(latest) - mine > CLOCK_OFF_MS || Math.abs(ahead) > CLOCK_OFF_MS;
  const stale = here > plusDays(latest, STALE_DIRECTORY_DAYS);
  return { now: off || latest > here ? latest : here, off, stale };
}

/** What a person should know of the time. */
export function timeWarnings({ off, stale }: LogTime): readonly Warning[] {
  const found: Warning[] = [];
  if (off) {
    found.push({ sentence: "The clock of this machine is off by more than an hour: the log's time is used." });
  }
  if (stale) {
    const sentence = "The hub's directory is older than 7 days: reading goes on, nothing is signed on it.";
    found.push({ sentence, rule: "LO-4" });
  }
  return found;
}

/** Return if the directory is fresh enough to seal and sign on; `Failure` (LO-4). */
export function requireFresh({ off, stale }: LogTime): void {
  if (!stale) return;
  const why = "the hub's directory is older than 7 days: nothing is signed on it";
  if (off) throw new Failure("clock", `${why}; set the clock of this machine right first`, "LO-4");
  throw new Failure("refused", `${why}; try again later, and tell the hub's operator`, "LO-4");
}
