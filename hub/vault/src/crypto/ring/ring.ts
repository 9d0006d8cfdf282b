/** One ring as the log tells it: its epochs, its shares and the chain of its letters (RI-3, RI-8, RI-9). */

import { bytesOf, sha256Hex } from "../bytes.ts";
import type { Epoch, RingPlace, RingRef, Share } from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import type { Claim, Holder, Start } from "./holders.ts";
import { meets } from "./holders.ts";

/** What the first head of every ring is made with (RI-8). */
export const CHAIN_LABEL = "accord-ring-v1\n";
const NEXT = Uint8Array.of(2);

/** An epoch that counts: its statement, its leaf, the log time of that leaf, and who its holders were. */
export class RingEpoch {
  readonly statement: Statement<Epoch>;
  readonly index: number;
  readonly since: string;
  readonly readers: ReadonlySet<string>;

  /** `readers` are keys of `readerKey`. */
  constructor(statement: Statement<Epoch>, index: number, since: string, readers: ReadonlySet<string>) {
    this.statement = statement;
    this.index = index;
    this.since = since;
    this.readers = readers;
  }

  /** The number, from 1. */
  get number(): number {
    return this.statement.body.epoch;
  }

  /** What is sealed to (`age1…`). */
  get recipient(): string {
    return this.statement.body.recipient;
  }
}

/** A share that counts, at its leaf. */
export interface RingShare {
  readonly statement: Statement<Share>;
  readonly index: number;
}

/** Say if `share` carries `epoch` to `device`. */
export function gives({ statement: { body } }: RingShare, device: string, epoch: number): boolean {
  return body.to === device && body.from_epoch <= epoch && epoch <= body.epoch;
}

/** RI-8: the head of the ring of this id (32 hex) before its first letter. */
export function firstHead(ring: string): string {
  return sha256Hex(CHAIN_LABEL, bytesOf(ring));
}

/** RI-8: the head after the manifest of this hash. */
export function nextHead(head: string, manifest: string): string {
  return sha256Hex(NEXT, bytesOf(head), bytesOf(manifest));
}

/** RI-3: whether two statements name the same ring in the same words. */
export function sameRing(one: RingRef, other: RingRef): boolean {
  const parties = one.parties?.join() === other.parties?.join();
  const named = one.case === other.case && one.tenant === other.tenant && parties;
  return named && one.id === other.id && one.kind === other.kind;
}

/** What counts of one ring. It only grows, in the order of the log; `judgement.ts` judges. */
export class Ring {
  readonly ref: RingRef;
  #epochs: RingEpoch[] = [];
  #shares: RingShare[] = [];
  #heads: string[];

  /** Begin without an epoch: nobody can seal to it yet. */
  constructor(ref: RingRef) {
    this.ref = ref;
    this.#heads = [firstHead(ref.id)];
  }

  /** The epochs, the one with number n at place n - 1. */
  get epochs(): readonly RingEpoch[] {
    return this.#epochs;
  }

  /** The shares in the order of the log. */
  get shares(): readonly RingShare[] {
    return this.#shares;
  }

  /** The heads of the chain after no letter, one, two, … (RI-8). */
  get heads(): readonly string[] {
    return this.#heads;
  }

  /** The epoch in force. */
  get current(): RingEpoch | undefined {
    return this.#epochs.at(-1);
  }

  /** How many letters its chain has. */
  get count(): number {
    return this.#heads.length - 1;
  }

  /** The ring as the log stood just before the leaf `index`; the chain is shared. */
  before(index: number): Ring {
    const ring = new Ring(this.ref);
    ring.#epochs = this.#epochs.filter((each) => each.index < index);
    ring.#shares = this.#shares.filter((each) => each.index < index);
    ring.#heads = this.#heads;
    return ring;
  }

  /** Put the next epoch in force. */
  addEpoch(epoch: RingEpoch): void {
    this.#epochs.push(epoch);
  }

  /** Keep a share; none is ever taken away. */
  addShare(share: RingShare): void {
    this.#shares.push(share);
  }

  /** Grow the chain by the manifest of this hash (RI-8). */
  addManifest(statementHash: string): void {
    this.#heads.push(nextHead(this.#heads.at(-1) as string, statementHash));
  }

  /** RI-9: say what is missing if the author saw another chain than this one, else undefined. */
  gap(place: RingPlace): string | undefined {
    if (place.count > this.count) {
      return `its author saw ${place.count} letters in the ring, here are ${this.count}`;
    }
    if (this.#heads[place.count] !== place.head) {
      return `its author saw other letters among the first ${place.count} of the ring`;
    }
    return undefined;
  }

  /** The devices that have the key of the current epoch: its holders, and whom it was given to since. */
  holding(): ReadonlySet<string> {
    const found = new Set(this.current?.statement.body.holders);
    for (const { statement } of this.#shares) {
      const { from_epoch: first, epoch: last, to } = statement.body;
      if (first <= this.#epochs.length && this.#epochs.length <= last) found.add(to);
    }
    return found;
  }

  /** Give every claim its first epoch (SH-2). */
  holders(claims: ReadonlyMap<string, Claim>): ReadonlyMap<string, Holder> {
    const found = new Map<string, Holder>();
    for (const { fingerprint, seal, reader, starts, presealed } of claims.values()) {
      found.set(fingerprint, { fingerprint, seal, reader, first: this.#first(starts), presealed });
    }
    return found;
  }

  #first(starts: readonly Start[]): number | undefined {
    const found = starts.map((start) => this.#reached(start));
    const known = found.filter((number) => number !== undefined);
    return known.length > 0 && known.length === found.length ? Math.max(...known) : undefined;
  }

  /** A named epoch that this ring has not reached is as good as "now": rings count apart (CA-8). */
  #reached(start: Start): number | undefined {
    const met = this.#epochs.find((each) => each.index > start.index && meets(start, each.readers))?.number;
    const named = start.epoch !== undefined && start.epoch <= this.#epochs.length ? start.epoch : undefined;
    return met !== undefined && named !== undefined ? Math.min(met, named) : (met ?? named);
  }
}
