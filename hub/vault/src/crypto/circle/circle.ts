/** One case, folded from its statements: each is judged at its own leaf, then kept (FORMATS.md 5 to 7, 9). */

import type { Directory, View } from "../directory/index.ts";
import { NotAllowedError } from "../errors.ts";
import type { Arming, Body, Manifest, RingRef } from "../kinds/index.ts";
import type { Due, Holder, Ring, Rotation } from "../ring/index.ts";
import { checkMaySeal, pendingShares, readerKey, rotationDue } from "../ring/index.ts";
import type { Entry, Statement } from "../statement.ts";
import { narrow } from "../statement.ts";
import { Verdict, faultOf } from "../verdict.ts";
import { RULES } from "./authority.ts";
import * as consent from "./consent.ts";
import * as decisions from "./decisions.ts";
import { Facts, Past } from "./facts.ts";
import type { Invited } from "./facts.ts";
import { Hearing } from "./hearing.ts";
import { grantedPeople, participants } from "./readers.ts";
import { Register } from "./register.ts";
import { CaseRings } from "./rings.ts";

/** A leaf of the case log, and the size of the directory that it is judged with. */
interface Leaf {
  readonly size: number;
  readonly index: number;
  readonly when: string;
}

/** A moment of log time, and a size of the directory: the newest if none is given. */
interface Moment {
  readonly when: string;
  readonly size?: number | undefined;
}

/**
 * What counts of one case. `cna` is the genesis of the pinned CNA, `directory` is folded by the caller.
 *
 * Everything that depends on time takes `when`, log time; everything that depends on people looks at the
 * directory of `size` leaves, the newest if none is given.
 */
export class Circle {
  readonly caseId: string;
  readonly #verdicts: Verdict[] = [];
  readonly #directory: Directory;
  readonly #cna: string | undefined;
  readonly #past = new Past();
  readonly #register = new Register();
  readonly #rings: CaseRings;

  /** Begin before the case is opened: only its `case` counts then. */
  constructor(
    caseId: string,
    { directory, cna }: { readonly directory: Directory; readonly cna?: string | undefined },
  ) {
    this.caseId = caseId;
    this.#directory = directory;
    this.#cna = cna;
    this.#rings = new CaseRings(directory, this.#past);
  }

  /** Of all leaves folded, in their order, void ones included. */
  get verdicts(): readonly Verdict[] {
    return this.#verdicts;
  }

  /** Roll, invitations, grants and recusals after all leaves folded; undefined before the case is opened. */
  get facts(): Facts | undefined {
    return this.#past.now;
  }

  /** The same of a case that is open; an Error before. */
  get opened(): Facts {
    const { now } = this.#past;
    if (now === undefined) throw new Error("the case is not open");
    return now;
  }

  /** The rings that have an epoch, by id. */
  get rings(): ReadonlyMap<string, Ring> {
    return this.#rings.byId;
  }

  /** RI-9: the letters, by hash, whose authors saw another chain than this one, with what is missing. */
  get gaps(): ReadonlyMap<string, string> {
    return this.#register.gaps;
  }

  /** The manifests that count, by hash. */
  get letters(): ReadonlyMap<string, Manifest> {
    return this.#register.letters;
  }

  /**
   * Return if `statement` would count as leaf `index` of the case log, at an anchor of `size` leaves.
   *
   * Throws NotAllowedError or MalformedError where it would be void, BadSignatureError for a bad copy.
   */
  judge(statement: Statement, leaf: Leaf): void {
    const { body } = statement;
    if (caseIn(body) !== this.caseId) {
      throw new NotAllowedError("CA-11", "the statement belongs to another case");
    }
    this.#directory.checkPoint(body.log, { limit: leaf.size });
    this.#register.check(statement);
    if (body.type === "case") {
      if (this.#past.now !== undefined) throw new NotAllowedError("CA-1", "the case is open already");
      consent.judgeCase(this.#directory.at(leaf.size), narrow(statement, "case"));
      return;
    }
    RULES.get(body.type)?.judge(this.#hearing(statement, leaf));
  }

  /** Fold the next statement on the case; BadSignatureError for a bad copy: not folded (ST-15). */
  add(entry: Entry, { size }: { readonly size: number }): Verdict {
    const leaf = { size, index: entry.index, when: entry.loggedAt };
    const fault = faultOf(() => this.judge(entry.statement, leaf));
    if (fault === undefined) this.#keep(entry, leaf);
    this.#register.useId(entry.statement.body);
    const verdict = new Verdict(entry, fault);
    this.#verdicts.push(verdict);
    return verdict;
  }

  /** CA-2: the tenants that count, the owner first, each with its rings out of joint and record. */
  participants(): ReadonlyMap<string, ReadonlySet<string>> {
    return participants(this.opened);
  }

  /** The invitation in force for a tenant and what became of it. */
  invited(tenant: string): Invited | undefined {
    return this.opened.invited.get(tenant);
  }

  /** CA-7: the granted people of all participants, as keys of `readerKey`. */
  readers({ size }: Pick<Moment, "size"> = {}): ReadonlySet<string> {
    const view = this.#view(size);
    const tenants = [...this.participants().keys()];
    const found = tenants.flatMap((tenant) => grantedPeople(this.opened, view, tenant));
    return new Set(found.map(([reader]) => readerKey(reader)));
  }

  /** RI-1 and SH-2: the computed holders of a ring, founded or not, by fingerprint. */
  holders(ref: RingRef, { when, size }: Moment): ReadonlyMap<string, Holder> {
    return this.#rings.holders(this.opened, this.#view(size), ref, when);
  }

  /** RI-6: why the ring must rotate, or undefined. */
  rotationDue(ring: Ring, moment: Moment): Rotation | undefined {
    return rotationDue(ring, this.holders(ring.ref, moment), moment.when);
  }

  /** The shares that computed holders should have and have not. */
  pendingShares(ring: Ring, moment: Moment): readonly Due[] {
    return pendingShares(ring, this.holders(ring.ref, moment));
  }

  /** EV-4: refuse to seal while a rotation is pending; NotAllowedError (RI-6). */
  checkMaySeal(ring: Ring, moment: Moment): void {
    checkMaySeal(ring, this.holders(ring.ref, moment), moment.when);
  }

  /** CN-3: the owner's arming and the CNA's equal one, if both are in force. */
  armed(): readonly [Arming, Arming] | undefined {
    return decisions.armed(this.#register, this.opened.owner, this.#cna);
  }

  #view(size: number | undefined): View {
    return this.#directory.at(size ?? this.#directory.size);
  }

  #keep(entry: Entry, leaf: Leaf): void {
    const { statement } = entry;
    if (statement.body.type === "case") {
      const person = consent.judgeCase(this.#directory.at(leaf.size), narrow(statement, "case"));
      this.#past.add(entry.index, Facts.open(statement.body, person, entry.index));
    } else {
      RULES.get(statement.body.type)?.note(this.#hearing(statement, leaf), entry);
    }
    this.#register.note(statement);
  }

  #hearing(statement: Statement, { size, index, when }: Leaf): Hearing {
    const facts = this.#past.now;
    if (facts === undefined) throw new NotAllowedError("CA-11", "no case of that id was opened");
    const folded = { facts, past: this.#past, register: this.#register, rings: this.#rings };
    return new Hearing({ ...folded, statement, view: this.#directory.at(size), index, when, cna: this.#cna });
  }
}

/** The id of the case that a statement is on; undefined for what is of the intake, and for notices. */
export function caseIn(body: Body): string | undefined {
  if (body.type === "epoch" || body.type === "share") return body.ring.case;
  return "case" in body ? body.case : undefined;
}
