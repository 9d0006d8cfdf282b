/** The statements of a case: who takes part, who reads, and from when (FORMATS.md 1, 5). */

import { MalformedError } from "../errors.ts";
import { choice, codeName, hash, id, instant, optional, positive, setOf, struct } from "../schema.ts";
import { type BodyOf, kind } from "./body.ts";
import { deviceKeys } from "./directory.ts";

const ringName = choice("joint", "record");
export type RingName = ReturnType<typeof ringName>;

/** From which epoch on a newcomer may read (CA-8): `epoch` is named exactly when `start` says so. */
export const history = struct({ start: choice("now", "epoch"), epoch: optional(positive) }, (found) => {
  if ((found.start === "epoch") !== (found.epoch !== undefined)) {
    throw new MalformedError("CA-8", "history starts now, or at an epoch that is named");
  }
});
export type History = ReturnType<typeof history>;

/** A tenant in the roll, with the rings it belongs to (CA-2). */
export const seat = struct({ tenant: hash, version: positive, rings: setOf(ringName, 0, 2) });
export type Seat = ReturnType<typeof seat>;

const caseFields = {
  case: id,
  tenant: hash,
  code_name: codeName,
  received: instant,
  report: optional(hash),
} as const;

const caseRollFields = {
  case: id,
  seq: positive,
  participants: setOf(seat, 1, 64),
  previous: optional(hash),
  reporter: optional(deviceKeys),
} as const;

const grantFields = {
  case: id,
  tenant: hash,
  person: id,
  seq: positive,
  state: choice("reads", "ended"),
  history,
  previous: optional(hash),
} as const;

const recusalFields = { case: id, tenant: hash, person: id } as const;

const invitationFields = {
  case: id,
  tenant: hash,
  seq: positive,
  code_name: codeName,
  terms: hash,
  rings: setOf(ringName, 0, 2),
  history,
  preseal: setOf(id, 0, 8),
  state: choice("open", "withdrawn"),
  expires: instant,
  t0: optional(instant),
  previous: optional(hash),
} as const;

const acceptFields = {
  case: id,
  tenant: hash,
  invitation: hash,
  terms: hash,
  people: setOf(id, 1, 8),
} as const;

const declineFields = { case: id, tenant: hash, invitation: hash } as const;

/** The opening of a case by its owner (CA-1). */
export type Case = BodyOf<"case", typeof caseFields>;
/** The owner's list of whose letters count (CA-2, CA-10). */
export type CaseRoll = BodyOf<"case-roll", typeof caseRollFields>;
/** A tenant's own decision that one of its people reads the case, or no longer does (CA-7). */
export type Grant = BodyOf<"grant", typeof grantFields>;
/** A person takes no part in the case, finally (CA-9). */
export type Recusal = BodyOf<"recusal", typeof recusalFields>;
/** The owner asks a tenant to take part under the embargo in force (CA-3). */
export type Invitation = BodyOf<"invitation", typeof invitationFields>;
/** A lead's consent to the embargo, naming who of the tenant will read (CA-4, CA-6). */
export type Accept = BodyOf<"accept", typeof acceptFields>;
/** A lead's refusal of an invitation (CA-4). */
export type Decline = BodyOf<"decline", typeof declineFields>;

const log = "case";

export const CASE_KINDS = [
  kind("case", { log }, caseFields),
  kind("case-roll", { log }, caseRollFields),
  kind("grant", { log }, grantFields),
  kind("recusal", { log }, recusalFields),
  kind("invitation", { log }, invitationFields),
  kind("accept", { log }, acceptFields),
  kind("decline", { log }, declineFields),
] as const;
