/** A proof to keep: this statement stands in that log, for anybody to check offline (LO-8). */

import { bytesOf } from "../crypto/bytes.ts";
import { rootOf } from "../crypto/merkle.ts";
import { inclusionRanges } from "../crypto/merkle_ranges.ts";
import { VerifierKey } from "../crypto/notes.ts";
import { openCheckpoint } from "../crypto/tlog.ts";
import * as tlogProof from "../crypto/tlog_proof.ts";
import type { Desk } from "./desk.ts";
import { CASES } from "./mirror.ts";
import { Failure } from "./views.ts";

/**
 * The `tlog-proof` text of a leaf of a case, made of this member's own copy of the log and checked as a
 * reader would.
 */
export async function proofOf(desk: Desk, caseId: string, index: number): Promise<string> {
  const entry = desk.known.circle(caseId).verdicts.find((each) => each.entry.index === index)?.entry;
  const { hub, log_key: key } = desk.key.member;
  const log = [`${hub}/${CASES}`, VerifierKey.parse(key)] as const;
  // What is kept may be newer than what this tab knows: it is copying just now, or another tab has.
  const checkpoint = (await desk.store.notes(CASES)).at(-1);
  const size = checkpoint === undefined ? 0 : openCheckpoint(checkpoint, ...log).size;
  if (entry === undefined || checkpoint === undefined || index >= size) {
    throw new Failure("not-found", "No checkpoint covers this statement yet: sync and try again.", "LO-8");
  }
  const leaves = (await desk.store.leaves()).slice(0, size);
  const hashes = inclusionRanges(index, size).map(({ start, stop }) => rootOf(leaves.slice(start, stop)));
  const proof = { index, hashes, checkpoint };
  tlogProof.verify(proof, bytesOf(entry.statement.hash), ...log);
  return new TextDecoder().decode(tlogProof.write(proof));
}
