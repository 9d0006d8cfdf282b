/**
 * Invitations as this team's leads see and answer them: code name, inviter, date; never content (P4).
 *
 * What they are shown are statements of the log, kept apart from the cases that they read; each is believed
 * for the device that signed it.
 */

import * as dsse from "../crypto/dsse.ts";
import { CryptoError } from "../crypto/errors.ts";
import type { Invitation, Proposal } from "../crypto/kinds/index.ts";
import type { Statement } from "../crypto/statement.ts";
import { check, is } from "../crypto/statement.ts";
import type { Desk } from "./desk.ts";
import { hubLies } from "./errors.ts";
import { faultOf } from "./faults.ts";
import { CASES, INVITED } from "./mirror.ts";
import { Failure } from "./views.ts";
import type { InvitationView } from "./views.ts";

const LEADS: readonly string[] = ["admin", "coordinator"];
const MOST_READERS = 8;

/** An invitation that waits for this team, as its inviter signed it. */
export interface Asked {
  readonly statement: Statement<Invitation>;
  readonly inviter: string;
  /** The date under which it was signed, if it was shown and is what the invitation names. */
  readonly terms: Statement<Proposal> | undefined;
}

/** The invitations that wait for this tenant's leads; what is not signed by the inviter's device is a lie. */
export async function invitations(desk: Desk): Promise<readonly Asked[]> {
  // None are shown once answered; those whose date is gone wait for the owner to ask again.
  const open = new Set(
    desk.queue.invitations.filter((each) => each.entries.length > 0).map((each) => each.case),
  );
  const found = new Map<string, Asked>();
  for (const { scope, wire } of await desk.store.entries(CASES)) {
    if (!scope.startsWith(INVITED)) continue;
    const statement = check(dsse.parse(wire), desk.key.member.hub);
    if (!is(statement, "invitation") || statement.body.tenant !== desk.tenant) continue;
    if (open.has(statement.body.case)) found.set(statement.body.case, await asked(desk, statement));
  }
  return [...found.values()].filter((each) => each.statement.body.expires > desk.now);
}

async function asked(desk: Desk, statement: Statement<Invitation>): Promise<Asked> {
  const { view } = desk.known;
  const device = view.device(statement.body.by);
  try {
    if (device === undefined) throw hubLies("The invitation is signed by nobody of the directory.", "ST-13");
    view.signer(statement, device.tenant);
  } catch (error) {
    if (error instanceof CryptoError) {
      throw hubLies(`The invitation does not hold: ${faultOf(error).sentence}`, error.rule);
    }
    throw error;
  }
  return { statement, inviter: desk.known.slug(device.tenant), terms: await termsOf(desk, statement.body) };
}

async function termsOf(
  desk: Desk,
  { case: caseId, terms }: Invitation,
): Promise<Statement<Proposal> | undefined> {
  for (const { scope, wire } of await desk.store.entries(CASES)) {
    if (scope !== `${INVITED} ${caseId}`) continue;
    const statement = check(dsse.parse(wire), desk.key.member.hub);
    if (is(statement, "proposal") && statement.hash === terms) return statement;
  }
  return undefined;
}

/** What a lead sees before consenting: code name, inviter, date, readers to be; never content (P4). */
export async function invitationView(desk: Desk, caseId: string): Promise<InvitationView> {
  const { statement, inviter, terms } = await askedFor(desk, caseId);
  const { code_name: codeName, t0, expires, rings, history } = statement.body;
  const zone = terms?.body.zone;
  return {
    caseId,
    codeName,
    inviter,
    ...(t0 !== undefined && { t0 }),
    ...(zone !== undefined && { zone }),
    expires,
    rings: [...rings],
    history: history.start === "now" ? "what is written from now on" : "everything that was written so far",
    colleagues: colleagues(desk),
    lead: isLead(desk),
  };
}

/** The members of this team, oneself first. */
export function colleagues(
  desk: Desk,
): readonly { readonly person: string; readonly name: string; readonly me: boolean }[] {
  const people = desk.known.view.people(desk.tenant);
  const found = people.map(({ person, name }) => ({ person, name, me: person === desk.me }));
  return found.sort((a, b) => Number(b.me) - Number(a.me) || (a.name < b.name ? -1 : 1));
}

/** Whether this member may answer invitations: an admin or coordinator (CA-4). */
export function isLead(desk: Desk): boolean {
  const mine = desk.known.view.person(desk.tenant, desk.me);
  return LEADS.some((each) => mine?.roles.has(each) ?? false);
}

function requireLead(desk: Desk): void {
  if (isLead(desk)) return;
  throw new Failure("refused", "Only an admin or coordinator of your team answers invitations.", "CA-4");
}

/** Consent to the embargo for this tenant, naming who will read (CA-6). */
export async function accept(desk: Desk, caseId: string, people: readonly string[]): Promise<void> {
  requireLead(desk);
  if (people.length === 0) {
    throw new Failure("bad-input", "Name at least one person of your team who will read the case.", "CA-6");
  }
  if (people.length > MOST_READERS) {
    throw new Failure(
      "bad-input",
      `Name at most ${MOST_READERS} people; the others can be let in later.`,
      "CA-6",
    );
  }
  const statement = await standing(desk, caseId);
  const { terms } = statement.body;
  const given = {
    case: caseId,
    tenant: desk.tenant,
    invitation: statement.hash,
    terms,
    people: [...people].sort(),
  };
  await desk.postCase(caseId, [await desk.sign(desk.body("accept", given))]);
}

/** Refuse an invitation. */
export async function decline(desk: Desk, caseId: string): Promise<void> {
  const statement = await standing(desk, caseId);
  const given = { case: caseId, tenant: desk.tenant, invitation: statement.hash };
  await desk.postCase(caseId, [await desk.sign(desk.body("decline", given))]);
}

/** The invitation that was shown, if it still stands; nothing is signed for a hub that lies. */
async function standing(desk: Desk, caseId: string): Promise<Statement<Invitation>> {
  const shown = await askedFor(desk, caseId);
  await desk.sync();
  const { statement } = await askedFor(desk, caseId);
  if (statement.hash === shown.statement.hash) return statement;
  throw new Failure("moved", "The invitation changed while you read it. Look at it again, then answer.");
}

async function askedFor(desk: Desk, caseId: string): Promise<Asked> {
  requireLead(desk);
  const found = (await invitations(desk)).find((each) => each.statement.body.case === caseId);
  if (found === undefined) {
    throw new Failure("not-found", "There is no such invitation, or it was answered already.");
  }
  return found;
}
