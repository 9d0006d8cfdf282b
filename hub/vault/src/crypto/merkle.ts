/**
 * The Merkle tree of the logs: RFC 6962 section 2.1 with SHA-256, over storage that is passed in.
 *
 *     LG-1  A leaf hash is SHA-256(0x00, entry), a node SHA-256(0x01, left, right), the empty tree SHA-256 of
 *           nothing. Every hash has 32 bytes.
 *     LG-2  Sizes are below 2^63; a leaf's index is below the size, an earlier size is not above the later.
 *     LG-3  A proof has exactly the hashes that RFC 6962 2.1.1 and 2.1.2 list for its sizes, in that order.
 *     LG-4  An inclusion proof leads from the leaf hash to the root.
 *     LG-5  A consistency proof leads to the earlier root and, with the same hashes, to the later. From the
 *           empty tree, and between equal sizes, it is empty.
 *
 * This client counts exactly below 2^53, where statements end too (JS-5), and refuses what lies above. Every
 * proof is a list of ranges of leaves, found by splitting as the RFC does: who writes it hashes the ranges,
 * who reads it knows from them how many hashes there must be and on which side each belongs.
 */

import { type Bytes, equal, sha256 } from "./bytes.ts";
import { BadSignatureError, MalformedError } from "./errors.ts";
import {
  consistencyRanges,
  cover,
  inclusionRanges,
  MAX_SIZE,
  type Node,
  type Range,
  requireSize,
} from "./merkle_ranges.ts";

export { MAX_SIZE, type Node };

export const HASH_SIZE = 32;
export const EMPTY_ROOT: Bytes = sha256();

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hashes by the subtree they stand for. */
export type NodeHashes = readonly (readonly [Node, Uint8Array])[];

/** Where the hashes of complete subtrees are kept; a hash that was written never changes. */
export interface HashStorage {
  /** The hashes of `nodes`, in their order. */
  read(nodes: readonly Node[]): readonly Uint8Array[];
  /** Keep `hashes`. */
  write(hashes: NodeHashes): void;
}

/** Hashes in memory, for clients that replay a log and for tests. */
export class MemoryStorage implements HashStorage {
  readonly #hashes = new Map<string, Uint8Array>();

  /** The hashes of `nodes`, in their order. */
  read(nodes: readonly Node[]): readonly Uint8Array[] {
    return nodes.map(({ level, place }) => {
      const found = this.#hashes.get(`${level}/${place}`);
      if (found === undefined) {
        throw new RangeError(`no hash is kept of subtree ${level}/${place}`);
      }
      return found;
    });
  }

  /** Keep `hashes`. */
  write(hashes: NodeHashes): void {
    for (const [{ level, place }, value] of hashes) {
      this.#hashes.set(`${level}/${place}`, value);
    }
  }
}

/** The right edge of a tree: all that appending needs, one hash per set bit of the size. */
export class Frontier {
  #size: number;
  readonly #hashes: Uint8Array[];

