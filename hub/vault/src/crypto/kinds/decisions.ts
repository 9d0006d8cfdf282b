/** The statements of disclosure and numbering: dates, readiness, CVE IDs and arming (FORMATS.md 1, 9). */

import { MalformedError } from "../errors.ts";
import {
  choice,
  cve,
  hash,
  id,
  instant,
  name,
  optional,
  pattern,
  positive,
  purl,
  recipient,
  setOf,
  struct,
  zone,
} from "../schema.ts";
import { type BodyOf, kind } from "./body.ts";

const cnaRule = pattern(String.raw`[0-9]{1,2}(\.[0-9]{1,2}){1,4}`, "not the number of a CNA rule");
const fileName = pattern(
  "[A-Za-z0-9][A-Za-z0-9._-]{0,119}",
  "a record's name has no separator and no space",
);
const inCase = { case: id, tenant: hash } as const;

/** One public record, sealed to the publisher's fresh recipient (CN-4). */
export const armedRecord = struct({
  name: fileName,
  kind: choice("advisory", "cve", "osv"),
  tenant: hash,
  sha256: hash,
  envelope: id,
});
export type ArmedRecord = ReturnType<typeof armedRecord>;

const proposalFields = {
  ...inCase,
  seq: positive,
  t0: instant,
  zone,
  state: choice("open", "withdrawn"),
  previous: optional(hash),
} as const;

const responseFields = { ...inCase, proposal: hash, answer: choice("accept", "reject") } as const;

const terminationFields = {
  ...inCase,
  proposal: hash,
  reason: choice("public", "exploit_public", "attacked", "agreed"),
} as const;

const statusFields = {
  ...inCase,
  machine: choice("rm", "vfd", "pxa"),
  move: pattern("[A-Za-z]", "a move is one letter of its machine"),
} as const;

const readinessFields = { ...inCase, proposal: hash, state: choice("ready", "hold", "go") } as const;

const idRequestFields = { ...inCase, request: id, product: purl } as const;

const idDecisionFields = {
  ...inCase,
  request: id,
  outcome: choice("assigned", "referred", "pending", "refused"),
  rule: cnaRule,
  cve: optional(cve),
  cna: optional(name),
} as const;

const thirdPartyIdFields = { ...inCase, request: id, cve, cna: name } as const;

const reviewFields = { ...inCase, cve, draft: hash, sha256: hash } as const;

const armingFields = {
  ...inCase,
  seq: positive,
  proposal: hash,
  t0: instant,
  recipient,
  records: setOf(armedRecord, 1, 64),
  previous: optional(hash),
} as const;

const disarmingFields = { ...inCase, arming: hash } as const;

/** A tenant's proposed instant of disclosure (DI-1). */
export type Proposal = BodyOf<"proposal", typeof proposalFields>;
/** A tenant's answer to a proposal, named by hash (DI-2). */
export type Response = BodyOf<"response", typeof responseFields>;
/** The end of the embargo before its time; it publishes nothing (DI-2). */
export type Termination = BodyOf<"termination", typeof terminationFields>;
/** A move of one of Vultron's machines (CA-12). */
export type Status = BodyOf<"status", typeof statusFields>;
/** Whether a tenant is ready for the agreed instant; a hold delays only its own advisory (DI-2). */
export type Readiness = BodyOf<"readiness", typeof readinessFields>;
/** A wish for a CVE ID that says nothing but the product (CN-1). */
export type IdRequest = BodyOf<"id-request", typeof idRequestFields>;
/** The CNA's answer to a request, with the rule it rests on (CN-1). */
export type IdDecision = BodyOf<"id-decision", typeof idDecisionFields>;
/** An ID that another CNA gave to this tenant's flaw. */
export type ThirdPartyId = BodyOf<"third-party-id", typeof thirdPartyIdFields>;
/** A second operator's signature over the exact bytes of a record (CN-2). */
export type Review = BodyOf<"review", typeof reviewFields>;
/** Consent that the hub publishes exactly these bytes at T0 without a person awake (CN-3). */
export type Arming = BodyOf<"arming", typeof armingFields>;
/** Withdrawal of an arming (CN-3). */
export type Disarming = BodyOf<"disarming", typeof disarmingFields>;

const log = "case";

export const DECISION_KINDS = [
  kind("proposal", { log }, proposalFields),
  kind("response", { log }, responseFields),
  kind("termination", { log }, terminationFields),
  kind("status", { log }, statusFields),
  kind("readiness", { log }, readinessFields),
  kind("id-request", { log }, idRequestFields),
  kind("id-decision", { log, check: checkOutcome }, idDecisionFields),
  kind("third-party-id", { log }, thirdPartyIdFields),
  kind("review", { log }, reviewFields),
  kind("arming", { log }, armingFields),
  kind("disarming", { log }, disarmingFields),
] as const;

// An assignment names the ID, a referral the other CNA, and nothing else does.
function checkOutcome(found: {
  readonly outcome: string;
  readonly cve?: string;
  readonly cna?: string;
}): void {
  if ((found.outcome === "assigned") !== (found.cve !== undefined)) {
    throw new MalformedError("CN-1", "cve stands exactly in an assignment");
  }
  if ((found.outcome === "referred") !== (found.cna !== undefined)) {
    throw new MalformedError("CN-1", "cna stands exactly in a referral");
  }
}
