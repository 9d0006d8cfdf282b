/**
 * Both logs, folded by whoever holds them: a client what it fetched, the hub what it stored (FORMATS.md 3).
 *
 * The directory log is folded whole (LO-3). Of the case log a client sees all anchors and the statements of
 * its own cases, with gaps between the indexes; nothing of a case is judged by what stands in another (LO-9),
 * so every reader comes to the same verdicts.
 */

import { Circle, caseIn } from "./circle/index.ts";
import { Directory } from "./directory/index.ts";
import { MalformedError, NotAllowedError } from "./errors.ts";
import type { Anchor, Manifest } from "./kinds/index.ts";
import { IntakeRings } from "./ring/intake.ts";
import type { Due, Holder, Ring, Rotation } from "./ring/index.ts";
import { pendingShares, rotationDue } from "./ring/index.ts";
import type { Entry, Statement } from "./statement.ts";
import { narrow } from "./statement.ts";
import { Verdict, faultOf } from "./verdict.ts";

interface Leaf {
  readonly when: string;
  readonly index: number;
}

/** Everything that follows from two logs. `cna` is the genesis of the CNA that the reader pinned. */
export class Replay {
  readonly directory: Directory;
  readonly #circles = new Map<string, Circle>();
  readonly #intake: IntakeRings;
  readonly #cna: string | undefined;
  readonly #anchorIds = new Set<string>();
  readonly #gaps = new Map<string, string>();
  #anchored = 0;
  #caseSize = 0;

  /** Begin with empty logs of the hub of that name. */
  constructor({ hub, cna }: { readonly hub: string; readonly cna?: string | undefined }) {
    this.directory = new Directory({ hub });
    this.#intake = new IntakeRings(this.directory);
    this.#cna = cna;
  }

  /** The open cases, by id. */
  get circles(): ReadonlyMap<string, Circle> {
    return this.#circles;
  }

  /** The size of the directory that the next case leaf is judged with (LO-5). */
  get anchored(): number {
    return this.#anchored;
  }

  /** The index behind the last leaf of the case log that was folded. */
  get caseSize(): number {
    return this.#caseSize;
  }

  /** The intake rings by the genesis of their tenant. */
  get intake(): ReadonlyMap<string, Ring> {
    return this.#intake.rings();
  }

  /** RI-9: letters at intake, by hash, with what their authors saw and this reader did not. */
  get gaps(): ReadonlyMap<string, string> {
    return this.#gaps;
  }

  /** RI-1 and SH-2: who holds an intake ring by a directory of `size` leaves (the newest). */
  intakeHolders(
    ring: Ring,
    { size }: { readonly size?: number | undefined } = {},
  ): ReadonlyMap<string, Holder> {
    return this.#intake.holders(ring, this.directory.at(size ?? this.directory.size));
  }

  /** RI-6: why an intake ring should rotate at log time `when`, or undefined. */
  intakeRotation(ring: Ring, { when }: { readonly when: string }): Rotation | undefined {
    return rotationDue(ring, this.intakeHolders(ring), when);
  }

  /** The shares that those on duty should have and have not. */
  pendingIntakeShares(ring: Ring): readonly Due[] {
    return pendingShares(ring, this.intakeHolders(ring));
  }

  /**
   * Return if the statement would count as the next leaf of the directory log, logged at `when`.
   *
   * Throws NotAllowedError or MalformedError with the rule, BadSignatureError for a bad copy.
   */
  judgeDirectory(statement: Statement, { when }: { readonly when: string }): void {
    this.directory.judge(statement, { when });
    if (isOfRing(statement)) this.#intake.judge(statement, { index: this.directory.size });
  }

