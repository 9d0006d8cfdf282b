/**
 * What decides who reads a case: roll, invitations and answers, grants, recusals (FORMATS.md 5).
 *
 * `Facts` is a value: each statement that counts makes the next one, so the case can be looked at as it stood
 * before any leaf (RI-2).
 */

import { leavesBelow } from "../directory/facts.ts";
import type { Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal } from "../kinds/index.ts";
import type { Start } from "../ring/holders.ts";
import { readerKey } from "../ring/holders.ts";

const FIRST_EPOCH = 1;

/** The statements that change who takes part or reads. */
export type Change = CaseRoll | Grant | Recusal | Invitation | Accept | Decline;

/** The invitation in force for a tenant, with its leaf and what became of it. */
export class Invited {
  readonly body: Invitation;
  readonly hash: string;
  readonly index: number;
  /** The leaf of the accept. */
  readonly accepted: number | undefined;
  readonly declined: boolean;

  constructor(
    { body, hash, index }: Pick<Invited, "body" | "hash" | "index">,
    { accepted, declined = false }: Partial<Pick<Invited, "accepted" | "declined">> = {},
  ) {
    this.body = body;
    this.hash = hash;
    this.index = index;
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
  readonly says: ReadonlyMap<string, Start | undefined>;
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
  static open(opening: Case, person: string, index: number): Facts {
    const reader = { tenant: opening.tenant, person };
    const says = new Map([[readerKey(reader), { index, epoch: FIRST_EPOCH, ...reader }]]);
    return new Facts({ opening, says, roll: undefined, invited: new Map(), recused: new Set() });
  }

  /** The genesis of the owner. */
  get owner(): string {
    return this.opening.tenant;
  }

  /** The facts after a statement of this hash that counts. */
  after(body: Change, hash: string, index: number): Facts {
    switch (body.type) {
      case "case-roll":
        return new Facts({ ...this, roll: body });
      case "grant": {
        const { tenant, person } = body;
        const start = { index, epoch: body.history.epoch, tenant, person };
        const says = new Map(this.says).set(readerKey(body), body.state === "reads" ? start : undefined);
        return new Facts({ ...this, says });
      }
      case "recusal":
        return new Facts({ ...this, recused: new Set(this.recused).add(readerKey(body)) });
      case "invitation":
        return this.#answered(new Invited({ body, hash, index }));
      case "accept":
        return this.#afterAccept(body, index);
      case "decline": {
        const invited = this.#invited(body.tenant);
        return this.#answered(new Invited(invited, { accepted: invited.accepted, declined: true }));
      }
    }
  }

  #afterAccept({ tenant, people }: Accept, index: number): Facts {
    const invited = this.#invited(tenant);
    const { history, preseal } = invited.body;
    const says = new Map(this.says);
    for (const person of people) {
      // Who was pre-sealed keeps what the invitation gave.
      const from = preseal.includes(person) ? invited.index : index;
      says.set(readerKey({ tenant, person }), { index: from, epoch: history.epoch, tenant, person });
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
