/** Answering an invitation, as one of the team's leads, after reading what it binds to (P4, CA-4, CA-6). */

import type { Invitation } from "../crypto/kinds/index.ts";
import type { Statement } from "../crypto/statement.ts";
import type { Desk } from "./desk.ts";
import { colleagues, invitations, isLead } from "./invitations.ts";
import type { Asked } from "./invitations.ts";
import { Failure } from "./views.ts";
import type { InvitationView } from "./views.ts";

const MOST_READERS = 8;

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
