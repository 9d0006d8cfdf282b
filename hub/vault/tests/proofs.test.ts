/** A proof to keep is of one checkpoint, whatever this tab knows beside it (LO-8). */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Desk } from "../src/client/desk.ts";
import { Mirror } from "../src/client/mirror.ts";
import { proofOf } from "../src/client/proofs.ts";
import { Store } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import { bytesOf } from "../src/crypto/bytes.ts";
import { VerifierKey } from "../src/crypto/notes.ts";
import { parse, verify } from "../src/crypto/tlog_proof.ts";
import { ADA, NOON, RECORDED, ShownHub } from "./shown_hub.ts";

const CASE = "1".repeat(32);
const WIRES = RECORDED.worlds.grown.slice(0, 3);
const LOG_KEY = VerifierKey.parse(RECORDED.log_key);

/** A tab whose fold knows two leaves of the case log; `store` holds what was copied in this browser. */
function tab(store: Store, hub: ShownHub): Desk {
  const verdicts = [0, 1, 2].map((index) => ({ entry: { index, statement: { hash: hub.leaves[index] } } }));
  const known = { circle: () => ({ verdicts }), cases: { size: 2 } };
  return { store, known, key: { member: ADA } } as unknown as Desk;
}

async function copied(name: string, count: number): Promise<{ store: Store; hub: ShownHub }> {
  const [store, hub] = [await Store.open(name), new ShownHub(RECORDED.worlds.founded)];
  WIRES.slice(0, count).forEach((wire) => hub.addLeaf(wire));
  await new Mirror(store, hub, ADA, () => NOON).copyCases([]);
  return { store, hub };
}

test("a proof holds also when more was copied than this tab knows", async () => {
  const { store, hub } = await copied("proof of more", 3);
  for (const index of [0, 1]) {
    const proof = new TextEncoder().encode(await proofOf(tab(store, hub), CASE, index));
    const leaf = bytesOf(hub.leaves[index] ?? "");
    assert.equal(verify(parse(proof), leaf, `${RECORDED.hub}/cases`, LOG_KEY).size, 3);
  }
});

test("a leaf that no checkpoint covers yet has no proof, and the person is told what to do", async () => {
  const { store, hub } = await copied("proof of none", 2);
  const none = await Store.open("proof without a checkpoint");
  for (const kept of [store, none]) {
    await assert.rejects(proofOf(tab(kept, hub), CASE, 2), (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.rule, "LO-8");
      assert.match(error.message, /sync and try again/);
      return true;
    });
  }
});
