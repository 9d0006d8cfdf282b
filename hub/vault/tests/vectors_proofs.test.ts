/** proofs.json: trees, signed checkpoints, cosignatures and proofs, and ways to bend them (LG-1 to 18). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, equal, hexOf, utf8 } from "../src/crypto/bytes.ts";
import { CheckpointWatch, type Verdict } from "../src/crypto/checkpoint_watch.ts";
import { NotAllowedError } from "../src/crypto/errors.ts";
import * as merkle from "../src/crypto/merkle.ts";
import * as notes from "../src/crypto/notes.ts";
import * as tlog from "../src/crypto/tlog.ts";
import * as tlogProof from "../src/crypto/tlog_proof.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface ProofCase extends Case {
  readonly kind: "inclusion" | "consistency" | "checkpoint" | "cosignatures" | "tlog-proof" | "watch";
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly root: string;
  readonly old: number;
  readonly new: number;
  readonly old_root: string;
  readonly new_root: string;
  readonly proof: readonly string[];
  readonly note: string;
  readonly highest?: string;
  readonly text: string;
  readonly witnesses: Readonly<Record<string, string>>;
  readonly besides: string | null;
  readonly cosigned: Readonly<Record<string, number>>;
}

interface ProofFile {
  readonly origin: string;
  readonly vkey: string;
  readonly cases: readonly ProofCase[];
}

const FILE = vectors<ProofFile>("proofs");
const KEY = notes.VerifierKey.parse(FILE.vkey);
// A watch answers with a verdict where others throw: these are its rules.
const RULES: Partial<Record<Verdict, string>> = { fork: "LG-16", rollback: "LG-17", "bad-proof": "LG-18" };

const ASK: Record<ProofCase["kind"], (given: ProofCase) => Partial<ProofCase>> = {
  inclusion({ index, size, leaf, root, proof }) {
    const hashes = { leaf: bytesOf(leaf), root: bytesOf(root), proof: proof.map(bytesOf) };
    merkle.verifyInclusion({ index, size, ...hashes });
    return {};
  },
  consistency(given) {
    merkle.verifyConsistency({
      old: given.old,
      oldRoot: bytesOf(given.old_root),
      next: given.new,
      nextRoot: bytesOf(given.new_root),
      proof: given.proof.map(bytesOf),
    });
    return {};
  },
  checkpoint({ note }) {
    const found = tlog.openCheckpoint(utf8(note), FILE.origin, KEY);
    return { size: found.size, root: hexOf(found.root) };
  },
  cosignatures({ note, witnesses, besides }) {
    const named = Object.entries(witnesses);
    const keys = new Map(named.map(([slug, text]) => [slug, notes.VerifierKey.parse(text)]));
    const cosigned = tlog.cosignedBy(notes.parse(utf8(note)), keys, besides ?? undefined);
    return { cosigned: Object.fromEntries(cosigned) };
  },
  "tlog-proof"({ text, leaf }) {
    const proof = tlogProof.parse(utf8(text));
    tlogProof.verify(proof, bytesOf(leaf), FILE.origin, KEY);
    assert.deepEqual(tlogProof.write(proof), utf8(text));
    return {};
  },
  watch({ highest, note, proof }) {
    const watch = new CheckpointWatch(FILE.origin, KEY, highest === undefined ? undefined : utf8(highest));
    const { verdict } = watch.judge(utf8(note), proof.map(bytesOf));
    const rule = RULES[verdict];
    if (rule !== undefined) {
      throw new NotAllowedError(rule, verdict);
    }
    return {};
  },
};

run(FILE.cases, (given) => ASK[given.kind](given));

test("a verifier key and a note are written as they were read", () => {
  const { note = "" } = FILE.cases.find((each) => each.kind === "checkpoint" && each.rule === null) ?? {};

  assert.equal(String(KEY), FILE.vkey);
  assert.deepEqual(notes.write(notes.parse(utf8(note))), utf8(note));
});

test("proofs of every leaf and every earlier size lead to the root of a growing tree", () => {
  const tree = new merkle.Tree(new merkle.MemoryStorage());
  const leaves = Array.from({ length: 33 }, (_, place) => merkle.leafHash(utf8(`leaf ${place}`)));
  leaves.forEach((leaf) => tree.append(leaf));
  assert.ok(equal(tree.root(), merkle.rootOf(leaves)));

  for (let size = 1; size <= leaves.length; size += 1) {
    const root = tree.root(size);
    leaves.slice(0, size).forEach((leaf, index) => {
      merkle.verifyInclusion({ index, size, leaf, root, proof: tree.inclusionProof(index, size) });
    });
    for (let old = 0; old <= size; old += 1) {
      const proof = tree.consistencyProof(old, size);
      merkle.verifyConsistency({ old, oldRoot: tree.root(old), next: size, nextRoot: root, proof });
    }
  }
});

test("what could not be counted exactly is refused, not rounded", () => {
  for (const text of ["9007199254740992", "9223372036854775807"]) {
    assert.throws(() => tlog.parseDecimal(text, "LG-10"), { rule: "LG-10" });
  }
  assert.equal(tlog.parseDecimal("9007199254740991", "LG-10"), Number.MAX_SAFE_INTEGER);
});
