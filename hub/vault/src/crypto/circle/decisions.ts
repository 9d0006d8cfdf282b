/**
 * Who proposes, answers, numbers, reviews and arms (DI-1 to DI-3, CN-1 to CN-5, CA-12).
 *
 * Authority alone: what a sequence of these amounts to is decided elsewhere, from the order of the log
 * (DI-1).
 */

import type { Person } from "../directory/index.ts";
import { NotAllowedError } from "../errors.ts";
import type {
  ArmedRecord,
  Arming,
  Disarming,
  IdDecision,
  IdRequest,
  Proposal,
  Readiness,
  Response,
  Review,
  Status,
  Termination,
  ThirdPartyId,
} from "../kinds/index.ts";
import type { Hearing } from "./hearing.ts";
import { CNA_ROLE } from "./hearing.ts";
import type { Register } from "./register.ts";

/** DI-1: by a granted person or lead of a participant; NotAllowedError. */
export function judgeProposal(hearing: Hearing, body: Proposal): void {
  hearing.grantedOrLead(body.tenant);
}

/** DI-2: an answer to a proposal of this case; NotAllowedError. */
export function judgeResponse(hearing: Hearing, body: Response): void {
  hearing.grantedOrLead(body.tenant);
  hearing.proposal(body.proposal);
}

/** DI-2: a granted person's word on a proposal of this case; NotAllowedError. */
export function judgeAboutProposal(hearing: Hearing, body: Termination | Readiness): void {
  hearing.granted(body.tenant);
  hearing.proposal(body.proposal);
}

/** CA-12: by a granted person of a participant; NotAllowedError. */
export function judgeStatus(hearing: Hearing, body: Status): void {
  hearing.granted(body.tenant);
}

/** CN-1: a granted person's request under a new id; NotAllowedError. */
export function judgeRequest(hearing: Hearing, body: IdRequest): void {
  hearing.granted(body.tenant);
  if (hearing.register.requests.has(body.request)) {
    throw new NotAllowedError("CN-1", "a request has this id already");
  }
}

/** CN-1: the pinned CNA's answer to a request of this case; NotAllowedError. */
export function judgeDecision(hearing: Hearing, body: IdDecision): void {
  hearing.operator(body.tenant);
  requestOf(hearing, body.request);
}

/** CN-1: the tenant that asked names the ID another CNA gave; NotAllowedError. */
export function judgeThirdParty(hearing: Hearing, body: ThirdPartyId): void {
  hearing.granted(body.tenant);
  if (requestOf(hearing, body.request).tenant !== body.tenant) {
    throw new NotAllowedError("CN-1", "another tenant made the request");
  }
}

/** CN-2: by an operator of the CNA who did not write the draft; NotAllowedError. */
export function judgeReview(hearing: Hearing, body: Review): void {
  const { person } = hearing.operator(body.tenant);
  const draft = hearing.register.letters.get(body.draft);
  if (draft === undefined) throw new NotAllowedError("CN-2", "the draft is no envelope of this case");
  if (draft.author.tenant === body.tenant && draft.author.person === person) {
    throw new NotAllowedError("CN-2", "the reviewer wrote the draft");
  }
}

/** CN-3: by the owner or the CNA, for a proposal of this case and its instant; NotAllowedError. */
export function judgeArming(hearing: Hearing, body: Arming): void {
  armer(hearing, body.tenant);
  if (hearing.proposal(body.proposal).t0 !== body.t0) {
    throw new NotAllowedError("CN-3", "t0 is not that of the proposal");
  }
}

/** CN-3: by whoever may arm, for an arming of this case; NotAllowedError. */
export function judgeDisarming(hearing: Hearing, body: Disarming): void {
  armer(hearing, body.tenant);
  if (!hearing.register.armings.has(body.arming)) {
    throw new NotAllowedError("CN-3", "it names no arming of this case");
  }
}

/** Keep a proposal; a withdrawal takes back the one it replaces (CA-3). */
export function noteProposal({ register, statement }: Hearing, body: Proposal): void {
  if (body.state === "open") register.proposals.set(statement.hash, body);
  else if (body.previous !== undefined) register.withdrawn.add(body.previous);
}

/** Keep a request under its id. */
export function noteRequest({ register }: Hearing, body: IdRequest): void {
  register.requests.set(body.request, body);
}

/** Keep an arming and who signed it. */
export function noteArming(hearing: Hearing, body: Arming): void {
  const { person, roles } = armer(hearing, body.tenant);
  hearing.register.armings.set(hearing.statement.hash, { body, person, operator: roles.has(CNA_ROLE) });
}

/** Keep which arming is void. */
export function noteDisarming({ register }: Hearing, body: Disarming): void {
  register.disarmed.add(body.arming);
}

/**
 * CN-3: the arming by the owner and the equal one by the CNA, if both are in force, else undefined.
 *
 * Where the owner is the CNA, two people sign one after the other, the second in the CNA's role. Whether the
 * proposal is in force still is for the caller to know.
 */
export function armed(
  register: Register,
  owner: string,
  cna: string | undefined,
): readonly [Arming, Arming] | undefined {
  const theirs = cna === undefined ? undefined : register.arming(cna);
  const second = register.armings.get(theirs ?? "");
  const ours = owner === cna ? second?.body.previous : register.arming(owner);
  const first = register.armings.get(ours ?? "");
  if (first === undefined || second === undefined) return undefined;
  if ([ours, theirs].some((each) => register.disarmed.has(each ?? ""))) return undefined;
  if (owner === cna && (first.person === second.person || !second.operator)) return undefined;
  return terms(first.body) === terms(second.body) ? [first.body, second.body] : undefined;
}

function terms({ proposal, t0, recipient, records }: Arming): string {
  const named = (each: ArmedRecord) => [each.name, each.kind, each.tenant, each.sha256, each.envelope];
  return JSON.stringify([proposal, t0, recipient, records.map(named)]);
}

/** CN-3: the granted person of the owner, or the operator of the CNA, who signed. */
function armer(hearing: Hearing, tenant: string): Person {
  return tenant === hearing.owner ? hearing.granted(tenant) : hearing.operator(tenant);
}

function requestOf(hearing: Hearing, request: string): IdRequest {
  const found = hearing.register.requests.get(request);
  if (found === undefined) throw new NotAllowedError("CN-1", "it names no request of this case");
  return found;
}
