/**
 * What decides who reads a case: roll, invitations and answers, grants, recusals (FORMATS.md 5).
 *
 * `Facts` is a value: each statement that counts makes the next one, so the case can be looked at as it stood
 * before any leaf (RI-2).
 */

import { leavesBelow } from "../directory/facts.ts";
import type { Person, View } from "../directory/index.ts";
import type { Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal } from "../kinds/index.ts";
import type { Reader, Start } from "../ring/holders.ts";
import { readerKey } from "../ring/holders.ts";

const FIRST_EPOCH = 1;
const NEVER = -1; // no membership begins there

/** The statements that change who takes part or reads. */
export type Change = CaseRoll | Grant | Recusal | Invitation | Accept | Decline;

/** The latest word that lets a person read: from where, and in which membership of theirs (CA-15). */
export interface Word {
  readonly start: Start;
  readonly since: number;
}

/**
 * The invitation in force for a tenant, with its leaf and what became of it.
 *
 * `preseal` has the membership in which each of its people was pre-sealed (CA-15).
 */
export class Invited {
  readonly body: Invitation;
  readonly hash: string;
  readonly index: number;
  readonly preseal: ReadonlyMap<string, number>;
  /** The leaf of the accept. */
  readonly accepted: number | undefined;
  readonly declined: boolean;

  constructor(
    { body, hash, index, preseal }: Pick<Invited, "body" | "hash" | "index" | "preseal">,
    { accepted, declined = false }: Partial<Pick<Invited, "accepted" | "declined">> = {},
  ) {
    this.body = body;
    this.hash = hash;
    this.index = index;
    this.preseal = preseal;
    this.accepted = accepted;
    this.declined = declined;
  }

  /** Whether it waits for an answer; its `expires` is not looked at (CA-4). */
  get open(): boolean {
    return this.body.state === "open" && this.accepted === undefined && !this.declined;
  }

  /** Whether the tenant has accepted it and nobody went back on it (CA-2). */
  get stands(): boolean {
    return this.accepted !== undefined && !this.declined;
  }
}

/**
 * The state of a case before one leaf. `says` is the latest word on each person (CA-7): undefined is no.
 *
 * The keys of `says` and `recused` are those of `readerKey`, the keys of `invited` geneses.
 */
export class Facts {
  readonly opening: Case;
  readonly says: ReadonlyMap<string, Word | undefined>;
  readonly roll: CaseRoll | undefined;
  readonly invited: ReadonlyMap<string, Invited>;
  readonly recused: ReadonlySet<string>;

  private constructor(given: Pick<Facts, "opening" | "says" | "roll" | "invited" | "recused">) {
    this.opening = given.opening;
    this.says = given.says;
    this.roll = given.roll;
    this.invited = given.invited;
    this.recused = given.recused;
  }

  /** The facts after the case's opening: its signer reads everything (CA-1). */
  static open(opening: Case, { person, since }: Person, index: number): Facts {
    const reader = { tenant: opening.tenant, person };
    const says = new Map([[readerKey(reader), { start: { index, epoch: FIRST_EPOCH, ...reader }, since }]]);
    return new Facts({ opening, says, roll: undefined, invited: new Map(), recused: new Set() });
  }

  /** The genesis of the owner. */
  get owner(): string {
    return this.opening.tenant;
  }

  /** The facts after a statement of this hash that counts, with the directory it was judged with. */
  after(body: Change, hash: string, index: number, view: View): Facts {
    switch (body.type) {
      case "case-roll":
        return new Facts({ ...this, roll: body });
      case "grant": {
        const { tenant, person } = body;
        const start = { index, epoch: body.history.epoch, tenant, person };
        const word = body.state === "reads" ? { start, since: sinceOf(view, body) } : undefined;
        const says = new Map(this.says).set(readerKey(body), word);
        return new Facts({ ...this, says });
      }
      case "recusal":
        return new Facts({ ...this, recused: new Set(this.recused).add(readerKey(body)) });
      case "invitation":
        return this.#answered(new Invited({ body, hash, index, preseal: presealedIn(body, view) }));
      case "accept":
        return this.#afterAccept(body, index, view);
      case "decline": {
        const invited = this.#invited(body.tenant);
        return this.#answered(new Invited(invited, { accepted: invited.accepted, declined: true }));
      }
    }
  }

  #afterAccept({ tenant, people }: Accept, index: number, view: View): Facts {
    const invited = this.#invited(tenant);
    const { epoch } = invited.body.history;
    const says = new Map(this.says);
    for (const person of people) {
      const since = sinceOf(view, { tenant, person });
      // Who was pre-sealed keeps what the invitation gave.
      const from = invited.preseal.get(person) === since ? invited.index : index;
      says.set(readerKey({ tenant, person }), { start: { index: from, epoch, tenant, person }, since });
    }
    const answered = new Invited(invited, { accepted: index, declined: invited.declined });
    return new Facts({ ...this.#answered(answered), says });
  }

  #answered(invited: Invited): Facts {
    return new Facts({ ...this, invited: new Map(this.invited).set(invited.body.tenant, invited) });
  }

  /** The invitation that an answer names: it was judged (CA-4). */
  #invited(tenant: string): Invited {
    return this.invited.get(tenant) as Invited;
  }
}

function presealedIn({ tenant, preseal }: Invitation, view: View): ReadonlyMap<string, number> {
  return new Map(preseal.map((person) => [person, sinceOf(view, { tenant, person })]));
}

/** The leaf that began a person's membership; NEVER of who is none, as a withdrawn invitation may name. */
function sinceOf(view: View, { tenant, person }: Reader): number {
  return view.person(tenant, person)?.since ?? NEVER;
}

/** The facts of a case before every leaf. */
export class Past {
  readonly #leaves: number[] = [];
  readonly #facts: Facts[] = [];

  /** The facts after all leaves so far. */
  get now(): Facts | undefined {
    return this.#facts.at(-1);
  }

  /** Keep the facts that hold after leaf `index`. */
  add(index: number, facts: Facts): void {
    this.#leaves.push(index);
    this.#facts.push(facts);
  }

  /** The facts just before leaf `index` of the case log, undefined if the case was not opened yet. */
  before(index: number): Facts | undefined {
    return this.#facts[leavesBelow(this.#leaves, index) - 1];
  }
}
