/** Who opens a case, who takes part, who reads, and who steps back (CA-1 to CA-9, CA-13, BO-3, RO-7). */

import type { Person, View } from "../directory/index.ts";
import { NotAllowedError } from "../errors.ts";
import type { Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal } from "../kinds/index.ts";
import { readerKey } from "../ring/holders.ts";
import type { Entry, Statement } from "../statement.ts";
import type { Change } from "./facts.ts";
import type { Hearing } from "./hearing.ts";
import { BOTH_RINGS, isLead, leads, tenantStart } from "./readers.ts";

/** The `terms` of an invitation without a date (CA-3). */
export const NO_TERMS = "0".repeat(64);

/** CA-1: who may open a case for the owner; the first reader. NotAllowedError. */
export function judgeCase(view: View, statement: Statement<Case>): Person {
  const { tenant } = statement.body;
  const person = view.signer(statement, tenant);
  if (!leads(person) && !view.duty(tenant).includes(person.person)) {
    throw new NotAllowedError("CA-1", "a case is opened by who is on duty, a coordinator or an admin");
  }
  return person;
}

/** CA-2: the owner's list of known tenants, itself in both rings; NotAllowedError. */
export function judgeRoll(hearing: Hearing, body: CaseRoll): void {
  hearing.granted(hearing.owner);
  const own = body.participants.find((seat) => seat.tenant === hearing.owner);
  if (own === undefined || own.rings.length !== BOTH_RINGS.size) {
    throw new NotAllowedError("CA-2", "the roll does not list the owner with both rings");
  }
  for (const seat of body.participants) {
    const roster = hearing.view.roster(seat.tenant);
    if (roster === undefined || roster.body.version < seat.version) {
      throw new NotAllowedError("CA-2", "the roll lists a tenant or roster that the directory has not");
    }
  }
}

/** CA-7 and CA-8: a tenant's own decision on one of its members; NotAllowedError. */
export function judgeGrant(hearing: Hearing, body: Grant): void {
  hearing.granted(body.tenant);
  if (body.state === "ended") return;
  if (hearing.view.person(body.tenant, body.person) === undefined) {
    throw new NotAllowedError("CA-7", "no member of the tenant is granted");
  }
  if (hearing.facts.recused.has(readerKey(body))) {
    throw new NotAllowedError("CA-9", "a recused person is not granted again");
  }
  const invited = hearing.facts.invited.get(body.tenant);
  const theirs = invited && tenantStart(invited).epoch;
  if (theirs !== undefined && body.history.epoch !== undefined && body.history.epoch < theirs) {
    throw new NotAllowedError("CA-8", `the tenant itself reads from epoch ${theirs} only`);
  }
}

/** CA-9: by the person, or by an admin of a tenant that has to do with the case; NotAllowedError. */
export function judgeRecusal(hearing: Hearing, body: Recusal): void {
  const { tenant } = body;
  if (tenant !== hearing.owner && tenant !== hearing.cna && !hearing.facts.invited.has(tenant)) {
    throw new NotAllowedError("CA-2", "the tenant has nothing to do with the case");
  }
  const person = hearing.view.signer(hearing.statement, tenant);
  if (person.person !== body.person && !person.roles.has("admin")) {
    throw new NotAllowedError("CA-9", "a recusal is signed by the person, or by an admin of the tenant");
  }
  if (hearing.facts.recused.has(readerKey(body))) {
    throw new NotAllowedError("CA-9", "the person is recused already");
  }
}

/** CA-3, CA-13, BO-3 and RO-7; an invitation may always be withdrawn. NotAllowedError. */
export function judgeInvitation(hearing: Hearing, body: Invitation): void {
  const { facts, view, owner, when } = hearing;
  hearing.granted(owner);
  if (body.tenant === owner) throw new NotAllowedError("CA-3", "the owner invites others, not itself");
  if (body.code_name !== facts.opening.code_name) {
    throw new NotAllowedError("CA-3", "the code name is not that of the case");
  }
  if (body.state === "withdrawn") return;
  if (view.expired(owner, when)) {
    throw new NotAllowedError("RO-7", "the owner's roster has expired and invites nobody");
  }
  if (view.edge(owner, body.tenant, when).rule === "deny" || !view.edge(body.tenant, owner, when).takes) {
    throw new NotAllowedError("BO-3", "a boundary stands between owner and tenant");
  }
  checkTerms(hearing, body);
  if (!body.preseal.every((person) => isLead(facts, view, { tenant: body.tenant, person }))) {
    throw new NotAllowedError("CA-13", "only leads of the invited tenant are pre-sealed");
  }
}

/** CA-3: zeros without a date, or a proposal of this case that stands, and its instant. */
function checkTerms(hearing: Hearing, body: Invitation): void {
  const proposal = hearing.register.terms(body.terms);
  if (proposal === undefined && body.terms !== NO_TERMS) {
    throw new NotAllowedError("CA-3", "the terms are no proposal of this case, or a withdrawn one");
  }
  if (body.t0 !== proposal?.t0) throw new NotAllowedError("CA-3", "t0 is not that of the terms");
}

/** CA-4, CA-6 and RO-7: a lead answers the invitation in force, on its terms; NotAllowedError. */
export function judgeAccept(hearing: Hearing, body: Accept): void {
  const invited = hearing.facts.invited.get(body.tenant);
  if (invited === undefined || invited.hash !== body.invitation || !invited.open) {
    throw new NotAllowedError("CA-4", "not the invitation that waits for this tenant's answer");
  }
  hearing.lead(body.tenant);
  if (body.terms !== invited.body.terms) {
    throw new NotAllowedError("CA-4", "the terms are not those of the invitation");
  }
  checkTerms(hearing, invited.body);
  if (hearing.view.expired(body.tenant, hearing.when)) {
    throw new NotAllowedError("RO-7", "the tenant's roster has expired and accepts nothing");
  }
  if (body.people.some((each) => hearing.view.person(body.tenant, each) === undefined)) {
    throw new NotAllowedError("CA-6", "the readers are not all members of the tenant");
  }
}

/** CA-4: a lead refuses the invitation in force, or leaves after an accept; NotAllowedError. */
export function judgeDecline(hearing: Hearing, body: Decline): void {
  const invited = hearing.facts.invited.get(body.tenant);
  const standing = invited !== undefined && (invited.open || invited.stands);
  if (!standing || invited.hash !== body.invitation) {
    throw new NotAllowedError("CA-4", "not an invitation that this tenant may decline");
  }
  hearing.lead(body.tenant);
}

/** Keep what a statement on taking part or reading changes. */
export function note({ past, facts, statement, view }: Hearing, body: Change, { index }: Entry): void {
  past.add(index, facts.after(body, statement.hash, index, view));
}
