/**
 * Copying the logs and believing nothing: what reaches the store was checked against signed checkpoints.
 *
 * To copy a log: (1) open its newest checkpoint with the pinned key, (2) go forward from the highest one known,
 * never back or aside (LO-2), (3) fetch every checkpoint between, (4) fetch what stands below, contents of the
 * directory and blinded leaves of the case log, (5) recompute the root at each of those checkpoints (LO-3), (6)
 * keep all of it. A leaf's time is that of the first checkpoint over it (ST-11). Entries of a case, which only
 * its readers are given, are compared with their leaves (LO-8, LO-9).
 */

import { equal, bytesOf, utf8 } from "../crypto/bytes.ts";
import { CheckpointWatch } from "../crypto/checkpoint_watch.ts";
import type { Verdict } from "../crypto/checkpoint_watch.ts";
import * as dsse from "../crypto/dsse.ts";
import { CryptoError } from "../crypto/errors.ts";
import { instantOf } from "../crypto/instant.ts";
import { VerifierKey } from "../crypto/notes.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import { openCheckpoint } from "../crypto/tlog.ts";
import type { Checkpoint } from "../crypto/tlog.ts";
import { hubLies } from "./errors.ts";
import type { Membership } from "./home.ts";
import type { Kept, Store } from "./store.ts";
import { ANCHOR, CASES, checkGoesForward, checkRoots, DIRECTORY, FRESH, Timeline, timeOf } from "./timeline.ts";
import type { LogName } from "./timeline.ts";
import type { Transport } from "./transport.ts";

export { ANCHOR, CASES, DIRECTORY, FRESH, INVITED, Timeline, timeOf } from "./timeline.ts";
export type { LogName } from "./timeline.ts";

const LIES: Readonly<Partial<Record<Verdict, string>>> = {
  rollback: "the hub showed an older log than before",
  fork: "the hub showed two logs that contradict each other; both notes are kept as the proof",
  "bad-proof": "the hub could not prove that its log only grew",
};

/** A statement as the hub shows it. */
export interface ShownEntry {
  readonly index: number;
  readonly wire: unknown;
}

interface ShownNote {
  readonly size: number;
  readonly note?: string;
  readonly fresh?: string;
}

/** The hub's half of `Transport` that copying needs. */
export type Shown = Pick<Transport, "get">;

interface News {
  readonly notes: readonly { readonly size: number; readonly note: Uint8Array }[];
  readonly timeline: Timeline;
  readonly fresh: readonly Checkpoint[];
}

/** A member's copy of both logs of one hub. `clock` is this machine's, in ms: it names evidence alone. */
export class Mirror {
  readonly store: Store;
  readonly #hub: Shown;
  readonly #member: Membership;
  readonly #clock: () => number;

  constructor(store: Store, hub: Shown, member: Membership, clock: () => number = Date.now) {
    this.store = store;
    this.#hub = hub;
    this.#member = member;
    this.#clock = clock;
  }

  /** Bring the directory up to date; `Failure` (hub-lies) if what is shown cannot be true. */
  async copyDirectory(): Promise<void> {
    const kept = (await this.store.entries(DIRECTORY)).map((each) => leafOf(each.wire));
    const { notes, timeline, fresh } = await this.#checkpoints(DIRECTORY, kept.length);
    const shown = await this.#pages<ShownEntry>("directory/entries", "entries", kept.length, timeline.size);
    const wires = shown.map((each) => wireOf(each.wire));
    checkRoots([...kept, ...wires.map(leafOf)], fresh);
    const entries = wires.map((wire, after): Kept => {
      const place = kept.length + after;
      return { log: DIRECTORY, place, scope: DIRECTORY, wire, loggedAt: timeline.loggedAt(place) };
    });
    await this.store.keep(DIRECTORY, { notes, entries });
  }

