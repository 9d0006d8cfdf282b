/** One statement before its judge: the case as it stands at the leaf, and who signed (ST-13, CA-2, CA-7). */

import type { Person, View } from "../directory/index.ts";
import { NotAllowedError } from "../errors.ts";
import type { Proposal } from "../kinds/index.ts";
import { readerKey } from "../ring/holders.ts";
import type { Statement } from "../statement.ts";
import type { Facts, Past } from "./facts.ts";
import { counts, granted, isLead } from "./readers.ts";
import type { Register } from "./register.ts";
import type { CaseRings } from "./rings.ts";

/** The role of the CNA's people who number (CN-5). */
export const CNA_ROLE = "cna";

type Given = Pick<
  Hearing,
  "facts" | "past" | "register" | "rings" | "statement" | "view" | "index" | "when" | "cna"
>;

/** A statement on a case at its leaf: `view` is the directory, `when` log time, `cna` the pinned CNA. */
export class Hearing {
  readonly facts: Facts;
  readonly past: Past;
  readonly register: Register;
  readonly rings: CaseRings;
  readonly statement: Statement;
  readonly view: View;
  readonly index: number;
  readonly when: string;
  readonly cna: string | undefined;

  constructor(given: Given) {
    this.facts = given.facts;
    this.past = given.past;
    this.register = given.register;
    this.rings = given.rings;
    this.statement = given.statement;
    this.view = given.view;
    this.index = given.index;
    this.when = given.when;
    this.cna = given.cna;
  }

  /** The genesis of the case's owner. */
  get owner(): string {
    return this.facts.owner;
  }

  /** The member of `tenant` who signed and is not recused; else NotAllowedError (ST-13, CA-9). */
  signer(tenant: string): Person {
    const person = this.view.signer(this.statement, tenant);
    if (this.facts.recused.has(readerKey({ tenant, person: person.person }))) {
      throw new NotAllowedError("CA-9", "the signer is recused from the case");
    }
    return person;
  }

  /** Refuse a tenant that does not take part; NotAllowedError (CA-2). */
  participant(tenant: string): void {
    if (!counts(this.facts, tenant)) {
      throw new NotAllowedError("CA-2", "the tenant takes no part in the case");
    }
  }

  /** The granted person of participant `tenant` who signed; else NotAllowedError (CA-2, CA-7, …). */
  granted(tenant: string): Person {
    this.participant(tenant);
    const person = this.signer(tenant);
    if (!this.#isGranted(tenant, person)) {
      throw new NotAllowedError("CA-7", "the signer has no grant for the case");
    }
    return person;
  }

  /** The lead of `tenant` who signed; NotAllowedError (CA-4, CA-9, ST-13). */
  lead(tenant: string): Person {
    const person = this.signer(tenant);
    if (!this.#isLead(tenant, person)) {
      throw new NotAllowedError("CA-4", "not by an admin or coordinator of the tenant");
    }
    return person;
  }

  /** The granted person or lead of participant `tenant` who signed; NotAllowedError. */
  grantedOrLead(tenant: string): Person {
    this.participant(tenant);
    const person = this.signer(tenant);
    if (!this.#isGranted(tenant, person) && !this.#isLead(tenant, person)) {
      throw new NotAllowedError("CA-7", "the signer is neither granted nor a lead of the tenant");
    }
    return person;
  }

  /** The person of the pinned CNA who signed in its role; NotAllowedError (EN-1, CN-5). */
  operator(tenant: string): Person {
    if (tenant !== this.cna) throw new NotAllowedError("EN-1", "the tenant is not the CNA that was pinned");
    const person = this.signer(tenant);
    if (!person.roles.has(CNA_ROLE)) {
      throw new NotAllowedError("CN-5", "the signer is not of the CNA's operators");
    }
    return person;
  }

  /** The proposal of this case that is named by hash; NotAllowedError (DI-3). */
  proposal(name: string): Proposal {
    const found = this.register.proposals.get(name);
    if (found === undefined) throw new NotAllowedError("DI-3", "it names no proposal of this case");
    return found;
  }

  #isGranted(tenant: string, { person }: Person): boolean {
    return granted(this.facts, this.view, { tenant, person }) !== undefined;
  }

  #isLead(tenant: string, { person }: Person): boolean {
    return isLead(this.facts, this.view, { tenant, person });
  }
}
