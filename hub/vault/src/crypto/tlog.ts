/**
 * Checkpoints of the logs and their cosignatures: how they are read, and the line a witness adds.
 *
 *     LG-10  A checkpoint's text (c2sp.org/tlog-checkpoint@v1.0.0) has the lines origin, size in decimal
 *            without leading zeros, and root in base64 (canonical); further lines are not empty. The root of
 *            size 0 is that of the empty tree.
 *     LG-11  A checkpoint counts for the log whose origin it names, if that log's key signed it (LG-9).
 *     LG-12  A cosignature (c2sp.org/tlog-cosignature, Ed25519) is 8 bytes of POSIX time, above 0 and below
 *            2^63, and the signature over `cosignature/v1`, `time <seconds>` and the text. One by a known
 *            witness that fails spoils the note.
 *     LG-13  Wanted are cosignatures of tenants other than the reader's: 0 while the hub has one tenant, 1
 *            with two, 2 from three. Two tenants with one key are one witness.
 */

import { type Bytes, equal, hexOf, utf8 } from "./bytes.ts";
import * as ed25519 from "./ed25519.ts";
import { BadSignatureError, MalformedError, NotAllowedError } from "./errors.ts";
import * as merkle from "./merkle.ts";
import * as notes from "./notes.ts";
import type { Note, NoteSignature, VerifierKey } from "./notes.ts";
import * as strictBase64 from "./strict_base64.ts";

const DECIMAL = /^(?:0|[1-9][0-9]{0,18})$/;
const CONTROL = /[\x00-\x1f]/;
const TIME_SIZE = 8;
const TIME_BOUND = 2n ** 63n;
const FULL_QUORUM = 2;

/** What a log commits to: its `origin`, the number of leaves and the root over them (LG-10). */
export class Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];

  /** Refuse what could not be written; MalformedError (LG-10). */
  constructor(origin: string, size: number, root: Uint8Array, extensions: readonly string[] = []) {
    if ([origin, ...extensions].some((line) => line === "" || CONTROL.test(line))) {
      throw new MalformedError("LG-10", "a checkpoint's line is empty or has a control character");
    }
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new MalformedError("LG-10", "a size is not one that is counted exactly");
    }
    if (root.length !== merkle.HASH_SIZE) {
      throw new MalformedError("LG-10", "a root has 32 bytes");
    }
    if (size === 0 && !equal(root, merkle.EMPTY_ROOT)) {
      throw new MalformedError("LG-10", "not the root of the empty tree");
    }
    this.origin = origin;
    this.size = size;
    this.root = root;
    this.extensions = extensions;
  }

  /** Read the text of a note; MalformedError (LG-10). */
  static parse(text: string): Checkpoint {
    const [origin, size, root, ...extensions] = text.split("\n");
    const end = extensions.pop();
    if (origin === undefined || size === undefined || root === undefined || end !== "") {
      throw new MalformedError("LG-10", "a checkpoint has the lines origin, size and root");
    }
    const bytes = strictBase64.decode(root, "LG-10");
    return new Checkpoint(origin, parseDecimal(size, "LG-10"), bytes, extensions);
  }

  /** The text that is signed; `parse` gives the checkpoint back. */
  get text(): string {
    const lines = [this.origin, String(this.size), strictBase64.encode(this.root), ...this.extensions];
    return lines.map((line) => `${line}\n`).join("");
  }
}

/**
 * The checkpoint in the signed note `data` if it is of log `origin`, signed by `key` (LG-11).
 *
 * Throws MalformedError and LimitError (LG-6, LG-10), BadSignatureError (LG-9), NotAllowedError (LG-11).
 */
export function openCheckpoint(data: Uint8Array, origin: string, key: VerifierKey): Checkpoint {
  const note = notes.parse(data);
  notes.verify(note, key);
  const checkpoint = Checkpoint.parse(note.text);
  if (checkpoint.origin !== origin) {
    throw new NotAllowedError("LG-11", "the checkpoint is of another log");
  }
  return checkpoint;
}

/**
 * The POSIX seconds at which `witness` cosigned `note`, undefined if it did not (LG-12).
 *
 * Throws MalformedError and BadSignatureError if its line is there and wrong.
 */
export function cosignedAt(note: Note, witness: VerifierKey): number | undefined {
  const line = note.signatureBy(witness);
  if (witness.type !== notes.COSIGNATURE || line === undefined) {
    return undefined;
  }
  const at = line.length < TIME_SIZE ? 0n : new DataView(line.buffer, line.byteOffset).getBigUint64(0);
  if (line.length !== TIME_SIZE + ed25519.SIGNATURE_SIZE || at <= 0n || at >= TIME_BOUND) {
    throw new MalformedError("LG-12", "a cosignature is 8 bytes of time and 64 of signature");
  }
  try {
    ed25519.verify(witness.key, cosignedMessage(note.text, at), line.subarray(TIME_SIZE));
  } catch (error) {
    throw new BadSignatureError("LG-12", `the cosignature of ${witness.name} does not verify`, error);
  }
  return Number(at);
}

/**
 * Which tenants cosigned `note` and when, in POSIX seconds (LG-12, LG-13).
 *
 * `witnesses` gives the witness key of each tenant; `besides` is the reader's own tenant, not counted. The
 * number of entries is to be held against `requiredCosignatures`.
 */
export function cosignedBy(
  note: Note,
  witnesses: ReadonlyMap<string, VerifierKey>,
  besides: string | undefined,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  // A tenant that names the reader's key as its own adds nothing either.
  const own = besides === undefined ? undefined : witnesses.get(besides);
  const counted = new Set(own === undefined ? [] : [hexOf(own.key)]);
  for (const [tenant, witness] of witnesses) {
    const at = cosignedAt(note, witness);
    if (at !== undefined && !counted.has(hexOf(witness.key))) {
      found.set(tenant, at);
      counted.add(hexOf(witness.key));
    }
  }
  return found;
}

/** How many other tenants' cosignatures are wanted in a hub of `tenants` tenants (LG-13). */
export function requiredCosignatures(tenants: number): number {
  return Math.min(Math.max(tenants - 1, 0), FULL_QUORUM);
}

/** What a witness signs of a checkpoint at POSIX second `at` (LG-12). */
export function cosignedMessage(text: string, at: bigint | number): Bytes {
  return utf8(`cosignature/v1\ntime ${at}\n${text}`);
}

/** The line of `witness` under a checkpoint, from its signature (64 bytes) over `cosignedMessage`; LG-12. */
export function cosignature(witness: VerifierKey, at: number, signature: Uint8Array): NoteSignature {
  if (!Number.isSafeInteger(at) || at <= 0) {
    throw new MalformedError("LG-12", "a cosignature's time is above 0 and below 2^63");
  }
  const line = new Uint8Array(TIME_SIZE + ed25519.SIGNATURE_SIZE);
  new DataView(line.buffer).setBigUint64(0, BigInt(at));
  line.set(signature, TIME_SIZE);
  return { name: witness.name, keyId: witness.keyId, signature: line };
}

/** The number in canonical decimal `text`, at most 2^53 - 1 (LG-2); MalformedError names `rule`. */
export function parseDecimal(text: string, rule: string): number {
  if (!DECIMAL.test(text) || Number(text) > merkle.MAX_SIZE) {
    throw new MalformedError(rule, "not a decimal number below 2^53 without leading zeros");
  }
  return Number(text);
}
