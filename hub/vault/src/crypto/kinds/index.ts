/** The closed list of statement types: one type each, one schema each (FORMATS.md 1, ST-1). */

import type { Kind } from "./body.ts";
import {
  type Accept,
  type Case,
  CASE_KINDS,
  type CaseRoll,
  type Decline,
  type Grant,
  type Invitation,
  type Recusal,
} from "./cases.ts";
import {
  type Arming,
  DECISION_KINDS,
  type Disarming,
  type IdDecision,
  type IdRequest,
  type Proposal,
  type Readiness,
  type Response,
  type Review,
  type Status,
  type Termination,
  type ThirdPartyId,
} from "./decisions.ts";
import {
  type Admission,
  type Anchor,
  type Boundary,
  type Device,
  DIRECTORY_KINDS,
  type Duty,
  type Group,
  type GroupJoin,
  type MemberInvitation,
  type Rebase,
  type Roster,
} from "./directory.ts";
import { type Epoch, type Login, type Manifest, type Share, SHARING_KINDS } from "./sharing.ts";

export type * from "./body.ts";
export type * from "./cases.ts";
export type * from "./decisions.ts";
export type * from "./directory.ts";
export type * from "./sharing.ts";

/** Any statement's body, told apart by `type`. */
export type Body =
  | Roster | MemberInvitation | Device | Duty | Boundary | Group | GroupJoin | Rebase | Admission | Anchor
  | Case | CaseRoll | Grant | Recusal | Invitation | Accept | Decline
  | Proposal | Response | Termination | Status | Readiness
  | Epoch | Share | Manifest | Login
  | IdRequest | IdDecision | ThirdPartyId | Review | Arming | Disarming;

export type TypeName = Body["type"];

/** The body of a type by its name. */
export type BodyNamed<N extends TypeName> = Extract<Body, { readonly type: N }>;

/** What can be revoked: each names the one it replaces (ST-12). */
export type Sequel =
  | MemberInvitation | Duty | Boundary | Group | GroupJoin
  | CaseRoll | Grant | Invitation | Proposal | Arming;

/** A row of the list, whatever its fields are. */
export type AnyKind = Omit<Kind<TypeName, unknown>, "read"> & {
  readonly read: (value: unknown, where: string) => Body;
};

const ALL: readonly AnyKind[] = [...DIRECTORY_KINDS, ...CASE_KINDS, ...DECISION_KINDS, ...SHARING_KINDS];

/** The list by name. */
export const KINDS: ReadonlyMap<string, AnyKind> = new Map(ALL.map((kind) => [kind.type, kind]));
