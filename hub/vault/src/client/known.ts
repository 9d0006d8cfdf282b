/** What a member knows: both logs folded from their own cache, with the code that the hub judges by too. */

import { hexOf, utf8 } from "../crypto/bytes.ts";
import type { Circle } from "../crypto/circle/index.ts";
import type { View } from "../crypto/directory/index.ts";
import * as dsse from "../crypto/dsse.ts";
import { BadSignatureError } from "../crypto/errors.ts";
import type { LogPoint } from "../crypto/kinds/body.ts";
import type { At } from "../crypto/kinds/sharing.ts";
import { EMPTY_ROOT } from "../crypto/merkle.ts";
import { parse as parseNote } from "../crypto/notes.ts";
import { Replay } from "../crypto/replay.ts";
import type { Entry, Statement } from "../crypto/statement.ts";
import { check } from "../crypto/statement.ts";
import { Checkpoint } from "../crypto/tlog.ts";
import type { Verdict } from "../crypto/verdict.ts";
import { hubLies } from "./errors.ts";
import type { Membership } from "./home.ts";
import { CASES, DIRECTORY, FRESH, INVITED, timeOf } from "./mirror.ts";
import type { Kept, Store } from "./store.ts";
import { Failure } from "./views.ts";
import type { Instant } from "./views.ts";

/** The fold, and the checkpoints it stands on; `verdicts` are those of the directory. */
export class Known {
  readonly member: Membership;
  readonly replay: Replay;
  readonly directory: Checkpoint | undefined;
  readonly cases: Checkpoint | undefined;
  readonly verdicts: readonly Verdict[];
  readonly fresh: Instant | undefined;

  constructor(
    member: Membership,
    replay: Replay,
    verdicts: readonly Verdict[],
    newest: { directory?: Checkpoint; cases?: Checkpoint; fresh?: Instant } = {},
  ) {
    this.member = member;
    this.replay = replay;
    this.verdicts = verdicts;
    this.directory = newest.directory;
    this.cases = newest.cases;
    this.fresh = newest.fresh;
  }

  /** The directory as it stands. */
  get view(): View {
    return this.replay.directory.now;
  }

  /** The cases whose statements this member was given. */
  get circles(): ReadonlyMap<string, Circle> {
    return this.replay.circles;
  }

  /** What a statement says its author had verified (2.2). */
  get point(): LogPoint {
    if (this.directory === undefined) return { size: 0, root: hexOf(EMPTY_ROOT) };
    return { size: this.directory.size, root: hexOf(this.directory.root) };
  }

  /** Both sizes, as an epoch names them (RI-2). */
  get at(): At {
    return { directory: this.directory?.size ?? 0, cases: this.cases?.size ?? 0 };
  }

  /** The time of the newest directory checkpoint, as it was last signed (LO-4). */
  get directoryTime(): Instant | undefined {
    if (this.directory === undefined) return undefined;
    const signed = timeOf(this.directory);
    return this.fresh !== undefined && this.fresh > signed ? this.fresh : signed;
  }

  /** One case; `Failure` if nothing of it was shown. */
  circle(caseId: string): Circle {
    const found = this.circles.get(caseId);
    if (found === undefined) throw new Failure("not-found", "there is no such case");
    return found;
  }

  /** The slug a tenant is admitted under; the start of its genesis if it is not. */
  slug(genesis: string): string {
    return this.view.tenant(genesis)?.slug ?? genesis.slice(0, 12);
  }
}

/**
 * Folds the cache again and again, each statement once where the log allows it.
 *
 * What was folded stays: a verdict never changes (ST-15). Only a case whose older entries arrive later, such
 * as one this member was granted today, makes it begin anew; signatures that were checked are not checked
 * again.
 */
export class Folding {
  readonly #store: Store;
  readonly #member: Membership;
  readonly #checked = new Map<string, Entry>();
  /** Whether the last fold stopped before an anchor (LO-5) for more of the directory than was copied yet. */
  behind = false;
  #replay: Replay;
  #verdicts: Verdict[] = [];
  #folded = new Set<string>();

  constructor(store: Store, member: Membership) {
    this.#store = store;
    this.#member = member;
    this.#replay = this.#empty();
  }

  /**
   * Fold what is new, up to the checkpoints that are the newest now: another tab may keep more meanwhile.
   * `Failure` (hub-lies) for a signature that does not hold: no honest hub hands one out.
   */
  async fold(): Promise<Known> {
    const fresh = await this.#store.fact(`${FRESH} ${DIRECTORY}`);
    const newest = { ...(await this.#newest()), ...(fresh !== undefined && { fresh }) };
    const sizes = { directory: newest.directory?.size ?? 0, cases: newest.cases?.size ?? 0 };
    const directory = (await this.#store.entries(DIRECTORY)).slice(0, sizes.directory);
    const cases = (await this.#store.entries(CASES)).filter(
      (each) => each.place < sizes.cases && !each.scope.startsWith(INVITED),
    );
    try {
      this.#addAll(directory, cases);
    } catch (fault) {
      this.#begin(); // a half of it is worse than none
      if (!(fault instanceof BadSignatureError)) throw fault;
      throw hubLies(`a logged statement was shown with another signature: ${fault.message}`, fault.rule);
    }
    return new Known(this.#member, this.#replay, [...this.#verdicts], newest);
  }

  #addAll(directory: readonly Kept[], cases: readonly Kept[]): void {
    const late = cases.some((each) => !this.#folded.has(name(each)) && each.place < this.#replay.caseSize);
    if (late) this.#begin();
    for (const each of directory.slice(this.#replay.directory.size)) {
      this.#verdicts.push(this.#replay.addDirectory(this.#entry(each)));
    }
    this.behind = false;
    for (const each of cases) {
      if (this.#folded.has(name(each))) continue;
      const entry = this.#entry(each);
      const { body } = entry.statement;
      this.behind = body.type === "anchor" && body.directory.size > this.#replay.directory.size;
      if (this.behind) return;
      this.#replay.addCase(entry);
      this.#folded.add(name(each));
    }
  }

  #begin(): void {
    [this.#replay, this.#verdicts, this.#folded] = [this.#empty(), [], new Set()];
  }

  #empty(): Replay {
    return new Replay({ hub: this.#member.hub, cna: this.#member.cna ?? this.#member.tenant });
  }

  #entry(kept: Kept): Entry {
    const known = this.#checked.get(name(kept));
    if (known !== undefined) return known;
    const statement = check(dsse.parse(kept.wire), this.#member.hub);
    const entry = { index: kept.place, statement, loggedAt: kept.loggedAt };
    this.#checked.set(name(kept), entry);
    return entry;
  }

  async #newest(): Promise<{ directory?: Checkpoint; cases?: Checkpoint }> {
    const found: { directory?: Checkpoint; cases?: Checkpoint } = {};
    for (const log of [DIRECTORY, CASES] as const) {
      const note = (await this.#store.notes(log)).at(-1);
      if (note !== undefined) found[log] = Checkpoint.parse(parseNote(note).text);
    }
    return found;
  }
}

function name(kept: Kept): string {
  return `${kept.scope} ${kept.place}`;
}

/** A statement as the hub wrote it into JSON, checked (ST-1 to ST-8). */
export function checkedWire(shown: unknown, hub: string): Statement {
  return check(dsse.parse(utf8(JSON.stringify(shown))), hub);
}