  /** Bring the case log's leaves, its anchors and the entries of these cases up to date. */
  async copyCases(caseIds: Iterable<string>): Promise<void> {
    const kept = await this.store.leaves();
    const { notes, timeline, fresh } = await this.#checkpoints(CASES, kept.length);
    const shown = await this.#pages<string>("logs/cases/leaves", "leaves", kept.length, timeline.size);
    const found = shown.map(hashOf);
    const leaves = [...kept, ...found];
    checkRoots(leaves, fresh);
    const added = found.map((hash, after) => ({ place: kept.length + after, hash }));
    await this.store.keep(CASES, { notes, leaves: added });
    await this.#copyEntries("logs/cases/anchors", "anchors", ANCHOR, leaves, timeline);
    for (const caseId of caseIds) {
      await this.#copyEntries(`cases/${caseId}/entries`, "entries", caseId, leaves, timeline);
    }
  }

  /** Keep entries of a case that came by another way, such as an invitation's. */
  async keepEntries(scope: string, shown: readonly ShownEntry[]): Promise<void> {
    await this.#keepEntries(shown, scope, await this.store.leaves(), await this.timeline(CASES));
  }

  /** The checkpoints kept of a log. */
  async timeline(log: LogName): Promise<Timeline> {
    return new Timeline((await this.store.notes(log)).map((note) => this.openNote(log, note)));
  }

  /** A checkpoint by the pinned key; `Failure` (LO-1) by another. */
  openNote(log: LogName, note: Uint8Array): Checkpoint {
    try {
      return openCheckpoint(note, this.#origin(log), this.#key);
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
      throw hubLies(`the checkpoint is not by the log key of the join code: ${error.message}`, "LO-1");
    }
  }

  /** Steps 1 to 3: the new notes, all times, and the new checkpoints. */
  async #checkpoints(log: LogName, size: number): Promise<News> {
    const newest = await this.#hub.get<ShownNote>(`logs/${log}/checkpoint`);
    if (!newest.note) {
      if (size > 0) throw hubLies(LIES.rollback as string, "LO-2");
      return { notes: [], timeline: await this.timeline(log), fresh: [] };
    }
    const note = utf8(newest.note);
    await this.#goForward(log, size, note);
    if (newest.fresh) await this.#stayFresh(log, note, utf8(newest.fresh));
    const notes = await this.#notesAfter(log, size, this.openNote(log, note).size);
    const fresh = notes.map((each) => this.openNote(log, each.note));
    const timeline = new Timeline([...(await this.timeline(log)).checkpoints, ...fresh]);
    checkGoesForward(timeline);
    return { notes, timeline, fresh };
  }

