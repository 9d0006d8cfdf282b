/** What a ring still needs: a rotation (RI-6), shares that are due (SH-2); and may one seal now (EV-4). */

import { NotAllowedError } from "../errors.ts";
import { millisOf } from "../instant.ts";
import type { Holder } from "./holders.ts";
import type { Ring, RingEpoch } from "./ring.ts";
import { gives } from "./ring.ts";

const DAY = 86_400_000;
/** RI-6: after how many milliseconds an intake ring should rotate. */
export const INTAKE_AGE = 90 * DAY;
/** RI-7: for how many milliseconds the epoch before an intake ring's current one may still be named. */
export const INTAKE_GRACE = 30 * DAY;

/** Why a rotation is pending; the value is a sentence for people. */
export const Rotation = {
  LEFT: "somebody who has its key may no longer read",
  JOINED: "somebody may read from now on and has no epoch yet",
  AGED: "the intake key is older than 90 days",
} as const;
export type Rotation = (typeof Rotation)[keyof typeof Rotation];

/** A share that is missing: `holder` may have the epochs from `first` to `last` (SH-2). */
export interface Due {
  readonly holder: Holder;
  readonly first: number;
  readonly last: number;
}

type Holders = ReadonlyMap<string, Holder>;

/** RI-6: why the ring must rotate at log time `when`, or undefined; without an epoch there is nothing to. */
export function rotationDue(ring: Ring, holders: Holders, when: string): Rotation | undefined {
  if (ring.current === undefined) return undefined;
  if (![...ring.holding()].every((each) => holders.has(each))) return Rotation.LEFT;
  if ([...holders.values()].some((each) => each.first === undefined)) return Rotation.JOINED;
  return ring.ref.kind === "intake" && age(ring.current, when) > INTAKE_AGE ? Rotation.AGED : undefined;
}

/** The shares that computed holders should have and have not, by fingerprint; any holder may make them. */
export function pendingShares(ring: Ring, holders: Holders): readonly Due[] {
  const last = ring.epochs.length;
  const due: Due[] = [];
  for (const holder of [...holders.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))) {
    const shares = ring.shares.filter((share) => share.statement.body.to === holder.fingerprint);
    let first = holder.first ?? last + 1;
    while (shares.some((share) => gives(share, holder.fingerprint, first))) first += 1;
    if (first <= last) due.push({ holder, first, last });
  }
  return due;
}

/** RI-7: the epochs a letter may name at log time `when`, the current one first. */
export function sealableEpochs(ring: Ring, when: string): readonly number[] {
  const { current } = ring;
  if (current === undefined) return [];
  const grace = ring.ref.kind === "intake" && age(current, when) <= INTAKE_GRACE;
  return grace && current.number > 1 ? [current.number, current.number - 1] : [current.number];
}

/**
 * EV-4: refuse to seal to a ring without an epoch (RI-4), or whose rotation is pending (RI-6).
 *
 * A pending rotation never closes an intake ring: who reports cannot rotate it. NotAllowedError.
 */
export function checkMaySeal(ring: Ring, holders: Holders, when: string): void {
  if (ring.current === undefined) throw new NotAllowedError("RI-4", "the ring has no epoch yet");
  const pending = rotationDue(ring, holders, when);
  if (pending !== undefined && ring.ref.kind !== "intake") {
    throw new NotAllowedError("RI-6", `rotate first: ${pending}`);
  }
}

function age(epoch: RingEpoch, when: string): number {
  return millisOf(when) - millisOf(epoch.since);
}
