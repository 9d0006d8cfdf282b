/** What a device is asked to sign, and how one statement replaces another (ST-1, ST-5, ST-12, ST-14, DS-6). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ed25519 } from "@noble/curves/ed25519.js";

import { hexOf } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import type { Duty } from "../src/crypto/kinds/index.ts";
import { check, encode, narrow, parse, requireNext, type Statement } from "../src/crypto/statement.ts";

const HUB = "hub.example";
const HASH = "ab".repeat(32);
const SECRET = new Uint8Array(32).fill(7);
const KEY = hexOf(ed25519.getPublicKey(SECRET));
const FIRST: Duty = {
  type: "duty",
  hub: HUB,
  id: "cd".repeat(16),
  created: "2026-11-21T08:00:00Z",
  log: { size: 3, root: HASH },
  by: HASH,
  tenant: HASH,
  seq: 1,
  people: ["01".repeat(16), "02".repeat(16)],
};

function signed(body: Duty): Statement<Duty> {
  const unsigned = encode(body);
  const signature = ed25519.sign(dsse.pae(unsigned.payloadType, unsigned.payload), SECRET);
  const whole = dsse.addSignature(unsigned, KEY, signature);
  return narrow(parse(dsse.write(whole), HUB), "duty");
}

test("a body that every reader would refuse is not written", () => {
  const hostile: readonly (readonly [object, string])[] = [
    [{ people: [...FIRST.people].reverse() }, "ST-14"],
    [{ people: [] }, "ST-5"],
    [{ previous: HASH }, "ST-12"],
    [{ seq: 2 }, "ST-12"],
    [{ note: "x" }, "ST-5"],
    [{ previous: undefined }, "ST-5"],
    [{ created: "2026-02-29T08:00:00Z" }, "ST-5"],
    [{ created: "0000-01-01T00:00:00Z" }, "ST-5"],
    [{ type: "duties" }, "ST-1"],
  ];
  for (const [changes, rule] of hostile) {
    assert.throws(() => encode({ ...FIRST, ...changes } as Duty), { rule });
  }
});

test("a key that signs twice, or another hub, or another type, is refused", () => {
  const statement = signed(FIRST);
  const [{ key, signature } = { key: "", signature: new Uint8Array() }] = statement.signed.signatures;

  assert.throws(() => dsse.addSignature(statement.signed, key, signature), { rule: "DS-6" });
  assert.throws(() => check(statement.signed, "elsewhere.example"), { rule: "ST-7" });
  assert.throws(() => narrow(statement, "roster"), { rule: "ST-1" });
});

test("only the next in the row replaces the one in force", () => {
  const first = signed(FIRST);
  const second = signed({ ...FIRST, seq: 2, previous: first.hash });
  const gap = signed({ ...FIRST, seq: 3, previous: first.hash });

  for (const [next, before] of [[second, undefined], [first, first], [gap, first], [second, second]] as const) {
    assert.throws(() => requireNext(next, before), { rule: "ST-12" });
  }
  requireNext(first, undefined);
  requireNext(second, first);
});

test("a statement's name is its leaf, and its keys are who signed", () => {
  const statement = signed(FIRST);

  assert.deepEqual(statement.body, FIRST);
  assert.deepEqual(statement.keys, [KEY]);
  assert.equal(statement.hash, dsse.statementHash(encode(FIRST)));
});
