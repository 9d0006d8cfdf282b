/** statements.json: every type once, and every fault of form, before any log is asked. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { utf8 } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { KINDS } from "../src/crypto/kinds/index.ts";
import { encode, parse } from "../src/crypto/statement.ts";
import * as strictJson from "../src/crypto/strict_json.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface StatementCase extends Case {
  readonly wire: string;
  readonly hash?: string;
  readonly keys?: readonly string[];
}

const FILE = vectors<{ readonly hub: string; readonly cases: readonly StatementCase[] }>("statements");

run(FILE.cases, (given) => {
  const { hash, keys } = parse(utf8(given.wire), FILE.hub);
  return { hash, keys };
});

for (const type of KINDS.keys()) {
  test(`a ${type} reads the same again once it is written`, () => {
    const given = FILE.cases.find((each) => each.name === `a ${type}`);
    assert.ok(given);
    const { body, signed } = parse(utf8(given.wire), FILE.hub);

    const written = encode(body);

    const { v, ...fields } = strictJson.parse(written.payload, dsse.MAX_PAYLOAD);
    assert.deepEqual([written.payloadType, v, fields], [signed.payloadType, 1, body]);
  });
}