  /** Fold the next leaf of the directory log; RangeError out of order, BadSignatureError (ST-15). */
  addDirectory(entry: Entry): Verdict {
    const { statement, index } = entry;
    const ofRing = isOfRing(statement);
    const fault = ofRing ? faultOf(() => this.#intake.judge(statement, { index })) : undefined;
    const verdict = this.directory.add(entry);
    if (verdict.counts && ofRing && fault === undefined) this.#intake.add(entry);
    return fault === undefined || !verdict.counts ? verdict : new Verdict(entry, fault);
  }

  /**
   * Return if the statement would count as leaf `index` (the next) of the case log, logged at `when`.
   *
   * Errors as `judgeDirectory`. Stricter than folding in one point: a letter whose author saw another chain
   * than this one is refused here (RI-9), and only noted there.
   */
  judgeCase(
    statement: Statement,
    { when, index = this.#caseSize }: { readonly when: string; readonly index?: number | undefined },
  ): void {
    this.#judgeCase(statement, { when, index });
    const { body } = statement;
    const gap = body.type === "manifest" ? this.#ringOf(body)?.gap(body.ring) : undefined;
    if (gap !== undefined) throw new NotAllowedError("RI-9", gap);
  }

  /**
   * Fold a leaf of the case log; those between it and the last one are other cases'.
   *
   * Throws BadSignatureError for a bad copy, and RangeError if it is out of order or an anchor is for more of
   * the directory than was folded.
   */
  addCase(entry: Entry): Verdict {
    if (entry.index < this.#caseSize) {
      throw new RangeError(`leaf ${entry.index} after leaf ${this.#caseSize - 1}`);
    }
    const caseId = caseIn(entry.statement.body);
    const verdict = caseId === undefined ? this.#foldApart(entry) : this.#foldCase(caseId, entry);
    this.#caseSize = entry.index + 1;
    return verdict;
  }

  #judgeCase(statement: Statement, { when, index }: Leaf): void {
    const { body } = statement;
    const caseId = caseIn(body);
    const size = this.#anchored;
    if (body.type === "anchor") this.#judgeAnchor(body);
    else if (caseId !== undefined) this.#circle(caseId).judge(statement, { size, index, when });
    else if (body.type === "manifest") {
      this.#intake.judgeLetter(narrow(statement, "manifest"), { size, when });
    } else throw new MalformedError("ST-1", `a ${body.type} has no place there in the case log`);
  }

  /** LO-5: the directory never shrinks and is the one that everybody folds; NotAllowedError. */
  #judgeAnchor({ id, log, directory: { size, root } }: Anchor): void {
    const folded = this.directory.size;
    if (size > folded) {
      throw new RangeError(`an anchor for ${size} leaves of the directory, of which ${folded} were folded`);
    }
    if (this.#anchorIds.has(id)) throw new NotAllowedError("ST-9", "the id was used by another anchor");
    if (size < this.#anchored) {
      throw new NotAllowedError("LO-5", "an anchor for less of the directory than the one before");
    }
    if (root !== this.directory.root(size)) {
      const message = "the anchor's root is not that of the directory: the trace of a fork";
      throw new NotAllowedError("LO-5", message);
    }
    this.directory.checkPoint(log, { limit: size });
  }

  #foldApart(entry: Entry): Verdict {
    const { statement, index, loggedAt } = entry;
    const { body } = statement;
    const fault = faultOf(() => this.#judgeCase(statement, { when: loggedAt, index }));
    if (body.type === "anchor") {
      this.#anchorIds.add(body.id);
      if (fault === undefined) this.#anchored = body.directory.size;
    } else if (body.type === "manifest") {
      this.#foldLetter(narrow(statement, "manifest"), { counts: fault === undefined });
    }
    return new Verdict(entry, fault);
  }

  #foldCase(caseId: string, entry: Entry): Verdict {
    const circle = this.#circle(caseId);
    const verdict = circle.add(entry, { size: this.#anchored });
    if (verdict.counts) this.#circles.set(caseId, circle);
    return verdict;
  }

  #foldLetter(statement: Statement<Manifest>, { counts }: { readonly counts: boolean }): void {
    const gap = counts ? this.#intake.addLetter(statement) : undefined;
    if (gap !== undefined) this.#gaps.set(statement.hash, gap);
    this.#intake.useId(statement.body);
  }

  #circle(caseId: string): Circle {
    const fresh = () => new Circle(caseId, { directory: this.directory, cna: this.#cna });
    return this.#circles.get(caseId) ?? fresh();
  }

  #ringOf(body: Manifest): Ring | undefined {
    if (body.case === undefined) return this.#intake.ring(body.ring.id);
    return this.#circle(body.case).rings.get(body.ring.id);
  }
}

function isOfRing({ body }: Statement): boolean {
  return body.type === "epoch" || body.type === "share";
}
