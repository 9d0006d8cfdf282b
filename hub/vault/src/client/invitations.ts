/**
 * The invitations that wait for this team's leads: code name, inviter, date; never content (P4).
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

const LEADS: readonly string[] = ["admin", "coordinator"];

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
