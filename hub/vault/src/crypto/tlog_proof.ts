/**
 * The proof a person can keep: this leaf stands in that log (c2sp.org/tlog-proof@v1).
 *
 *     LG-14  The text is, each on its line: `c2sp.org/tlog-proof@v1`; if there is any, `extra` and base64
 *            (not authenticated); `index` and a decimal; at most 63 hashes in base64; an empty line; the signed
 *            checkpoint as it came. It has at most 128 KiB.
 *     LG-15  It holds if the checkpoint counts (LG-11) and the hashes lead from the leaf to its root (LG-4).
 *
 * Whether enough witnesses cosigned is for the reader to ask (`cosignedBy`): a missing quorum only warns.
 */

import { type Bytes, concat } from "./bytes.ts";
import { LimitError, MalformedError } from "./errors.ts";
import * as merkle from "./merkle.ts";
import type { VerifierKey } from "./notes.ts";
import * as strictBase64 from "./strict_base64.ts";
import * as tlog from "./tlog.ts";

export const MAX_HASHES = 63;
export const MAX_TEXT = 128 * 1024;
const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const EXTRA = "extra ";
const INDEX = "index ";
const NEWLINE = 10;
const ASCII = /^[\x00-\x7f]*$/;

/** A leaf's `index`, the `hashes` up to the root, and the signed `checkpoint` note (LG-14). */
export interface LogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  readonly extra?: Uint8Array;
}

/** Read a proof, verifying nothing (LG-14); MalformedError, LimitError. */
export function parse(data: Uint8Array): LogProof {
  if (data.length > MAX_TEXT) {
    throw new LimitError("LG-14", `a proof of more than ${MAX_TEXT} bytes`);
  }
  const blank = data.findIndex((byte, place) => byte === NEWLINE && data[place + 1] === NEWLINE);
  const head = new TextDecoder("latin1").decode(data.subarray(0, blank < 0 ? data.length : blank));
  if (!ASCII.test(head)) {
    throw new MalformedError("LG-14", "a proof's own lines are ASCII");
  }
  const lines = head.split("\n");
  if (blank < 0 || lines.shift() !== FIRST_LINE) {
    throw new MalformedError("LG-14", "not a tlog-proof of version 1");
  }
  const extra = take(lines, EXTRA);
  const index = take(lines, INDEX);
  if (index === undefined) {
    throw new MalformedError("LG-14", "a proof names the index of its leaf");
  }
  if (lines.length > MAX_HASHES) {
    throw new LimitError("LG-14", `a proof of more than ${MAX_HASHES} hashes`);
  }
  return {
    index: tlog.parseDecimal(index, "LG-14"),
    hashes: lines.map((line) => strictBase64.decode(line, "LG-14")),
    checkpoint: data.subarray(blank + 2),
    ...(extra === undefined ? {} : { extra: extraOf(extra) }),
  };
}

/** The text of `proof`; `parse` gives the same proof back. */
export function write(proof: LogProof): Bytes {
  const lines = [
    FIRST_LINE,
    ...(proof.extra === undefined ? [] : [EXTRA + strictBase64.encode(proof.extra)]),
    `${INDEX}${proof.index}`,
    ...proof.hashes.map(strictBase64.encode),
  ];
  return concat([...lines, "", ""].join("\n"), proof.checkpoint);
}

/**
 * The checkpoint under which `proof` shows the leaf hash `leaf` (LG-15).
 *
 * Throws what `openCheckpoint` and `verifyInclusion` throw.
 */
export function verify(proof: LogProof, leaf: Uint8Array, origin: string, key: VerifierKey): tlog.Checkpoint {
  const checkpoint = tlog.openCheckpoint(proof.checkpoint, origin, key);
  const { size, root } = checkpoint;
  merkle.verifyInclusion({ index: proof.index, size, leaf, proof: proof.hashes, root });
  return checkpoint;
}

function take(lines: string[], word: string): string | undefined {
  return lines[0]?.startsWith(word) === true ? lines.shift()?.slice(word.length) : undefined;
}

function extraOf(text: string): Bytes {
  const extra = strictBase64.decode(text, "LG-14");
  if (extra.length === 0) {
    throw new MalformedError("LG-14", "an extra line without extra data");
  }
  return extra;
}
