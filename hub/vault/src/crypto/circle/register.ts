/** What a case has on record beside its readers: ids, chains, proposals, requests, letters, armings. */

import { NotAllowedError } from "../errors.ts";
import type {
  Arming,
  Body,
  CaseRoll,
  Grant,
  IdRequest,
  Invitation,
  Manifest,
  Proposal,
} from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import { requireNext } from "../statement.ts";

type Chained = CaseRoll | Grant | Invitation | Proposal | Arming;

/** An arming that counts, the person who signed it, and whether they have the role `cna`. */
export interface Armed {
  readonly body: Arming;
  readonly person: string;
  readonly operator: boolean;
}

/** The record of one case; it only grows. */
export class Register {
  readonly proposals = new Map<string, Proposal>();
  readonly withdrawn = new Set<string>();
  readonly requests = new Map<string, IdRequest>();
  readonly letters = new Map<string, Manifest>();
  readonly armings = new Map<string, Armed>();
  readonly disarmed = new Set<string>();
  readonly gaps = new Map<string, string>();
  readonly #ids = new Set<string>();
  readonly #envelopes = new Set<string>();
  readonly #chains = new Map<string, Statement<Chained>>();

  /** ST-9, EV-5, ST-12: its id and envelope are new, it follows what is in force; NotAllowedError. */
  check(statement: Statement): void {
    const { body } = statement;
    if (this.#ids.has(body.id)) throw new NotAllowedError("ST-9", "the id was used by another statement");
    if (body.type === "manifest" && this.#envelopes.has(body.envelope)) {
      throw new NotAllowedError("EV-5", "the envelope's id was used before");
    }
    if (isChained(statement)) requireNext(statement, this.#chains.get(chainOf(statement.body)));
  }

  /** Keep the id of a statement, whether it counts or not. */
  useId(body: Body): void {
    this.#ids.add(body.id);
  }

  /** Keep the envelope and the place in its chain of a statement that counts. */
  note(statement: Statement): void {
    if (statement.body.type === "manifest") this.#envelopes.add(statement.body.envelope);
    if (isChained(statement)) this.#chains.set(chainOf(statement.body), statement);
  }

  /** The hash of the tenant's latest arming, disarmed or not. */
  arming(tenant: string): string | undefined {
    return this.#chains.get(chainKey("arming", tenant, ""))?.hash;
  }

  /** The proposal of this hash, if it counts and was not withdrawn (CA-3). */
  terms(proposal: string): Proposal | undefined {
    return this.withdrawn.has(proposal) ? undefined : this.proposals.get(proposal);
  }
}

const CHAINED: ReadonlySet<string> = new Set(["case-roll", "grant", "invitation", "proposal", "arming"]);

function isChained(statement: Statement): statement is Statement<Chained> {
  return CHAINED.has(statement.body.type);
}

function chainOf(body: Chained): string {
  const tenant = body.type === "case-roll" ? "" : body.tenant;
  return chainKey(body.type, tenant, body.type === "grant" ? body.person : "");
}

function chainKey(...names: readonly [string, string, string]): string {
  return names.join("/");
}
