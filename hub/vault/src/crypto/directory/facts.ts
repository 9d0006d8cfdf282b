/** What the directory log has established, each fact with the leaf that established it. */

import type {
  Admission,
  Boundary,
  DeviceKeys,
  Duty,
  Group,
  GroupJoin,
  MemberInvitation,
  Rebase,
  Roster,
  Rule,
} from "../kinds/index.ts";
import type { Statement } from "../statement.ts";

/** How many of the ascending `leaves` lie below `size`. */
export function leavesBelow(leaves: readonly number[], size: number): number {
  let low = 0;
  let high = leaves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((leaves[middle] as number) < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Row<V> {
  readonly leaves: number[];
  readonly values: (V | undefined)[];
}

/** Values by key, each from the leaf that set it; nothing is overwritten, so every size can be asked. */
export class Table<V> {
  readonly #rows = new Map<string, Row<V>>();

  /** Set the value that holds after leaf `index`; undefined takes it away. Indexes never go back. */
  put(key: string, index: number, value: V | undefined): void {
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, { leaves: [index], values: [value] });
      return;
    }
    row.leaves.push(index);
    row.values.push(value);
  }

  /** The value after the first `size` leaves, undefined if there is none. */
  get(key: string, size: number): V | undefined {
    const row = this.#rows.get(key);
    return row?.values[leavesBelow(row.leaves, size) - 1];
  }

  /** All keys with a value after the first `size` leaves, in the order of their first leaf. */
  *items(size: number): Generator<[string, V]> {
    for (const key of this.#rows.keys()) {
      const value = this.get(key, size);
      if (value !== undefined) yield [key, value];
    }
  }
}

/**
 * A member of a tenant: who, in which roles, and with which active devices, by fingerprint.
 *
 * `since` is the leaf that began this membership: who leaves and comes back begins another (CA-15).
 */
export interface Person {
  readonly person: string;
  readonly name: string;
  readonly roles: ReadonlySet<string>;
  readonly devices: ReadonlyMap<string, DeviceKeys>;
  readonly since: number;
}

/** Whose a device is (genesis and person), and whether it is active. */
export interface Located {
  readonly tenant: string;
  readonly person: string;
  readonly keys: DeviceKeys;
  readonly active: boolean;
}

/** A tenant by its genesis, the roster in force, and what the hub's last notice says of it, if any. */
export interface Tenant {
  readonly genesis: string;
  readonly roster: Roster;
  readonly rosterHash: string;
  readonly kind: Admission["kind"] | undefined;
  readonly stage: Admission["stage"] | undefined;
  /** The tenant's own short name, the same in all its rosters (RO-2). */
  readonly slug: string;
}

/** May cases go from one tenant to another (`rule`), and does the first take cases from it (BO-1). */
export interface Edge {
  readonly rule: Rule;
  readonly takes: boolean;
}

/** The invitation in force for a person; `closed` once used (EN-4) or overtaken by a roster (EN-9). */
export interface Invited {
  readonly statement: Statement<MemberInvitation>;
  readonly closed: boolean;
}

/** The duty statement in force and those of its people who never left the roster since (DU-1). */
export interface OnDuty {
  readonly statement: Statement<Duty>;
  readonly people: readonly string[];
}

/** The key of a table whose rows belong to two names, neither of which has a slash in it. */
export function pairKey(one: string, other: string): string {
  return `${one}/${other}`;
}

/** All tables. Keys are a genesis, a slug, a fingerprint, or a `pairKey` of a genesis and the other name. */
export class Facts {
  readonly rosters = new Table<Statement<Roster>>();
  readonly people = new Map<string, Table<Person>>();
  readonly devices = new Table<Located>();
  readonly invitations = new Map<string, Table<Invited>>();
  readonly duties = new Table<OnDuty>();
  readonly boundaries = new Table<Statement<Boundary>>();
  readonly groups = new Table<Statement<Group>>();
  readonly joins = new Table<Statement<GroupJoin>>();
  readonly admissions = new Table<Statement<Admission>>();
  readonly slugs = new Table<string>();
  readonly rebases = new Table<Statement<Rebase>>();
  readonly terms = new Map<string, Group>();
  /** The fingerprint each public key stands in (RO-8). */
  readonly owners = new Map<string, string>();
  /** The leaf that used each id (ST-9). */
  readonly ids = new Map<string, number>();

  /** The members of a tenant; founded with its first roster. */
  peopleOf(genesis: string): Table<Person> {
    return tableOf(this.people, genesis);
  }

  /** The invitations of a tenant; founded with its first roster. */
  invitationsOf(genesis: string): Table<Invited> {
    return tableOf(this.invitations, genesis);
  }
}

function tableOf<V>(tables: Map<string, Table<V>>, genesis: string): Table<V> {
  let table = tables.get(genesis);
  if (table === undefined) {
    table = new Table<V>();
    tables.set(genesis, table);
  }
  return table;
}
