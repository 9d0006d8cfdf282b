/** The directory log, folded leaf by leaf: judge, then apply (FORMATS.md 3 and 4). */

import { bytesOf, hexOf } from "../bytes.ts";
import { MalformedError, NotAllowedError } from "../errors.ts";
import type { BodyNamed, LogPoint, TypeName } from "../kinds/index.ts";
import { MemoryStorage, Tree } from "../merkle.ts";
import type { Entry, Statement } from "../statement.ts";
import { narrow } from "../statement.ts";
import { Verdict, faultOf } from "../verdict.ts";
import * as boundaries from "./boundaries.ts";
import { Facts } from "./facts.ts";
import * as joining from "./joining.ts";
import * as notices from "./notices.ts";
import * as rosters from "./rosters.ts";
import { View } from "./view.ts";

interface Rule {
  readonly judge: (view: View, statement: Statement, when: string) => void;
  readonly apply: (facts: Facts, index: number, statement: Statement) => void;
}

/** When a statement of `type` counts, and what it then changes. */
function rule<N extends TypeName>(
  type: N,
  allows: (view: View, statement: Statement<BodyNamed<N>>, when: string) => void,
  changes: (facts: Facts, index: number, statement: Statement<BodyNamed<N>>) => void,
): readonly [string, Rule] {
  return [
    type,
    {
      judge: (view, statement, when) => allows(view, narrow(statement, type), when),
      apply: (facts, index, statement) => changes(facts, index, narrow(statement, type)),
    },
  ];
}

const RULES: ReadonlyMap<string, Rule> = new Map([
  rule("roster", rosters.judge, rosters.apply),
  rule("member-invitation", joining.judgeInvitation, joining.applyInvitation),
  rule("device", joining.judgeDevice, joining.applyDevice),
  rule("duty", boundaries.judgeDuty, boundaries.applyDuty),
  rule("boundary", boundaries.judgeBoundary, boundaries.applyBoundary),
  rule("group", boundaries.judgeGroup, boundaries.applyGroup),
  rule("group-join", boundaries.judgeJoin, boundaries.applyJoin),
  rule("admission", notices.judgeAdmission, notices.applyAdmission),
  rule("rebase", notices.judgeRebase, notices.applyRebase),
]);

/**
 * The people, teams and edges of one directory log, at every size it ever had.
 *
 * The statements of intake rings (`epoch`, `share`) have their leaf here and are counted; what they say is
 * judged by `crypto/ring`.
 */
export class Directory {
  readonly #hub: string;
  readonly #facts = new Facts();
  readonly #tree = new Tree(new MemoryStorage());

  /** Begin with an empty log of the hub of that name (ST-7). */
  constructor({ hub }: { readonly hub: string }) {
    this.#hub = hub;
  }

  /** How many leaves were folded, void ones and those of rings included. */
  get size(): number {
    return this.#tree.size;
  }

  /** The directory after all leaves folded so far. */
  get now(): View {
    return new View(this.#facts, this.size);
  }

  /** The directory just before leaf `size`; RangeError if the log is shorter. */
  at(size: number): View {
    if (!(size >= 0 && size <= this.size)) {
      throw new RangeError(`the directory has ${this.size} leaves, not ${size}`);
    }
    return new View(this.#facts, size);
  }

  /** The tree's root (hex) over the first `size` leaves, or all; MalformedError (LG-2). */
  root(size?: number): string {
    return hexOf(this.#tree.root(size));
  }

  /** Return if `point` is this directory at a size of at most `limit`; else NotAllowedError (ST-10). */
  checkPoint(point: LogPoint, { limit }: { readonly limit: number }): void {
    if (point.size > Math.min(limit, this.size)) {
      throw new NotAllowedError("ST-10", `made with ${point.size} leaves of the directory, before its time`);
    }
    if (point.root !== this.root(point.size)) {
      throw new NotAllowedError("ST-10", "made with another directory than this one: the trace of a fork");
    }
  }

  /**
   * Return if `statement` would count as the next leaf, logged at `when`.
   *
   * Throws MalformedError or NotAllowedError where it would be void for ever, and BadSignatureError where
   * this copy of it lacks, or has too many, signatures (ST-15). For a ring's statement only what holds for
   * all statements is checked.
   */
  judge(statement: Statement, { when }: { readonly when: string }): void {
    const body = statement.body;
    if (body.hub !== this.#hub) throw new MalformedError("ST-7", `meant for the hub ${body.hub}`);
    const found = RULES.get(body.type);
    const ofIntake = (body.type === "epoch" || body.type === "share") && body.ring.kind === "intake";
    if (found === undefined && !ofIntake) {
      throw new MalformedError("ST-1", `a ${body.type} has no place in the directory log`);
    }
    if (this.#facts.ids.has(body.id)) {
      throw new NotAllowedError("ST-9", "another statement of the log has this id");
    }
    this.checkPoint(body.log, { limit: this.size });
    found?.judge(this.now, statement, when);
  }

  /**
   * Fold the next entry: judge it at its own leaf, and keep what it says if it counts.
   *
   * Throws RangeError unless `entry.index` is `size`, and BadSignatureError for a bad copy (ST-15): nothing
   * is folded then, and the log is not read on until a whole copy is found.
   */
  add(entry: Entry): Verdict {
    const { index, statement } = entry;
    if (index !== this.size) throw new RangeError(`leaf ${index} where leaf ${this.size} belongs`);
    const fault = faultOf(() => this.judge(statement, { when: entry.loggedAt }));
    if (fault === undefined) RULES.get(statement.body.type)?.apply(this.#facts, index, statement);
    if (!this.#facts.ids.has(statement.body.id)) this.#facts.ids.set(statement.body.id, index);
    this.#tree.append(bytesOf(statement.hash));
    return new Verdict(entry, fault);
  }
}
