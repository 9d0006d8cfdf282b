/**
 * The state machines of a case: report and fix per participant, public state per case, as tables.
 *
 * The states and moves are Vultron's (CERT/CC): RM for the report and VFD for the fix of each participant,
 * PXA for what the world knows of the case. Moves have Vultron's letters, those of `status` statements too
 * (FORMATS.md CA-12); in VFD and PXA a small letter means "not yet".
 *
 *     RM-1, VFD-1, PXA-1  Only the moves of the table.
 *     CS-1  In the compound machine VFD x PXA exactly one letter changes, from small to capital, never back.
 *     CS-2  A fix is ready only with an aware vendor, and deployed only when ready (the VFD table).
 *     CS-3  `vP` and `pX` are ephemeral: after the former only V may follow, after the latter only P.
 */

import { MoveNotAllowedError } from "./errors.ts";

/** A table of moves. What is not in `table` is refused with `rule`. */
export interface Machine<S extends string, M extends string> {
  readonly name: string;
  readonly rule: string;
  readonly start: S;
  readonly table: { readonly [state in S]?: { readonly [move in M]?: S } };
}

/** The state after `move`. Throws MoveNotAllowedError naming machine, state, move and rule. */
export function moved<S extends string, M extends string>(machine: Machine<S, M>, state: S, move: M): S {
  const next = machine.table[state]?.[move];
  if (next === undefined) {
    throw new MoveNotAllowedError(machine.name, state, move, machine.rule);
  }
  return next;
}

/** How far one participant is with the report. */
export type RM = "start" | "received" | "invalid" | "valid" | "deferred" | "accepted" | "closed";

/** Receive, validate, invalidate, accept, defer, close. */
export const RM_MOVES = ["r", "v", "i", "a", "d", "c"] as const;
export type RMMove = (typeof RM_MOVES)[number];

export const REPORT: Machine<RM, RMMove> = {
  name: "RM",
  rule: "RM-1",
  start: "start",
  table: {
    start: { r: "received" },
    received: { v: "valid", i: "invalid" },
    invalid: { v: "valid", c: "closed" },
    valid: { a: "accepted", d: "deferred" },
    accepted: { d: "deferred", c: "closed" },
    deferred: { a: "accepted", c: "closed" },
  },
};

/** How far one participant's fix is: vendor aware, fix ready, fix deployed. */
export type VFD = "vfd" | "Vfd" | "VFd" | "VFD";

/** Aware, ready, deployed. */
export const VFD_MOVES = ["V", "F", "D"] as const;
export type VFDMove = (typeof VFD_MOVES)[number];

export const FIX: Machine<VFD, VFDMove> = {
  name: "VFD",
  rule: "VFD-1",
  start: "vfd",
  table: { vfd: { V: "Vfd" }, Vfd: { F: "VFd" }, VFd: { D: "VFD" } },
};

/** What the world knows of the case: flaw public, exploit public, attacks observed. */
export type PXA = "pxa" | "Pxa" | "pXa" | "pxA" | "PXa" | "PxA" | "pXA" | "PXA";

/** Public, exploit, attacked. */
export const PXA_MOVES = ["P", "X", "A"] as const;
export type PXAMove = (typeof PXA_MOVES)[number];

export const PUBLICITY: Machine<PXA, PXAMove> = {
  name: "PXA",
  rule: "PXA-1",
  start: "pxa",
  table: {
    pxa: { P: "Pxa", X: "pXa", A: "pxA" },
    Pxa: { X: "PXa", A: "PxA" },
    pXa: { P: "PXa", A: "pXA" },
    pxA: { P: "PxA", X: "pXA" },
    PXa: { A: "PXA" },
    PxA: { X: "PXA" },
    pXA: { P: "PXA" },
  },
};

/** One participant's compound state, such as `VfdpxA`: 32 of them, 58 moves, 70 complete histories. */
export interface CaseState {
  readonly vfd: VFD;
  readonly pxa: PXA;
}

/**
 * The compound state after `move`. Throws MoveNotAllowedError with CS-3, VFD-1 or PXA-1.
 *
 * CS-3 goes before the tables: `pXa` to `pXA` stands in the PXA table and is refused here all the same.
 */
export function caseMoved({ vfd, pxa }: CaseState, move: VFDMove | PXAMove): CaseState {
  const only = onlyMove({ vfd, pxa });
  if (only !== undefined && move !== only) {
    throw new MoveNotAllowedError("CS", `${vfd}${pxa}`, move, "CS-3");
  }
  return isFixMove(move)
    ? { vfd: moved(FIX, vfd, move), pxa }
    : { vfd, pxa: moved(PUBLICITY, pxa, move) };
}

function isFixMove(move: VFDMove | PXAMove): move is VFDMove {
  return VFD_MOVES.some((each) => each === move);
}

// The two never meet: vP has a public flaw, pX has not.
function onlyMove({ vfd, pxa }: CaseState): VFDMove | PXAMove | undefined {
  if (pxa.startsWith("pX")) {
    return "P";
  }
  return vfd === "vfd" && pxa.startsWith("P") ? "V" : undefined;
}
