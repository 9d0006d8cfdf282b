/**
 * Reading a case: every letter with its author, what was verified, and who else can read it.
 *
 * Which letters there are is taken from this member's own fold and not from a list of the hub's: a letter
 * that the log has and the hub does not give out is shown as withheld. A letter is shown only after EV-7 to
 * EV-11 have passed; what fails is listed with a sentence and its rule, never with text.
 */

import type { Circle } from "../crypto/circle/index.ts";
import { CryptoError } from "../crypto/errors.ts";
import type { Manifest } from "../crypto/kinds/index.ts";
import type { Attached, Letter } from "../crypto/letter.ts";
import type { Holder, Ring } from "../crypto/ring/index.ts";
import { holds } from "../crypto/ring/index.ts";
import type { Quotation } from "../crypto/unseal/envelopes.ts";
import { openAttachment, openLetter, readQuoted } from "../crypto/unseal/envelopes.ts";
import type { Desk } from "./desk.ts";
import { faultOf, gapOf } from "./faults.ts";
import { Keyring, fetchKeyring } from "./keyring.ts";
import { AT_ONCE, inParallel, SealedFiles } from "./sealed.ts";
import { Shelf } from "./shelf.ts";
import { Failure } from "./views.ts";
import type { Instant, Step, Warning } from "./views.ts";

const BATCH = 25;
/** Characters of text in memory: some thousand letters. The rest is opened anew from the sealed files. */
const MOST_TEXT = 16 * 1024 * 1024;
const NO_KEYS = new Keyring(new Map(), new Map());

/** A letter or record of the log that was meant for this device too. */
export interface Delivered {
  readonly hash: string;
  readonly manifest: Manifest;
  readonly index: number;
  readonly at: Instant;
  readonly ring: Ring;
}

/** One of them, opened: `letter`, or the `fault` that kept it shut; `gap` by RI-9. */
export interface Read extends Delivered {
  readonly letter?: Letter;
  readonly fault?: Warning;
  readonly gap?: Warning;
  readonly quotation?: Quotation;
  /**
   * The quoted letter is its author's own: its manifest stands in this case, or the case was opened by it
   * (LE-2).
   */
  readonly proven: boolean;
}

/** The letters and records of a case that this device may open, in the order of the log. No network. */
export function delivered(desk: Desk, circle: Circle): readonly Delivered[] {
  const entries = new Map(circle.verdicts.map(({ entry }) => [entry.statement.hash, entry]));
  const mine = holdings(desk, circle);
  return [...circle.letters].flatMap(([hash, manifest]) => {
    const [ring, entry] = [circle.rings.get(manifest.ring.id), entries.get(hash)];
    const holder = mine.get(manifest.ring.id);
    if (ring === undefined || entry === undefined || manifest.kind === "attachment") return [];
    if (holder === undefined || holder.presealed || !holds(holder, manifest.ring.epoch)) return [];
    return [{ hash, manifest, index: entry.index, at: entry.loggedAt, ring }];
  });
}

function holdings(desk: Desk, circle: Circle): ReadonlyMap<string, Holder> {
  const found = new Map<string, Holder>();
  for (const [id, ring] of circle.rings) {
    const mine = circle.holders(ring.ref, { when: desk.now }).get(desk.key.secret.fingerprint);
    if (mine !== undefined) found.set(id, mine);
  }
  return found;
}

