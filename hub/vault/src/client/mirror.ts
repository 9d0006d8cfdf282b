/**
 * Copying the logs and believing nothing: what reaches the store was checked against signed checkpoints.
 *
 * To copy a log: (1) open its newest checkpoint with the pinned key, (2) go forward from the highest one
 * known, never back or aside (LO-2), (3) fetch every checkpoint between, (4) fetch what stands below,
 * contents of the directory and blinded leaves of the case log, (5) recompute the root at each of those
 * checkpoints (LO-3), (6) keep all of it. A leaf's time is that of the first checkpoint over it (ST-11).
 * Entries of a case, which only its readers are given, are compared with their leaves (LO-8, LO-9).
 *
 * Two tabs may copy into one store at once. So a copy is judged by the checkpoints that were kept when it began,
 * whatever is kept meanwhile: what the other tab was shown later is no rollback for this one. Checkpoints and
 * what they cover are kept together, and what covers is read before what is covered.
 */

import { bytesOf, equal, utf8 } from "../crypto/bytes.ts";
import * as dsse from "../crypto/dsse.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { Shown } from "./checkpoints.ts";
import { hubLies } from "./errors.ts";
import type { Membership } from "./home.ts";
import { PAGE } from "./transport.ts";
import type { Kept, Store } from "./store.ts";
import { ANCHOR, CASES, DIRECTORY, checkRoots } from "./timeline.ts";
import type { LogName, Timeline } from "./timeline.ts";

export type { Shown } from "./checkpoints.ts";
export { ANCHOR, CASES, DIRECTORY, FRESH, INVITED, Timeline, timeOf } from "./timeline.ts";
export type { LogName } from "./timeline.ts";

/** Requests to one host at a time, as browsers send them over HTTP/1.1. */
const AT_ONCE = 6;

/** A statement as the hub shows it. */
export interface ShownEntry {
  readonly index: number;
  readonly wire: unknown;
}

/** The leaves of the case log as they are kept now, and their times. */
export interface Copied {
  readonly leaves: readonly Uint8Array[];
  readonly timeline: Timeline;
}

/** A list of the API that holds entries: where it is, the field that it stands in, and the scope of its entries. */
type List = readonly [path: string, field: string, scope: string];

/** A member's copy of both logs of one hub. `clock` is this machine's, in ms: it names evidence alone. */
export class Mirror {
  readonly store: Store;
  readonly #hub: Shown;
  readonly #checkpoints: Checkpoints;

  constructor(store: Store, hub: Shown, member: Membership, clock: () => number = Date.now) {
    this.store = store;
    this.#hub = hub;
    this.#checkpoints = new Checkpoints(store, hub, member, clock);
  }

  /** Bring the directory up to date; `Failure` (hub-lies) if what is shown cannot be true. */
  async copyDirectory(): Promise<void> {
    const { size, notes, timeline, fresh } = await this.#checkpoints.news(DIRECTORY);
    if (notes.length === 0) return;
    const shown = await this.#pages<ShownEntry>("directory/entries", "entries", size, timeline.size);
    const wires = shown.map((each) => wireOf(each.wire));
    const kept = (await this.store.entries(DIRECTORY)).slice(0, size).map((each) => each.wire);
    checkRoots([...kept, ...wires].map(leafOf), fresh);
    const entries = wires.map((wire, after): Kept => {
      const place = size + after;
      return { log: DIRECTORY, place, scope: DIRECTORY, wire, loggedAt: timeline.loggedAt(place) };
    });
    await this.store.keep(DIRECTORY, { notes, entries });
  }

  /** Bring the case log's leaves, its anchors and the entries of these cases up to date. */
  async copyCases(caseIds: Iterable<string>): Promise<void> {
    await this.copyEntries(await this.copyLeaves(), caseIds);
  }

  /** Bring the case log's leaves up to date: they tell nothing but that there is a statement. */
  async copyLeaves(): Promise<Copied> {
    const { size, notes, timeline, fresh } = await this.#checkpoints.news(CASES);
    const shown = await this.#pages<string>("logs/cases/leaves", "leaves", size, timeline.size);
    const found = shown.map(hashOf);
    const leaves = [...(await this.store.leaves()).slice(0, size), ...found];
    if (fresh.length > 0) checkRoots(leaves, fresh);
    const added = found.map((hash, after) => ({ place: size + after, hash }));
    if (added.length > 0) await this.store.keep(CASES, { notes, leaves: added });
    return { leaves, timeline };
  }

  /** Bring the anchors and the entries of these cases up to what was copied of their log. */
  async copyEntries(copied: Copied, caseIds: Iterable<string>): Promise<void> {
    const ofCases = [...caseIds].map((id): List => [`cases/${id}/entries`, "entries", id]);
    const lists: readonly List[] = [["logs/cases/anchors", "anchors", ANCHOR], ...ofCases];
    for (let start = 0; start < lists.length; start += AT_ONCE) {
      const some = lists.slice(start, start + AT_ONCE);
      await Promise.all(some.map((list) => this.#copyList(list, copied)));
    }
  }

  /** Keep entries of a case that came by another way, such as an invitation's. */
  async keepEntries(scope: string, shown: readonly ShownEntry[]): Promise<void> {
    const copied = { timeline: await this.timeline(CASES), leaves: await this.store.leaves() };
    await this.#keepEntries(shown, scope, copied);
  }

  /** The checkpoints kept of a log. */
  timeline(log: LogName): Promise<Timeline> {
    return this.#checkpoints.timeline(log);
  }

  /** All there is of a scope, page after page, until one is not full or brings nothing that is covered. */
  async #copyList([path, field, scope]: List, copied: Copied): Promise<void> {
    for (;;) {
      const from = await this.store.nextPlace(CASES, scope);
      const page = (await this.#hub.get<Record<string, readonly ShownEntry[]>>(path, { from }))[field] ?? [];
      const kept = await this.#keepEntries(page, scope, copied);
      if (kept === 0 || page.length < PAGE || (await this.store.nextPlace(CASES, scope)) <= from) return;
    }
  }

  async #keepEntries(
    shown: readonly ShownEntry[],
    scope: string,
    { leaves, timeline }: Copied,
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
    if (entries.length > 0) await this.store.keep(CASES, { entries });
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
