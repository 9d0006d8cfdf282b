/**
 * Rings: who holds which epoch of which key, and what still has to be done about it (FORMATS.md 6).
 *
 * The holders of a ring are computed from the logs, never chosen. `judgeEpoch`, `judgeShare` and
 * `judgeLetter` hold a statement against them; `rotationDue`, `pendingShares` and `checkMaySeal` tell a
 * client what to do.
 */

export type { Claim, Holder, Reader, Start } from "./holders.ts";
export { BEFORE_ALL, NO_TENANT, claim, holds, meets, readerKey, readerOf, readersOf } from "./holders.ts";
export type { Computed } from "./judgement.ts";
export { checkShareFile, judgeEpoch, judgeLetter, judgeShare } from "./judgement.ts";
export type { RingShare } from "./ring.ts";
export { Ring, RingEpoch, firstHead, gives, nextHead, sameRing } from "./ring.ts";
export type { Due } from "./upkeep.ts";
export { Rotation, checkMaySeal, pendingShares, rotationDue, sealableEpochs } from "./upkeep.ts";