  /** Every checkpoint above `size`, page after page, up to that of `newest` leaves. */
  async #notesAfter(log: LogName, size: number, newest: number): Promise<News["notes"]> {
    const found: { size: number; note: Uint8Array }[] = [];
    for (let after = size; after < newest; after = found.at(-1)?.size ?? newest) {
      const page = await this.#hub.get<{ checkpoints: ShownNote[] }>(`logs/${log}/checkpoints`, { after });
      if (page.checkpoints.length === 0) break;
      found.push(...page.checkpoints.map((each) => ({ size: each.size, note: utf8(each.note ?? "") })));
      if ((found.at(-1)?.size ?? 0) <= after) throw hubLies("the hub's checkpoints do not go forward", "LO-2");
    }
    return found;
  }

  /** LO-4: a quiet log's newest checkpoint, signed again, says how old the copy is. */
  async #stayFresh(log: LogName, note: Uint8Array, again: Uint8Array): Promise<void> {
    const [newest, fresh] = [this.openNote(log, note), this.openNote(log, again)];
    if (fresh.size !== newest.size) return;
    if (!equal(fresh.root, newest.root)) {
      await this.#keepEvidence(log, again);
      throw hubLies(LIES.fork as string, "LO-2");
    }
    const known = await this.store.fact(`${FRESH} ${log}`);
    const said = timeOf(fresh);
    if (known === undefined || known < said) await this.store.remember(`${FRESH} ${log}`, said);
  }

  /** LO-2: never back and never aside; a note that contradicts is kept as evidence. */
  async #goForward(log: LogName, size: number, note: Uint8Array): Promise<void> {
    const highest = (await this.store.notes(log)).at(-1);
    const watch = new CheckpointWatch(this.#origin(log), this.#key, highest);
    const offered = this.openNote(log, note).size;
    let proof: readonly Uint8Array[] = [];
    if (highest !== undefined && offered > size) {
      const path = `logs/${log}/consistency`;
      const shown = await this.#hub.get<{ hashes: readonly string[] }>(path, { old: size, new: offered });
      proof = shown.hashes.map((each) => strictBase64.decode(each, "LG-3"));
    }
    const lie = LIES[watch.judge(note, proof).verdict];
    if (lie === undefined) return;
    await this.#keepEvidence(log, note);
    throw hubLies(lie, "LO-2");
  }

  async #keepEvidence(log: LogName, note: Uint8Array): Promise<void> {
    await this.store.remember(`evidence ${log} ${instantOf(this.#clock())}`, new TextDecoder().decode(note));
  }

  /** All there is of a scope, page after page, until one brings nothing that is covered. */
  async #copyEntries(
    path: string,
    field: string,
    scope: string,
    leaves: readonly Uint8Array[],
    timeline: Timeline,
  ): Promise<void> {
    for (;;) {
      const from = await this.store.nextPlace(CASES, scope);
      const page = await this.#hub.get<Record<string, readonly ShownEntry[]>>(path, { from });
      if ((await this.#keepEntries(page[field] ?? [], scope, leaves, timeline)) === 0) return;
      if ((await this.store.nextPlace(CASES, scope)) <= from) return;
    }
  }

  async #keepEntries(
    shown: readonly ShownEntry[],
    scope: string,
    leaves: readonly Uint8Array[],
    timeline: Timeline,
  ): Promise<number> {
    const entries: Kept[] = [];
    for (const each of shown) {
      const [place, wire] = [each.index, wireOf(each.wire)];
      const leaf = leaves[place];
      if (leaf === undefined || place >= timeline.size) break; // since the checkpoint: there at the next copy
      if (!equal(leaf, leafOf(wire))) {
        throw hubLies(`the hub showed a statement that is not leaf ${place} of its log`, "LO-8");
      }
      entries.push({ log: CASES, place, scope, wire, loggedAt: timeline.loggedAt(place) });
    }
    await this.store.keep(CASES, { entries });
    return entries.length;
  }

  async #pages<T>(path: string, field: string, start: number, end: number): Promise<readonly T[]> {
    const found: T[] = [];
    while (start + found.length < end) {
      const place = start + found.length;
      const page = (await this.#hub.get<Record<string, readonly T[]>>(path, { from: place }))[field] ?? [];
      if (page.length === 0) {
        throw hubLies(`the hub withholds what stands at place ${place} of its log`, "LO-3");
      }
      found.push(...page.slice(0, end - place));
    }
    return found;
  }

  #origin(log: LogName): string {
    return `${this.#member.hub}/${log}`;
  }

  get #key(): VerifierKey {
    return VerifierKey.parse(this.#member.log_key);
  }
}

/** The statement as bytes; its leaf covers type and payload, so writing it anew changes nothing. */
function wireOf(shown: unknown): Uint8Array {
  return dsse.write(dsse.parse(utf8(JSON.stringify(shown))));
}

/** The leaf of a statement that is kept (DS-8). */
export function leafOf(wire: Uint8Array): Uint8Array {
  return dsse.leafHash(dsse.parse(wire));
}

function hashOf(shown: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(shown)) throw hubLies("the hub showed a leaf that is no hash", "LO-3");
  return bytesOf(shown);
}