  /** Take up a tree of `size` leaves; `hashes` are those of its complete subtrees, largest first. */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    requireSize(size);
    requireHashes(hashes, cover({ start: 0, stop: size }).length);
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** The hashes of its complete subtrees, largest first. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  /** Add a leaf and return every subtree that it completes, itself first: what storage must keep. */
  append(leaf: Uint8Array): NodeHashes {
    requireHashes([leaf], 1);
    requireSize(this.#size + 1);
    let [level, place, value] = [0, this.#size, leaf];
    const completed: [Node, Uint8Array][] = [[{ level, place }, value]];
    for (let left = this.#hashes.at(-1); place % 2 === 1 && left !== undefined; left = this.#hashes.at(-1)) {
      this.#hashes.pop();
      [level, place, value] = [level + 1, Math.floor(place / 2), parent(left, value)];
      completed.push([{ level, place }, value]);
    }
    this.#hashes.push(value);
    this.#size += 1;
    return completed;
  }

  /** The root of the tree as it stands. */
  root(): Uint8Array {
    return fold(this.#hashes);
  }
}

/** A tree of `size` leaves over stored hashes; each act reads once and touches O(log size) hashes. */
export class Tree {
  readonly #storage: HashStorage;
  #size: number;

  /** Take up the tree that `storage` holds the first `size` leaves of. */
  constructor(storage: HashStorage, size = 0) {
    requireSize(size);
    this.#storage = storage;
    this.#size = size;
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Add a leaf hash and return its index. */
  append(leaf: Uint8Array): number {
    const frontier = new Frontier(this.#size, this.#storage.read(cover({ start: 0, stop: this.#size })));
    this.#storage.write(frontier.append(leaf));
    this.#size = frontier.size;
    return this.#size - 1;
  }

  /** The root over the first `size` leaves (all, if not given); MalformedError (LG-2). */
  root(size?: number): Uint8Array {
    const stop = this.#at(size);
    return fold(this.#storage.read(cover({ start: 0, stop })));
  }

  /** The proof that leaf `index` is in the tree of `size` leaves; MalformedError (LG-2). */
  inclusionProof(index: number, size?: number): Uint8Array[] {
    return this.#hashes(inclusionRanges(index, this.#at(size)));
  }

  /** The proof that the tree of `old` leaves begins that of `size`; MalformedError (LG-2). */
  consistencyProof(old: number, size?: number): Uint8Array[] {
    return this.#hashes(consistencyRanges(old, this.#at(size)));
  }

  #at(size: number = this.#size): number {
    if (size < 0 || size > this.#size) {
      throw new MalformedError("LG-2", "the tree never had that size");
    }
    return size;
  }

  #hashes(ranges: readonly Range[]): Uint8Array[] {
    return ranges.map((leaves) => fold(this.#storage.read(cover(leaves))));
  }
}

/** The leaf hash of `entry` (LG-1). */
export function leafHash(entry: Uint8Array): Bytes {
  return sha256(LEAF, entry);
}

/** The root over all `leafHashes`, each read once; for verifying a whole log offline. */
export function rootOf(leafHashes: Iterable<Uint8Array>): Uint8Array {
  const frontier = new Frontier();
  for (const leaf of leafHashes) {
    frontier.append(leaf);
  }
  return frontier.root();
}

/** What an inclusion proof says: the leaf hash `leaf` stands at `index` under `root` of `size` leaves. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Return if the proof holds; MalformedError (LG-1 to LG-3) and BadSignatureError (LG-4). */
export function verifyInclusion({ index, size, leaf, proof, root }: Inclusion): void {
  const ranges = inclusionRanges(index, size);
  requireHashes([leaf, root], 2);
  requireHashes(proof, ranges.length);
  const value = ranges.reduce((below, leaves, place) => {
    const sibling = proof[place] ?? below;
    return leaves.start > index ? parent(below, sibling) : parent(sibling, below);
  }, leaf);
  if (!equal(value, root)) {
    throw new BadSignatureError("LG-4", "the inclusion proof does not lead to the root");
  }
}

/** What a consistency proof says: the tree of `next` leaves begins with the tree of `old` leaves. */
export interface Consistency {
  readonly old: number;
  readonly oldRoot: Uint8Array;
  readonly next: number;
  readonly nextRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Return if the proof holds; MalformedError (LG-1 to LG-3) and BadSignatureError (LG-5). */
export function verifyConsistency({ old, oldRoot, next, nextRoot, proof }: Consistency): void {
  const ranges = consistencyRanges(old, next);
  requireHashes([oldRoot, nextRoot], 2);
  requireHashes(proof, ranges.length);
  if (old === 0) {
    if (!equal(oldRoot, EMPTY_ROOT)) {
      throw new BadSignatureError("LG-5", "not the root of the empty tree");
    }
    return;
  }
  // A range that ends where the old tree ends is the corner both share; if none does, it is the old tree.
  const cornered = ranges[0]?.stop === old;
  const corner = (cornered ? proof[0] : undefined) ?? oldRoot;
  let [oldValue, newValue] = [corner, corner];
  for (let place = cornered ? 1 : 0; place < ranges.length; place += 1) {
    const [start, sibling] = [ranges[place]?.start ?? 0, proof[place] ?? corner];
    if (start < old) {
      [oldValue, newValue] = [parent(sibling, oldValue), parent(sibling, newValue)];
    } else {
      newValue = parent(newValue, sibling);
    }
  }
  if (!equal(oldValue, oldRoot) || !equal(newValue, nextRoot)) {
    throw new BadSignatureError("LG-5", "the consistency proof does not lead to both roots");
  }
}

function fold(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => parent(left, right));
}

function parent(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
}

function requireHashes(hashes: readonly Uint8Array[], count: number): void {
  if (hashes.length !== count) {
    throw new MalformedError("LG-3", `${hashes.length} hashes where ${count} belong`);
  }
  if (hashes.some((value) => value.length !== HASH_SIZE)) {
    throw new MalformedError("LG-1", "a hash has 32 bytes");
  }
}