/** Opens the letters of one vault: what was opened lately stays in memory until the vault is locked. */
export class Reading {
  readonly #desk: Desk;
  readonly #opened = new Shelf<Read>(MOST_TEXT, textIn);
  readonly #fetched = new Set<string>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Every letter and record, oldest first, a batch at a time. */
  async *all(caseId: string): AsyncGenerator<readonly Read[]> {
    const circle = this.#desk.known.circle(caseId);
    const letters = delivered(this.#desk, circle);
    const keys = letters.every((each) => this.#opened.has(each.hash))
      ? NO_KEYS
      : await fetchKeyring(this.#desk);
    const files = new SealedFiles(this.#desk, caseId);
    for (let start = 0; start < letters.length; start += BATCH) {
      const batch = letters.slice(start, start + BATCH);
      await files.bring(batch.filter((each) => !this.#opened.has(each.hash)));
      yield await inParallel(batch, (each) => this.#read(circle, each, keys, files));
    }
  }

  /** Fetch the letters that were never opened here, sealed as they are, so that their cases open at once. */
  async prefetch(): Promise<void> {
    for (const caseId of this.#desk.versions.keys()) {
      const circle = this.#desk.known.circles.get(caseId);
      const letters = circle ? delivered(this.#desk, circle) : [];
      const missing = letters.filter(({ hash }) => !this.#fetched.has(hash));
      const files = new SealedFiles(this.#desk, caseId);
      for (let start = 0; start < missing.length; start += BATCH) {
        const batch = missing.slice(start, start + BATCH);
        await files.bring(batch);
        await inParallel(batch, async ({ hash, manifest }) => {
          const got = files.file(manifest).then(() => this.#fetched.add(hash));
          await got.catch(() => undefined); // who opens the case hears why
        });
      }
    }
  }

  /** Forget every text. */
  forget(): void {
    this.#opened.clear();
  }

  /** The first letter of a case that has a subject, by which the case is called. */
  async title(caseId: string): Promise<string | undefined> {
    const circle = this.#desk.known.circle(caseId);
    const joint = delivered(this.#desk, circle).filter((each) => each.ring.ref.kind === "joint");
    const keys = joint.length > 0 ? await fetchKeyring(this.#desk) : NO_KEYS;
    const files = new SealedFiles(this.#desk, caseId); // none is brought: the first says it, nearly always
    for (const each of joint.slice(0, AT_ONCE)) {
      const { letter } = await this.#read(circle, each, keys, files);
      if (letter?.subject) return letter.subject;
    }
    return undefined;
  }

  /**
   * The bytes of an attachment that a letter names (AT-1), as an unnamed type: a browser shall only save it.
   */
  async attachment(
    caseId: string,
    hash: string,
    envelope: string,
    step?: Step,
    stop?: AbortSignal,
  ): Promise<Blob> {
    const { manifest, letter } = (await this.#again(caseId, hash)) ?? {};
    const named = letter?.attachments?.find((each) => each.envelope === envelope);
    if (manifest === undefined || named === undefined) {
      throw new Failure("not-found", "No letter names this attachment.");
    }
    try {
      return await this.#attachment(caseId, [manifest, named], step, stop);
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
      const fault = faultOf(error);
      throw new Failure("hub-lies", fault.sentence, fault.rule);
    }
  }

  /** A letter that was shown; opened anew if it is in memory no longer. */
  async #again(caseId: string, hash: string): Promise<Read | undefined> {
    const before = this.#opened.get(hash);
    if (before !== undefined) return before;
    const circle = this.#desk.known.circle(caseId);
    const found = delivered(this.#desk, circle).find((each) => each.hash === hash);
    const files = new SealedFiles(this.#desk, caseId);
    return found && this.#read(circle, found, await fetchKeyring(this.#desk), files);
  }

  async #attachment(
    caseId: string,
    letter: readonly [Manifest, Attached],
    step: Step = () => undefined,
    stop?: AbortSignal,
  ): Promise<Blob> {
    const [outside, named] = letter;
    const manifest = [...this.#desk.known.circle(caseId).letters.values()].find(
      (each) => each.envelope === named.envelope,
    );
    if (manifest === undefined) throw new Failure("hub-lies", "The log has no such attachment.", "EV-7");
    step(`Fetching ${named.name}`, 0, named.size);
    const file = await this.#desk.transport.getBytes(`cases/${caseId}/envelopes/${named.envelope}`, stop);
    step(`Opening ${named.name}`, named.size, named.size);
    const identity = (await fetchKeyring(this.#desk)).identity(outside.ring.id, outside.ring.epoch);
    const data = await openAttachment(letter, manifest, file, identity);
    return new Blob([data], { type: "application/octet-stream" });
  }

  async #read(circle: Circle, delivered: Delivered, keys: Keyring, files: SealedFiles): Promise<Read> {
    const before = this.#opened.get(delivered.hash);
    if (before !== undefined) return before;
    const gap = gapOf(circle.gaps.get(delivered.hash));
    try {
      const opened = await this.#open(circle, delivered, keys, files);
      const read = { ...delivered, ...opened, ...(gap && { gap }) };
      this.#opened.set(delivered.hash, read);
      return read;
    } catch (error) {
      return { ...delivered, fault: faultOf(error), proven: false, ...(gap && { gap }) };
    }
  }

  async #open(
    circle: Circle,
    { manifest }: Delivered,
    keys: Keyring,
    files: SealedFiles,
  ): Promise<Pick<Read, "letter" | "quotation" | "proven">> {
    const identity = keys.identity(manifest.ring.id, manifest.ring.epoch);
    const letter = await openLetter(manifest, await files.file(manifest), identity);
    if (letter.quoted === undefined) return { letter, proven: false };
    const quotation = readQuoted(letter.quoted, this.#desk.key.member.hub);
    return { letter, quotation, proven: isProven(circle, quotation) };
  }
}

function textIn({ letter, quotation }: Read): number {
  return (letter?.body.length ?? 0) + (quotation?.letter?.body.length ?? 0);
}

function isProven(circle: Circle, { manifest, fault }: Quotation): boolean {
  if (fault !== undefined || manifest === undefined) return false;
  if (circle.letters.has(manifest.hash)) return true;
  const { report } = circle.opened.opening;
  return report === manifest.hash && manifest.body.author.sign === manifest.keys[0];
}
