/** The statements of the directory log: people, teams and the edges between them (FORMATS.md 1, 4). */

import { MalformedError } from "../errors.ts";
import {
  bool,
  choice,
  count,
  hash,
  hubName,
  id,
  instant,
  key,
  name,
  optional,
  positive,
  recipient,
  setOf,
  slug,
  struct,
} from "../schema.ts";
import { type BodyOf, kind, logPoint } from "./body.ts";

export const MAX_DEVICES = 16;
export const MAX_MEMBERS = 500;

const role = choice("admin", "cna", "coordinator", "member");
const rule = choice("allow", "ask", "deny");
export type Role = ReturnType<typeof role>;
export type Rule = ReturnType<typeof rule>;

/** The two public keys of a device or reporter (DV-1). */
export const deviceKeys = struct({ sign: key, seal: recipient });
export type DeviceKeys = ReturnType<typeof deviceKeys>;

/** One person of a roster with everything they may act with. */
export const member = struct({
  person: id,
  name,
  roles: setOf(role, 1, 4),
  devices: setOf(deviceKeys, 0, MAX_DEVICES),
});
export type Member = ReturnType<typeof member>;

const rosterFields = {
  slug,
  version: positive,
  threshold: positive,
  members: setOf(member, 1, MAX_MEMBERS),
  expires: instant,
  tenant: optional(hash),
  previous: optional(hash),
  witness: optional(key),
  recovery: optional(recipient),
} as const;

const memberInvitationFields = {
  tenant: hash,
  seq: positive,
  person: id,
  name,
  role,
  code: key,
  state: choice("open", "withdrawn"),
  expires: instant,
  previous: optional(hash),
} as const;

const deviceFields = {
  tenant: hash,
  person: id,
  sign: key,
  seal: recipient,
  invitation: optional(hash),
} as const;

const dutyFields = {
  tenant: hash,
  seq: positive,
  people: setOf(id, 1, 5),
  previous: optional(hash),
} as const;

const boundaryFields = {
  tenant: hash,
  to: hash,
  to_version: positive,
  seq: positive,
  rule,
  takes: bool,
  verified: choice("in-person", "call", "published", "group", "vouched"),
  until: instant,
  previous: optional(hash),
} as const;

const groupFields = {
  tenant: hash,
  group: slug,
  seq: positive,
  name,
  rule,
  takes: bool,
  until: instant,
  previous: optional(hash),
} as const;

const groupJoinFields = {
  tenant: hash,
  group: slug,
  terms: hash,
  seq: positive,
  state: choice("joined", "left"),
  previous: optional(hash),
} as const;

const rebaseFields = { tenant: hash, origin: hubName, size: count, root: hash } as const;

const admissionFields = {
  tenant: hash,
  slug,
  kind: choice("interpreter", "installer", "index", "backend", "adjacent", "cna", "oversight"),
  stage: choice("applicant", "informal", "chartered", "suspended", "left"),
} as const;

const anchorFields = { directory: logPoint } as const;

/** One version of a tenant's membership; the hash of version 1 is the tenant (RO-1). */
export type Roster = BodyOf<"roster", typeof rosterFields>;
/** The team's consent to exactly one new member, or to a new code for one it has (EN-3, EN-8). */
export type MemberInvitation = BodyOf<"member-invitation", typeof memberInvitationFields>;
/** A device's proof of possession, with a code or an older device of the same person (EN-3, EN-6). */
export type Device = BodyOf<"device", typeof deviceFields>;
/** Who holds the tenant's intake ring (DU-1). */
export type Duty = BodyOf<"duty", typeof dutyFields>;
/** A directed trust edge from `tenant` to `to` (BO-1). */
export type Boundary = BodyOf<"boundary", typeof boundaryFields>;
/** A boundary template that tenants accept as a whole (GR-1). */
export type Group = BodyOf<"group", typeof groupFields>;
/** A tenant's acceptance of a group's terms, or its leaving (GR-1). */
export type GroupJoin = BodyOf<"group-join", typeof groupJoinFields>;
/** A tenant's consent to go on with a new log after the old one was lost (RB-1). */
export type Rebase = BodyOf<"rebase", typeof rebaseFields>;
/** The hub's notice that it serves a tenant, and under which slug (LO-6). */
export type Admission = BodyOf<"admission", typeof admissionFields>;
/** The hub's notice of the directory that the case leaves after it are judged with (LO-5). */
export type Anchor = BodyOf<"anchor", typeof anchorFields>;

const log = "directory";

export const DIRECTORY_KINDS = [
  kind("roster", { log, signed: "many", check: checkRoster }, rosterFields),
  kind("member-invitation", { log }, memberInvitationFields),
  kind("device", { log, signed: "two" }, deviceFields),
  kind("duty", { log }, dutyFields),
  kind("boundary", { log }, boundaryFields),
  kind("group", { log }, groupFields),
  kind("group-join", { log }, groupJoinFields),
  kind("rebase", { log }, rebaseFields),
  kind("admission", { log, signed: "notice" }, admissionFields),
  kind("anchor", { log: "case", signed: "notice" }, anchorFields),
] as const;

// Version 1 names no tenant: its own hash will be the name (RO-1).
function checkRoster(found: { readonly version: number; readonly tenant?: string }): void {
  if ((found.version === 1) !== (found.tenant === undefined)) {
    throw new MalformedError("RO-1", "exactly version 1 names no tenant");
  }
}
