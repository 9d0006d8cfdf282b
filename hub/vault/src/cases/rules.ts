/** Pure rules of a case: what moves with what, when an embargo is possible, and the 90-day clock. */

import { type Instant, plusDays } from "../crypto/instant.ts";
import { FixWithoutReportError } from "./errors.ts";
import {
  caseMoved,
  moved,
  type PXA,
  type PXAMove,
  REPORT,
  type RM,
  type RMMove,
  type VFD,
  type VFDMove,
} from "./states.ts";

/** PEP 811: a report is finished within 90 days. */
export const CLOCK_DAYS = 90;
/** The alarms of the stall rule. */
export const ALARM_DAYS: readonly number[] = [60, 76, CLOCK_DAYS];

/** One participant's own state: the report, the fix, and whether the report was ever accepted. */
export interface Progress {
  readonly rm: RM;
  readonly vfd: VFD;
  readonly tookOn: boolean;
}

/** Nothing was received yet. */
export const NO_PROGRESS: Progress = { rm: "start", vfd: "vfd", tookOn: false };

/** The participant after the report reached them: RM Received, and the vendor is aware (RS, CV). */
export function received(progress: Progress, pxa: PXA): Progress {
  const vfd = progress.vfd === "vfd" ? caseMoved({ vfd: progress.vfd, pxa }, "V").vfd : progress.vfd;
  return { ...progress, rm: moved(REPORT, progress.rm, "r"), vfd };
}

/** The participant after a move of the report machine. Throws MoveNotAllowedError (RM-1). */
export function reportMoved(progress: Progress, move: RMMove): Progress {
  const rm = moved(REPORT, progress.rm, move);
  return { ...progress, rm, tookOn: progress.tookOn || rm === "accepted" };
}

/**
 * The participant after a move of the fix machine.
 *
 * Throws MoveNotAllowedError (VFD-1, CS-3), and FixWithoutReportError (CS-4) while the report was never
 * accepted: somebody who deferred or closed it after accepting may still finish.
 */
export function fixMoved(progress: Progress, pxa: PXA, move: VFDMove): Progress {
  const after = caseMoved({ vfd: progress.vfd, pxa }, move);
  if (move !== "V" && !progress.tookOn) {
    throw new FixWithoutReportError("a fix can be ready only after the report was accepted");
  }
  return { ...progress, vfd: after.vfd };
}

/**
 * The public state after `move`, never an ephemeral one. Throws MoveNotAllowedError (PXA-1).
 *
 * A public exploit makes the flaw public in the same step (Vultron SM-09-001, CX with CP), so that no reader
 * ever sees `pX`; every participant is aware of what is public: see `madeAware`.
 */
export function becameKnown(pxa: PXA, move: PXAMove): PXA {
  const after = caseMoved({ vfd: "Vfd", pxa }, move); // which vendor does not matter: `madeAware` follows
  return move === "X" && after.pxa.startsWith("p") ? caseMoved(after, "P").pxa : after.pxa;
}

/** The participant after the flaw became public: no vendor stays unaware of it (`vP` takes V). */
export function madeAware(progress: Progress): Progress {
  return progress.vfd === "vfd" ? { ...progress, vfd: "Vfd" } : progress;
}

/** Whether an embargo can stand: only while nothing is public, exploited, attacked (CS `...pxa`). */
export function embargoViable(pxa: PXA): boolean {
  return pxa === "pxa";
}

/** Whether an embargo can begin: CS `..dpxa`, so not when every participant's fix is deployed. */
export function embargoMayStart(pxa: PXA, fixes: Iterable<VFD>): boolean {
  return embargoViable(pxa) && [...fixes].some((vfd) => vfd !== "VFD");
}

/** The instants of the stall alarms (days 60, 76 and 90 after receipt) that have come by `now`. */
export function alarmsPassed(receivedAt: Instant, now: Instant): readonly Instant[] {
  return ALARM_DAYS.map((days) => plusDays(receivedAt, days)).filter((at) => at <= now);
}
