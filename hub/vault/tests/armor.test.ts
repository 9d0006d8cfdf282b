/** AR-1: one byte of an armored file, changed, added or taken away, is refused or stands outside of the armor. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { armor, dearmor } from "../src/crypto/age/index.ts";
import { MalformedError } from "../src/crypto/errors.ts";

const FILE = Uint8Array.from({ length: 100 }, (_, place) => (place * 37) % 256);
const LF = armor(FILE);
const CRLF = new TextEncoder().encode(new TextDecoder().decode(LF).replaceAll("\n", "\r\n"));
const KINDS = [..." \t\r\nA/=-b\0\x0b"].map((each) => each.charCodeAt(0)).concat(0xa0, 0xff);
const HOWS = ["replace", "insert", "delete"] as const;

function inner(armored: Uint8Array): string {
  return new TextDecoder("latin1").decode(armored).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

/** The file in it, or undefined if it is refused. */
function read(armored: Uint8Array): Uint8Array | undefined {
  try {
    return dearmor(armored);
  } catch (error) {
    assert.ok(error instanceof MalformedError && error.rule === "AGE-16");
    return undefined;
  }
}

for (const [name, whole] of [["LF", LF], ["CRLF", CRLF]] as const) {
  test(`a changed byte of armor in ${name} is refused, is another file, or stands outside`, () => {
    for (let place = 0; place < whole.length; place += 1) {
      for (const how of HOWS) {
        for (const byte of how === "delete" ? [0] : KINDS) {
          const rest = whole.subarray(how === "insert" ? place : place + 1);
          const added = how === "delete" ? [] : [byte];
          const changed = Uint8Array.from([...whole.subarray(0, place), ...added, ...rest]);
          const found = read(changed);
          if (inner(changed) === inner(whole)) {
            assert.deepEqual(found, FILE);
          } else if (found !== undefined) {
            assert.notDeepEqual(found, FILE);
          }
        }
      }
    }
  });
}

test("line ends may change together", () => {
  assert.deepEqual(dearmor(CRLF), dearmor(LF));
});
