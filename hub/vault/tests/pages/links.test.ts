/** The links of a case's header: letters are written by people who may be wrong, or worse. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LetterView } from "../../src/client/views.ts";
import { linksOf, MOST } from "../../src/pages/links.ts";
import { lettersOf } from "./fake_case.ts";

const [first = assert.fail()] = lettersOf("c1", 0);
const { subject: _subject, quoted: _quoted, fault: _fault, ...plain } = first;

function letter(body: string, change: Partial<LetterView> = {}): LetterView {
  return { ...plain, place: "joint", kind: "letter", body, ...change };
}

function names(...letters: readonly LetterView[]): readonly string[] {
  return linksOf(letters, []).map(({ name }) => name);
}

test("a case without any has none, and an assigned number stands first", () => {
  assert.deepEqual(linksOf([], []), []);
  assert.deepEqual(names(letter("Nothing to see.")), []);
  assert.deepEqual(linksOf([letter("See https://pip.pypa.io/ and CVE-2026-1111.")], ["CVE-2026-70001"]), [
    { address: "https://www.cve.org/CVERecord?id=CVE-2026-70001", name: "CVE-2026-70001 (www.cve.org)" },
    { address: "https://www.cve.org/CVERecord?id=CVE-2026-1111", name: "CVE-2026-1111 (www.cve.org)" },
    { address: "https://pip.pypa.io/", name: "pip.pypa.io" },
  ]);
});

test("only plain https addresses are followed, by the host that they lead to", () => {
  const hostile = [
    ...["http://pypi.org/", "javascript:alert(1)", "data:text/html,x", "https://pypi.org@evil.example/"],
    ...["//evil.example", "https://", "ftp://evil.example/"],
  ];
  assert.deepEqual(names(letter(hostile.join(" "))), []);
  assert.match(names(letter("https://руpі.org/simple"))[0] ?? "", /^xn--.*\/simple$/);
  assert.deepEqual(names(letter("<https://a.example/x>, https://a.example/x.")), ["a.example/x"]);
});

test("an advisory that has its address is not linked a second time, and no other word is one", () => {
  const address = "https://github.com/pypa/pip/security/advisories/GHSA-2c3f-4g5h-6j7m";
  assert.deepEqual(names(letter(`GHSA-2c3f-4g5h-6j7m is ${address}`)), [address.slice("https://".length)]);
  assert.deepEqual(names(letter("GHSA-2c3f-4g5h-6j7m")), ["GHSA-2c3f-4g5h-6j7m (github.com)"]);
  assert.deepEqual(names(letter("GHSA-aaaa-bbbb-cccc CVE-26-1 XCVE-2026-1111")), []);
});

test("other places, records, what stays shut and what is quoted add nothing", () => {
  const body = "https://a.example/";
  const quoted = { subject: "", body, proven: true, author: "the reporter" };
  const others: readonly Partial<LetterView>[] = [
    ...[{ place: "tenant" }, { place: "reporter" }, { kind: "record" }] as const,
    { fault: { sentence: "It does not open." } },
  ];
  assert.deepEqual(names(...others.map((each) => letter(body, each)), letter("", { quoted })), []);
});

test("a flood of addresses fills the header no further than its size, and no name is longer than it", () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `https://a.example/${at}${"x".repeat(90)}`).join(" ");
  const shown = names(letter(many));
  assert.equal(shown.length, MOST);
  assert.ok(shown.every((each) => each.length < 80));
});
