/**
 * The checkpoints of a hub's logs as one member sees them: by the pinned key, only forward, every lie kept.
 *
 * Each note is verified once for as long as the page lives, however many there are and however often asked for.
 */

import { equal, utf8 } from "../crypto/bytes.ts";
import { CheckpointWatch } from "../crypto/checkpoint_watch.ts";
import type { Verdict } from "../crypto/checkpoint_watch.ts";
import { CryptoError } from "../crypto/errors.ts";
import { instantOf } from "../crypto/instant.ts";
import { VerifierKey } from "../crypto/notes.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import { openCheckpoint } from "../crypto/tlog.ts";
import type { Checkpoint } from "../crypto/tlog.ts";
import { hubLies } from "./errors.ts";
import type { Membership } from "./home.ts";
import type { Store } from "./store.ts";
import { FRESH, Timeline, checkGoesForward, timeOf } from "./timeline.ts";
import type { LogName } from "./timeline.ts";
import type { Transport } from "./transport.ts";

const ROLLED_BACK = "the hub showed an older log than before";
const FORKED = "the hub showed two logs that contradict each other; both notes are kept as the proof";
const LIES: Readonly<Partial<Record<Verdict, string>>> = {
  rollback: ROLLED_BACK,
  fork: FORKED,
  "bad-proof": "the hub could not prove that its log only grew",
};

/** The hub's half of `Transport` that copying needs. */
export type Shown = Pick<Transport, "get">;

interface ShownNote {
  readonly size: number;
  readonly note?: string;
  readonly fresh?: string;
}

/** What is new above the `size` leaves kept: the notes, the checkpoints in them, and the times of all leaves. */
export interface News {
  readonly size: number;
  readonly notes: readonly { readonly size: number; readonly note: Uint8Array }[];
  readonly fresh: readonly Checkpoint[];
  readonly timeline: Timeline;
}

/** What is kept and what is shown of both logs' checkpoints; `clock` names evidence alone. */
export class Checkpoints {
  readonly #store: Store;
  readonly #hub: Shown;
  readonly #member: Membership;
  readonly #clock: () => number;
  readonly #opened = new Map<string, Checkpoint>();

  constructor(store: Store, hub: Shown, member: Membership, clock: () => number) {
    this.#store = store;
    this.#hub = hub;
    this.#member = member;
    this.#clock = clock;
  }

  /** Those kept of a log. */
  async timeline(log: LogName): Promise<Timeline> {
    return new Timeline((await this.#store.notes(log)).map((note) => this.open(log, note)));
  }

  /** A checkpoint by the pinned key; `Failure` (LO-1) by another. */
  open(log: LogName, note: Uint8Array): Checkpoint {
    const text = `${log} ${new TextDecoder().decode(note)}`;
    try {
      const found = this.#opened.get(text) ?? openCheckpoint(note, this.#origin(log), this.#key);
      this.#opened.set(text, found);
      return found;
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
      throw hubLies(`the checkpoint is not by the log key that is pinned: ${error.message}`, "LO-1");
    }
  }

  /** What is new above what is kept at this moment: gone forward to (LO-2), and nothing of it kept yet. */
  async news(log: LogName): Promise<News> {
    const kept = await this.#store.notes(log);
    const known = new Timeline(kept.map((note) => this.open(log, note)));
    const { size } = known;
    const newest = await this.#hub.get<ShownNote>(`logs/${log}/checkpoint`);
    if (!newest.note) {
      if (size > 0) throw hubLies(ROLLED_BACK, "LO-2");
      return { size, notes: [], timeline: known, fresh: [] };
    }
    const note = utf8(newest.note);
    const between = this.#notesAfter(log, size, this.open(log, note).size);
    between.catch(() => undefined); // asked for meanwhile; what is wrong with the newest is said first
    await this.#goForward(log, size, kept.at(-1), note);
    if (newest.fresh) await this.#stayFresh(log, note, utf8(newest.fresh));
    const notes = await between;
    const fresh = notes.map((each) => this.open(log, each.note));
    const timeline = new Timeline([...known.checkpoints, ...fresh]);
    checkGoesForward(timeline);
    return { size, notes, timeline, fresh };
  }

  /** Every note above `size`, page after page, up to that of `newest` leaves. */
  async #notesAfter(log: LogName, size: number, newest: number): Promise<News["notes"]> {
    const found: { size: number; note: Uint8Array }[] = [];
    for (let after = size; after < newest; after = found.at(-1)?.size ?? newest) {
      const page = await this.#hub.get<{ checkpoints: ShownNote[] }>(`logs/${log}/checkpoints`, { after });
      if (page.checkpoints.length === 0) break;
      found.push(...page.checkpoints.map((each) => ({ size: each.size, note: utf8(each.note ?? "") })));
      const reached = found.at(-1)?.size ?? 0;
      if (reached <= after) throw hubLies("the hub's checkpoints do not go forward", "LO-2");
    }
    return found;
  }

  /** LO-4: a quiet log's newest checkpoint, signed again, says how old the copy is. */
  async #stayFresh(log: LogName, note: Uint8Array, again: Uint8Array): Promise<void> {
    const [newest, fresh] = [this.open(log, note), this.open(log, again)];
    if (fresh.size !== newest.size) return;
    if (!equal(fresh.root, newest.root)) throw await this.#lie(log, again, FORKED);
    const known = await this.#store.fact(`${FRESH} ${log}`);
    const said = timeOf(fresh);
    if (known === undefined || known < said) await this.#store.remember(`${FRESH} ${log}`, said);
  }

  /** LO-2: never back and never aside of the `highest` note kept, of `size` leaves. */
  async #goForward(
    log: LogName,
    size: number,
    highest: Uint8Array | undefined,
    note: Uint8Array,
  ): Promise<void> {
    const offered = this.open(log, note).size;
    let proof: readonly Uint8Array[] = [];
    if (highest !== undefined && offered > size) {
      const path = `logs/${log}/consistency`;
      const shown = await this.#hub.get<{ hashes: readonly string[] }>(path, { old: size, new: offered });
      proof = shown.hashes.map((each) => strictBase64.decode(each, "LG-3"));
    }
    const lie = LIES[new CheckpointWatch(this.#origin(log), this.#key, highest).judge(note, proof).verdict];
    if (lie !== undefined) throw await this.#lie(log, note, lie);
  }

  /** Keep the note that contradicts: with those that are kept it is the proof. */
  async #lie(log: LogName, note: Uint8Array, sentence: string): Promise<Error> {
    const name = `evidence ${log} ${instantOf(this.#clock())}`;
    await this.#store.remember(name, new TextDecoder().decode(note));
    return hubLies(sentence, "LO-2");
  }

  #origin(log: LogName): string {
    return `${this.#member.hub}/${log}`;
  }

  get #key(): VerifierKey {
    return VerifierKey.parse(this.#member.log_key);
  }
}
