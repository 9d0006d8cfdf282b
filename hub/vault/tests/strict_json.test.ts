/** JSON that every parser reads alike: what JS-1 to JS-8 refuse, and that nothing else is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromUtf8, utf8 } from "../src/crypto/bytes.ts";
import { CryptoError, LimitError, MalformedError } from "../src/crypto/errors.ts";
import { dump, type JsonObject, parse } from "../src/crypto/strict_json.ts";

const LIMIT = 1024;

/** Bytes spelt as characters up to U+00FF. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** An object with lists inside, `depth` levels in all. */
function nested(depth: number): string {
  return `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
}

const REFUSED: readonly (readonly [string, string])[] = [
  ["", "JS-2"],
  [" ", "JS-2"],
  ['{"a":"\xff"}', "JS-1"],
  ['{"a":"\xed\xa0\x80"}', "JS-1"], // a surrogate in UTF-8
  ['{"a":"\xc0\xaf"}', "JS-1"], // an overlong form
  ["\xef\xbb\xbf{}", "JS-1"],
  ["\xff\xfe{\0}\0", "JS-1"],
  ["\0{\0}", "JS-2"],
  ["[]", "JS-2"],
  ['"a"', "JS-2"],
  ["1", "JS-2"],
  ["null", "JS-2"],
  ["{}{}", "JS-2"],
  ["{}x", "JS-2"],
  ['{"a":1,}', "JS-2"],
  ['{"a":[1,]}', "JS-2"],
  ['{"a":1 "b":2}', "JS-2"],
  ['{"a" 1}', "JS-2"],
  ['{"a":01}', "JS-2"],
  ['{"a":+1}', "JS-2"],
  ['{"a":1.}', "JS-2"],
  ['{"a":-}', "JS-2"],
  ['{"a":0x1}', "JS-2"],
  ["{'a':1}", "JS-2"],
  ["{a:1}", "JS-2"],
  ['{"a":True}', "JS-2"],
  ['{"a":"\n"}', "JS-2"],
  ['{"a":"\\x"}', "JS-2"],
  ['{"a":"\\u12g4"}', "JS-2"],
  ['{"a":1}//', "JS-2"],
  ['{"a":\xc2\xa01}', "JS-2"],
  ['{"a":"', "JS-2"],
  ['{"a":"\\', "JS-2"],
  ['{"a":1', "JS-2"],
  ['{"a":null', "JS-2"],
  ['{"a":1,"a":1}', "JS-3"],
  ['{"a":1,"\\u0061":2}', "JS-3"],
  ['{"a":[{"b":{"c":1,"c":2}}]}', "JS-3"],
  ['{"__proto__":1,"__proto__":2}', "JS-3"],
  ['{"a":1.0}', "JS-4"],
  ['{"a":1e2}', "JS-4"],
  ['{"a":1E400}', "JS-4"],
  ['{"a":-0}', "JS-4"],
  ['{"a":-0.0}', "JS-4"],
  ['{"a":NaN}', "JS-4"],
  ['{"a":[-Infinity]}', "JS-4"],
  ['{"a":9007199254740992}', "JS-5"],
  ['{"a":9007199254740993}', "JS-5"],
  ['{"a":-9007199254740992}', "JS-5"],
  [`{"a":${"9".repeat(900)}}`, "JS-5"],
  ['{"a":null}', "JS-6"],
  ['{"a":[1,null]}', "JS-6"],
  ['{"a":"\\ud800"}', "JS-8"],
  ['{"a":"\\udc00\\ud800"}', "JS-8"],
  ['{"\\ud800":1}', "JS-8"],
];

test("a text that breaks a rule is refused by its number", () => {
  for (const [text, rule] of REFUSED) {
    assert.throws(
      () => parse(bytes(text), LIMIT),
      (error) => error instanceof MalformedError && error.rule === rule,
      text,
    );
  }
});

test("a text above the limit is refused unread, the limit itself is allowed", () => {
  assert.throws(
    () => parse(bytes("\xff".repeat(LIMIT + 1)), LIMIT),
    (error) => error instanceof LimitError && error.rule === "JS-1",
  );
  assert.deepEqual(parse(bytes("{}".padEnd(LIMIT)), LIMIT), {});
});

test("the limit counts bytes, not characters", () => {
  const data = utf8(`{"a":"${"ü".repeat(10)}"}`);

  assert.equal(data.length, 28);
  assert.throws(() => parse(data, 27), { rule: "JS-1" });
  assert.deepEqual(parse(data, 28), { a: "ü".repeat(10) });
});

test("more than sixteen levels are refused, sixteen are read", () => {
  for (const text of [nested(17), nested(400), "[".repeat(LIMIT), '{"a":'.repeat(17)]) {
    assert.throws(
      () => parse(bytes(text), LIMIT),
      (error) => error instanceof LimitError && error.rule === "JS-7",
    );
  }
  assert.equal(fromUtf8(dump(parse(bytes(nested(16)), LIMIT))), nested(16));
});

test("brackets inside strings and side by side are no levels", () => {
  const text = '["\\"[[[['.repeat(10);
  const value = { a: text, b: [text], c: new Array<never[]>(40).fill([]) };

  assert.deepEqual(parse(utf8(JSON.stringify(value)), LIMIT), value);
});

test("an endless string of escaped quotes is refused in one pass", () => {
  assert.throws(() => parse(utf8(`{"${'\\"'.repeat(500_000)}`), 2_000_000), { rule: "JS-2" });
});

test("integers up to the bound and white space are read", () => {
  const text = ' { "a" : [ 9007199254740991 , -9007199254740991 , 0 , true , false ] }\r\n\t';

  assert.deepEqual(parse(utf8(text), LIMIT), { a: [2 ** 53 - 1, 1 - 2 ** 53, 0, true, false] });
});

test("a pair of surrogates is one character, and every escape is read", () => {
  const text = String.raw`{"a":"\ud83d\udd11","b":"\"\\\/\b\f\n\r\t\u00fC"}`;

  assert.deepEqual(parse(utf8(text), LIMIT), { a: "\u{1f511}", b: '"\\/\b\f\n\r\t\u00fc' });
});

test("a member called __proto__ is a member like any other", () => {
  const found = parse(utf8('{"__proto__":{"admin":true}}'), LIMIT);

  assert.deepEqual(Object.keys(found), ["__proto__"]);
  assert.equal(found["admin"], undefined);
});

test("what could not be read is not written", () => {
  const deep = JSON.parse(nested(17)) as JsonObject;
  const refused: readonly (readonly [JsonObject, string])[] = [
    [{ a: 1.5 }, "JS-4"],
    [{ a: Number.NaN }, "JS-4"],
    [{ a: 2 ** 53 }, "JS-5"],
    [{ a: null }, "JS-6"],
    [{ a: "\ud800" }, "JS-8"],
    [{ "\ud800": 1 }, "JS-8"],
    [{ a: undefined }, "JS-2"],
    [{ a: 1n }, "JS-2"],
    [{ a: new Uint8Array(1) }, "JS-2"],
    [deep, "JS-7"],
  ];
  for (const [value, rule] of refused) {
    assert.throws(() => dump(value), (error) => error instanceof CryptoError && error.rule === rule, rule);
  }
});

test("writing is compact in UTF-8 and keeps the order", () => {
  assert.equal(fromUtf8(dump({ b: [1, true], a: "ü\u2028\u001f" })), '{"b":[1,true],"a":"ü\u2028\\u001f"}');
});
