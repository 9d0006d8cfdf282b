/** Whom a team lets in, and who answers for it: duty, boundaries and groups (DU-1, BO-1, GR-1). */

import { MalformedError, NotAllowedError } from "../errors.ts";
import type { Boundary, Duty, Group, GroupJoin } from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import { requireNext } from "../statement.ts";
import type { Facts } from "./facts.ts";
import { pairKey } from "./facts.ts";
import type { View } from "./view.ts";

/** Return if an admin puts members on duty (DU-1); throws NotAllowedError or BadSignatureError. */
export function judgeDuty(view: View, statement: Statement<Duty>): void {
  const body = statement.body;
  view.admin(statement, body.tenant);
  requireNext(statement, view.onDuty(body.tenant)?.statement);
  if (!body.people.every((person) => view.person(body.tenant, person))) {
    throw new NotAllowedError("DU-1", "on duty are members only");
  }
}

/** Put the people on duty. */
export function applyDuty(facts: Facts, index: number, statement: Statement<Duty>): void {
  facts.duties.put(statement.body.tenant, index, { statement, people: statement.body.people });
}

/** Return if an admin draws a boundary towards another tenant (BO-1); throws as `judgeDuty`. */
export function judgeBoundary(view: View, statement: Statement<Boundary>): void {
  const body = statement.body;
  view.admin(statement, body.tenant);
  requireNext(statement, view.boundary(body.tenant, body.to));
  const roster = view.roster(body.to);
  if (roster === undefined || body.to === body.tenant) {
    throw new NotAllowedError("BO-1", "a boundary is drawn towards another tenant of this log");
  }
  if (body.to_version > roster.body.version) {
    throw new NotAllowedError("BO-1", "to_version names a roster that does not exist yet");
  }
}

/** Put the boundary in force. */
export function applyBoundary(facts: Facts, index: number, statement: Statement<Boundary>): void {
  facts.boundaries.put(pairKey(statement.body.tenant, statement.body.to), index, statement);
}

/** Return if an admin of its founder writes the group's terms (GR-1); throws as `judgeDuty`. */
export function judgeGroup(view: View, statement: Statement<Group>): void {
  const body = statement.body;
  const before = view.group(body.group);
  view.admin(statement, body.tenant);
  requireNext(statement, before);
  if (before !== undefined && before.body.tenant !== body.tenant) {
    throw new NotAllowedError("GR-1", "the name belongs to the group of another tenant");
  }
}

/** Put the terms in force for whoever joins from now on. */
export function applyGroup(facts: Facts, index: number, statement: Statement<Group>): void {
  facts.groups.put(statement.body.group, index, statement);
  facts.terms.set(statement.hash, statement.body);
}

/** Return if an admin joins the group's terms in force, or leaves (GR-1); throws as `judgeDuty`. */
export function judgeJoin(view: View, statement: Statement<GroupJoin>): void {
  const body = statement.body;
  const group = view.group(body.group);
  view.admin(statement, body.tenant);
  requireNext(statement, view.join(body.tenant, body.group));
  if (group === undefined) throw new MalformedError("GR-1", "no such group");
  if (body.state === "joined" && body.terms !== group.hash) {
    throw new NotAllowedError("GR-1", "not the terms in force");
  }
}

/** Put the tenant's standing in the group in force. */
export function applyJoin(facts: Facts, index: number, statement: Statement<GroupJoin>): void {
  facts.joins.put(pairKey(statement.body.tenant, statement.body.group), index, statement);
}
