/**
 * What a member's agent does unasked at every sync: admit, rotate, seal due shares (design 3.3, 3.6).
 *
 * Each act is decided from the fold alone and harmless to repeat; whatever a lying hub keeps quiet about, the
 * audit "shares = computed holders" finds in the member's own copy of the logs.
 */

import type { Circle } from "../crypto/circle/index.ts";
import type { Seat } from "../crypto/kinds/cases.ts";
import type { RingRef } from "../crypto/kinds/sharing.ts";
import { intakeClaims } from "../crypto/ring/intake.ts";
import type { Ring } from "../crypto/ring/index.ts";
import { pendingShares, rotationDue } from "../crypto/ring/index.ts";
import type { Desk } from "./desk.ts";
import { newId } from "./desk.ts";
import { fetchKeyring } from "./keyring.ts";
import { chained, latest } from "./lookup.ts";
import { dueShares, newEpoch } from "./rotation.ts";
import type { Holders, Signed } from "./rotation.ts";

/** One thing the agent did, in words for people: never content. */
export interface Done {
  readonly where: string;
  readonly what: string;
}

/** One round over everything this member holds; what others must do is left to them. */
export async function runOnce(desk: Desk): Promise<readonly Done[]> {
  const done: Done[] = [...(await intakeRound(desk))];
  for (const caseId of [...desk.versions.keys()]) {
    if (desk.known.circles.has(caseId)) done.push(...(await desk.retried(() => caseRound(desk, caseId))));
  }
  return done;
}

/** Rotate a case's ring on the spot if a rotation is pending: a sender waits for nobody (RI-6). */
export async function rotateIfDue(desk: Desk, caseId: string, ring: Ring): Promise<boolean> {
  return (await rotate(desk, caseId, [ring])).length > 0;
}

/** A tenant's own ring in a case, for its internal notes: whoever first writes to it founds it (RI-4). */
export async function foundOwnRing(desk: Desk, caseId: string): Promise<void> {
  const ref: RingRef = { id: newId(), kind: "tenant", case: caseId, tenant: desk.tenant };
  const holders = desk.known.circle(caseId).holders(ref, { when: desk.now });
  const { statements, files } = await newEpoch(desk, ref, undefined, holders);
  await desk.postCase(caseId, statements, files);
}

/** What is due in a case; each kind of it goes out at once for all rings, and nothing is asked for if none is. */
async function caseRound(desk: Desk, caseId: string): Promise<readonly Done[]> {
  const circle = desk.known.circle(caseId);
  const where = circle.opened.opening.code_name;
  const admitted = await admit(desk, caseId, circle);
  const held = heldRings(desk.known.circle(caseId), desk);
  const rotated = await rotate(desk, caseId, held.map(({ ring }) => ring));
  const given = await give(desk, caseId);
  return [
    ...(admitted ? ["admitted a participant that accepted"] : []),
    ...rotated.map(({ ref }) => `rotated the ${ref.kind} ring`),
    ...given.map(({ ring, count }) => `sealed ${count} shares of the ${ring.ref.kind} ring`),
  ].map((what) => ({ where, what }));
}

interface HeldRing {
  readonly ring: Ring;
  readonly holders: Holders;
}

/** The rings of a case that this device holds, each with all who do. */
function heldRings(circle: Circle, desk: Desk): readonly HeldRing[] {
  return [...circle.rings.values()]
    .map((ring) => ({ ring, holders: circle.holders(ring.ref, { when: desk.now }) }))
    .filter(({ holders }) => holders.has(desk.key.secret.fingerprint));
}

/** CA-2: the owner's next roll lists who accepted. */
async function admit(desk: Desk, caseId: string, circle: Circle): Promise<boolean> {
  const { owner, roll, invited } = circle.opened;
  const mine = circle.readers().has(`${desk.tenant}/${desk.me}`);
  if (owner !== desk.tenant || !mine || roll === undefined) return false;
  const listed = new Set(roll.participants.map((seat) => seat.tenant));
  const seats: Seat[] = [...roll.participants];
  for (const [genesis, each] of invited) {
    const tenant = desk.known.view.tenant(genesis);
    if (!each.stands || listed.has(genesis) || tenant === undefined) continue;
    seats.push({ tenant: genesis, version: tenant.roster.version, rings: each.body.rings });
  }
  if (seats.length === roll.participants.length) return false;
  const next = desk.body("case-roll", {
    case: caseId,
    ...chained(latest(circle, "case-roll")),
    participants: seats.sort((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    ...(roll.reporter && { reporter: roll.reporter }),
  });
  await desk.postCase(caseId, [await desk.sign(next)]);
  return true;
}

/** Rotate those of the rings whose rotation is pending; which they were. */
async function rotate(desk: Desk, caseId: string, rings: readonly Ring[]): Promise<readonly Ring[]> {
  const circle = desk.known.circle(caseId);
  const due = rings.filter((ring) => circle.rotationDue(ring, { when: desk.now }) !== undefined);
  if (due.length === 0) return [];
  const keys = await fetchKeyring(desk);
  const made: Signed[] = [];
  for (const ring of due) {
    const holders = circle.holders(ring.ref, { when: desk.now });
    made.push(await newEpoch(desk, ring.ref, ring, holders, keys.of(ring)));
  }
  await post(desk, caseId, made);
  return due;
}

async function give(desk: Desk, caseId: string): Promise<readonly (HeldRing & { readonly count: number })[]> {
  const held = heldRings(desk.known.circle(caseId), desk);
  const due = held.filter(({ ring, holders }) => pendingShares(ring, holders).length > 0);
  if (due.length === 0) return [];
  const keys = await fetchKeyring(desk);
  const made: Signed[] = [];
  for (const { ring, holders } of due) made.push(await dueShares(desk, ring, holders, keys.of(ring)));
  await post(desk, caseId, made);
  return due
    .map((each, place) => ({ ...each, count: made[place]?.statements.length ?? 0 }))
    .filter(({ count }) => count > 0);
}

async function post(desk: Desk, caseId: string, made: readonly Signed[]): Promise<void> {
  const statements = made.flatMap((each) => each.statements);
  const files = new Map(made.flatMap((each) => [...each.files]));
  if (statements.length > 0) await desk.postCase(caseId, statements, files);
}

/** The tenant's intake ring: rotate when the duty list changed or after 90 days, and repair its shares. */
async function intakeRound(desk: Desk): Promise<readonly Done[]> {
  const ring = desk.known.replay.intake.get(desk.tenant);
  const claims = intakeClaims(desk.known.view, desk.tenant);
  if (ring === undefined || !claims.has(desk.key.secret.fingerprint)) return [];
  const holders = ring.holders(claims);
  const rotates = rotationDue(ring, holders, desk.now) !== undefined;
  if (!rotates && pendingShares(ring, holders).length === 0) return [];
  const keys = (await fetchKeyring(desk)).of(ring);
  if (rotates) {
    const { statements, files } = await newEpoch(desk, ring.ref, ring, holders, keys);
    await desk.postDirectory(statements, files);
    return [{ where: "intake", what: "rotated the intake ring" }];
  }
  const { statements, files } = await dueShares(desk, ring, holders, keys);
  if (statements.length === 0) return [];
  await desk.postDirectory(statements, files);
  return [{ where: "intake", what: `sealed ${statements.length} shares of the intake ring` }];
}
