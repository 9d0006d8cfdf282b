/** The directory as it stood before one leaf: read-only, and the same for everybody (FORMATS.md 4). */

import { BadSignatureError, NotAllowedError } from "../errors.ts";
import type { Boundary, Group, GroupJoin, Rebase, Roster } from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import { edge } from "./edges.ts";
import type { Edge, Facts, Invited, Located, OnDuty, Person, Tenant } from "./facts.ts";
import { pairKey } from "./facts.ts";

/** The first `size` leaves of a directory. Tenants are named by genesis, devices by fingerprint. */
export class View {
  readonly size: number;
  readonly #facts: Facts;

  /** Look at `facts` as after `size` leaves; `Directory.at` makes views. */
  constructor(facts: Facts, size: number) {
    this.#facts = facts;
    this.size = size;
  }

  /** The tenant founded by the roster `genesis`, admitted or not. */
  tenant(genesis: string): Tenant | undefined {
    const roster = this.roster(genesis);
    return roster && this.#tenant(genesis, roster);
  }

  /** The roster in force. */
  roster(genesis: string): Statement<Roster> | undefined {
    return this.#facts.rosters.get(genesis, this.size);
  }

  /** The tenant that was admitted under `slug` last (LO-6). */
  bySlug(slug: string): Tenant | undefined {
    const genesis = this.#facts.slugs.get(slug, this.size);
    return genesis === undefined ? undefined : this.tenant(genesis);
  }

  /** All tenants in the order of their founding. */
  tenants(): readonly Tenant[] {
    return [...this.#facts.rosters.items(this.size)].map((each) => this.#tenant(...each));
  }

  #tenant(genesis: string, roster: Statement<Roster>): Tenant {
    const notice = this.#facts.admissions.get(genesis, this.size)?.body;
    const { body, hash } = roster;
    const told = { kind: notice?.kind, stage: notice?.stage };
    return { genesis, roster: body, rosterHash: hash, slug: body.slug, ...told };
  }

  /** A member of the tenant, with the devices active here. */
  person(genesis: string, person: string): Person | undefined {
    return this.#facts.people.get(genesis)?.get(person, this.size);
  }

  /** All members of the tenant in the order in which they joined first. */
  people(genesis: string): readonly Person[] {
    const members = this.#facts.people.get(genesis)?.items(this.size) ?? [];
    return [...members].map(([, person]) => person);
  }

  /** Whose device this is, also when it is active no longer; undefined if it never proved itself. */
  device(fingerprint: string): Located | undefined {
    return this.#facts.devices.get(fingerprint, this.size);
  }

  /** The fingerprint of the device that a public key (`sign` or `seal`) stands in (RO-8). */
  keyOwner(key: string): string | undefined {
    const owner = this.#facts.owners.get(key);
    return owner !== undefined && this.device(owner) ? owner : undefined;
  }

  /**
   * The member whose active device is `by` and made the first signature.
   *
   * Throws NotAllowedError (ST-13), and BadSignatureError (ST-8) for a bad copy (ST-15).
   */
  signer(statement: Statement, tenant: string): Person {
    const located = this.device(statement.body.by);
    const person = located?.tenant === tenant ? this.person(tenant, located.person) : undefined;
    if (located === undefined || person === undefined || !located.active) {
      throw new NotAllowedError("ST-13", "not by an active device of the tenant");
    }
    if (statement.keys[0] !== located.keys.sign) {
      throw new BadSignatureError("ST-8", "the first signature is not by the device that by names");
    }
    return person;
  }

  /** The `signer`, who must be an admin; else NotAllowedError (ST-13). */
  admin(statement: Statement, tenant: string): Person {
    const person = this.signer(statement, tenant);
    if (!person.roles.has("admin")) throw new NotAllowedError("ST-13", "not by an admin of the tenant");
    return person;
  }

  /** The last member-invitation for this person, used or not. */
  invitation(genesis: string, person: string): Invited | undefined {
    return this.#facts.invitations.get(genesis)?.get(person, this.size);
  }

  /** The last member-invitation for every person ever invited. */
  invitations(genesis: string): readonly Invited[] {
    const invitations = this.#facts.invitations.get(genesis)?.items(this.size) ?? [];
    return [...invitations].map(([, each]) => each);
  }

  /** The duty in force, as signed and as it still stands (DU-1). */
  onDuty(genesis: string): OnDuty | undefined {
    return this.#facts.duties.get(genesis, this.size);
  }

  /** The people on duty who are members still (DU-1). */
  duty(genesis: string): readonly string[] {
    return this.onDuty(genesis)?.people ?? [];
  }

  /** The boundary that `from` signed towards `to`. */
  boundary(from: string, to: string): Statement<Boundary> | undefined {
    return this.#facts.boundaries.get(pairKey(from, to), this.size);
  }

  /** All boundaries in force. */
  boundaries(): readonly Statement<Boundary>[] {
    return [...this.#facts.boundaries.items(this.size)].map(([, each]) => each);
  }

  /** The terms of a group in force; their hash is what a tenant joins (GR-1). */
  group(name: string): Statement<Group> | undefined {
    return this.#facts.groups.get(name, this.size);
  }

  /** All groups. */
  groups(): readonly Statement<Group>[] {
    return [...this.#facts.groups.items(this.size)].map(([, each]) => each);
  }

  /** How the tenant stands to a group: its last `group-join`, whatever the state. */
  join(genesis: string, group: string): Statement<GroupJoin> | undefined {
    return this.#facts.joins.get(pairKey(genesis, group), this.size);
  }

  /** Whether cases of `from` may go to `to`, and whether `from` takes any from it (BO-2, GR-1). */
  edge(from: string, to: string, when: string): Edge {
    return edge(this.#facts, this.size, [from, to], when);
  }

  /** Whether the tenant's roster has expired, or there is none: then it invites nobody (RO-7). */
  expired(genesis: string, when: string): boolean {
    const roster = this.roster(genesis);
    return roster === undefined || when >= roster.body.expires;
  }

  /** The tenant's consent to go on in this log after an older one was lost (RB-1). */
  rebase(genesis: string): Statement<Rebase> | undefined {
    return this.#facts.rebases.get(genesis, this.size);
  }

  /** The witness keys of the rosters in force, by genesis (LO-7). */
  witnesses(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const [genesis, each] of this.#facts.rosters.items(this.size)) {
      if (each.body.witness !== undefined) found.set(genesis, each.body.witness);
    }
    return found;
  }

  /** Whether a statement of this log has used the id (ST-9). */
  seenId(statementId: string): boolean {
    return (this.#facts.ids.get(statementId) ?? this.size) < this.size;
  }
}
