/** What the vectors leave open: hubs that withhold, void leaves, bad copies and gaps. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { hexOf } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { BadSignatureError, CryptoError } from "../src/crypto/errors.ts";
import type { Body, BodyNamed, TypeName } from "../src/crypto/kinds/index.ts";
import { Replay } from "../src/crypto/replay.ts";
import { firstHead, nextHead } from "../src/crypto/ring/index.ts";
import { type Entry, type Statement, encode, narrow } from "../src/crypto/statement.ts";
import { type Logs, entriesOf } from "./logs.ts";
import { vectors } from "./vectors.ts";

const FILE = vectors<Logs>("rings");
const PEOPLE = entriesOf(FILE, "directory");
const LETTERS = entriesOf(FILE, "case_log");
const WHEN = "2026-11-21T09:00:00Z";
const DEPARTURE = 12; // the leaf of the directory by which cyd is out
const OPENING = 2; // of the case
const LETTER = 13; // the first letter in the joint ring
const SETTLED = 16; // so many leaves of the case log, and every epoch is shared

type Leaf = Entry | undefined; // of the file, whose leaves the tests know by number

const id = (name: string): string => Buffer.from(name).toString("hex").padStart(32, "0");

function fold(people: readonly Entry[], letters: readonly Entry[] = []): Replay {
  const replay = new Replay({ hub: FILE.hub });
  for (const each of people) replay.addDirectory(each);
  for (const each of letters) replay.addCase(each);
  return replay;
}

/** A statement as it would be after `check`, signed by the device that `by` names. */
function signed<B extends Body>(replay: Replay, body: B): Statement<B> {
  const envelope = encode(body);
  const key = replay.directory.now.device(body.by)?.keys.sign;
  const keys = key === undefined ? [] : [key];
  return { body, signed: envelope, hash: hexOf(dsse.leafHash(envelope)), keys };
}

/** The body of a leaf of the file, told anew under another id by somebody who has seen all of `replay`. */
function again<N extends TypeName>(replay: Replay, entry: Leaf, type: N, name: string): BodyNamed<N> {
  assert.ok(entry);
  const { size } = replay.directory;
  const log = { size, root: replay.directory.root() };
  return { ...narrow(entry.statement, type).body, id: id(name), log };
}

function next(replay: Replay, statement: Statement): Entry {
  return { index: replay.caseSize, statement, loggedAt: WHEN };
}

function anchored(replay: Replay, name: string): Replay {
  const anchor = again(replay, LETTERS[0], "anchor", name);
  assert.ok(replay.addCase(next(replay, signed(replay, { ...anchor, directory: anchor.log }))).counts);
  return replay;
}

/** A letter by the case's first reader after `SETTLED` leaves, at this place of the joint ring's chain. */
function letter(replay: Replay, name: string, count: number, head: string): Statement<BodyNamed<"manifest">> {
  const body = again(replay, LETTERS[LETTER], "manifest", name);
  const { by } = (LETTERS[OPENING] as Entry).statement.body;
  const { tenant, person } = replay.directory.now.device(by) ?? {};
  assert.ok(tenant && person);
  const ring = { ...body.ring, epoch: 3, count, head };
  const log = { size: DEPARTURE, root: replay.directory.root(DEPARTURE) };
  return signed(replay, { ...body, by, author: { tenant, person }, log, envelope: id(`${name} file`), ring });
}

const ruleOf = (judge: () => void): string => {
  try {
    judge();
  } catch (error) {
    if (error instanceof CryptoError) return error.rule;
    throw error;
  }
  return "counts";
};

// A hub that withholds

test("a withheld anchor keeps no revoked device alive: who saw the newer directory needs it", () => {
  const replay = fold(PEOPLE, LETTERS.slice(0, SETTLED));
  const opening = narrow((LETTERS[OPENING] as Entry).statement, "case").body;
  const gone = (PEOPLE[5] as Entry).statement.body.by; // cyd's device
  const log = { size: DEPARTURE, root: replay.directory.root(DEPARTURE) };
  const status = (name: string, by: string, seen = log) => {
    const { tenant, case: caseId, hub, created } = opening;
    const common = { type: "status", hub, created, id: id(name), by, log: seen } as const;
    return next(replay, signed(replay, { ...common, tenant, case: caseId, machine: "pxa", move: "P" }));
  };
  const newest = { size: replay.directory.size, root: replay.directory.root() };

  assert.ok(replay.addCase(status("while withheld", gone)).counts);
  assert.equal(replay.addCase(status("honest", opening.by, newest)).fault?.rule, "ST-10");

  anchored(replay, "anchor");
  assert.ok(replay.addCase(status("honest again", opening.by, newest)).counts);
  assert.equal(replay.addCase(status("too late", gone)).fault?.rule, "ST-13");
});

test("an anchor for more of the directory than was folded waits for it and changes nothing", () => {
  const replay = fold(PEOPLE.slice(0, 4));
  const [anchor] = LETTERS as readonly [Entry];
  assert.throws(() => replay.addCase(anchor), /of which 4 were folded/);
  assert.deepEqual([replay.anchored, replay.caseSize], [0, 0]);

  for (const each of PEOPLE.slice(4)) replay.addDirectory(each);
  assert.ok(replay.addCase(anchor).counts);
});

test("an anchor that goes back, or is of a fork, is void and the one before it stays in force", () => {
  const replay = fold(PEOPLE, LETTERS);
  const { anchored: before } = replay;
  const old = { size: 3, root: replay.directory.root(3) };
  const fork = { size: before, root: "f".repeat(64) };
  for (const [name, directory] of Object.entries({ old, fork })) {
    const body = { ...again(replay, LETTERS[0], "anchor", name), directory, log: old };
    assert.equal(replay.addCase(next(replay, signed(replay, body))).fault?.rule, "LO-5");
  }
  assert.equal(replay.anchored, before);
});

test("a withheld letter is a gap that is noted, and the next letter counts all the same", () => {
  const whole = LETTERS.slice(0, SETTLED);
  const [replay, shown] = [fold(PEOPLE, whole), fold(PEOPLE, whole.filter(({ index }) => index !== LETTER))];
  const withheld = (LETTERS[LETTER] as Entry).statement;
  const { ring } = narrow(withheld, "manifest").body;
  const reply = letter(replay, "reply", 1, nextHead(firstHead(ring.id), withheld.hash));

  for (const each of [replay, shown]) assert.ok(each.addCase(next(each, reply)).counts);

  const gaps = (each: Replay) => [...each.circles.values()].flatMap((circle) => [...circle.gaps]);
  assert.deepEqual(gaps(replay), []);
  assert.deepEqual(gaps(shown), [[reply.hash, "its author saw 1 letters in the ring, here are 0"]]);
});

test("a letter whose author was shown other letters counts too, but nobody should append it", () => {
  const replay = fold(PEOPLE, LETTERS.slice(0, SETTLED));
  const odd = letter(replay, "odd", 1, "a".repeat(64));
  assert.equal(ruleOf(() => replay.judgeCase(odd, { when: WHEN })), "RI-9");

  assert.ok(replay.addCase(next(replay, odd)).counts);
  assert.deepEqual([...replay.circles.values()].map((circle) => circle.gaps.size), [1]);
});

test("leaves are folded in order, those of the directory without a gap", () => {
  const replay = fold(PEOPLE.slice(0, 2), []);
  assert.throws(() => replay.addDirectory(PEOPLE[3] as Entry), /leaf 3 where leaf 2 belongs/);
  const later = fold(PEOPLE, LETTERS.slice(0, 5));
  assert.throws(() => later.addCase(LETTERS[4] as Entry), /leaf 4 after leaf 4/);
});

// What does not count

test("a void statement is a leaf like any other: what follows counts, and its id is used up", () => {
  const replay = fold(PEOPLE);
  const [duty, boundary] = [PEOPLE[10], PEOPLE[8]];
  const [roots, entries] = [[replay.directory.root()], [] as Entry[]];
  const following = (entry: Leaf) => ({ seq: 2, previous: entry?.statement.hash ?? "" });
  const bodies = [
    { ...again(replay, boundary, "boundary", "twice"), ...following(duty) },
    { ...again(replay, boundary, "boundary", "twice"), ...following(boundary) },
    { ...again(replay, boundary, "boundary", "once"), ...following(boundary) },
  ];
  const rules = bodies.map((body) => {
    const entry = { index: replay.directory.size, statement: signed(replay, body), loggedAt: WHEN };
    const { fault } = replay.addDirectory(entry);
    entries.push(entry);
    roots.push(replay.directory.root());
    return fault?.rule ?? null;
  });

  assert.deepEqual(rules, ["ST-12", "ST-9", null]);
  assert.equal(new Set(roots).size, 4);
  assert.equal(fold([...PEOPLE, ...entries]).directory.root(), roots.at(-1));
});

test("a void statement of a case gives nothing, uses its id up, and is told with its rule", () => {
  const replay = fold(PEOPLE, LETTERS.slice(0, SETTLED));
  const [circle] = [...replay.circles.values()];
  assert.ok(circle);
  const before = circle.facts;
  const replayed = (LETTERS[4] as Entry).statement; // the grant of before

  for (const statement of [replayed, signed(replay, { ...replayed.body, id: id("new") })]) {
    assert.equal(replay.addCase(next(replay, statement)).counts, false);
  }

  assert.deepEqual(circle.verdicts.slice(-2).map(({ fault }) => fault?.rule), ["ST-9", "ST-12"]);
  assert.equal(circle.facts, before);
});

test("a statement of the other log is void in each", () => {
  const replay = fold(PEOPLE, LETTERS);
  const duty = signed(replay, again(replay, PEOPLE[10], "duty", "elsewhere"));
  const grant = signed(replay, again(replay, LETTERS[4], "grant", "elsewhere"));
  assert.equal(replay.addCase(next(replay, duty)).fault?.rule, "ST-1");
  assert.equal(ruleOf(() => replay.judgeDirectory(grant, { when: WHEN })), "ST-1");
});

// Bad copies

test("a copy that lacks a signature stops the reader loudly until somebody hands over a whole one", () => {
  const people = (place: number) => fold(PEOPLE.slice(0, place));
  const letters = (place: number) => fold(PEOPLE, LETTERS.slice(0, place));
  const logs = [
    { entries: PEOPLE, below: people, add: (replay: Replay, entry: Entry) => replay.addDirectory(entry) },
    { entries: LETTERS, below: letters, add: (replay: Replay, entry: Entry) => replay.addCase(entry) },
  ];
  for (const { entries, below, add } of logs) {
    for (const whole of entries.filter(({ statement }) => statement.keys.length > 0)) {
      const replay = below(whole.index);
      const size = () => [replay.directory.size, replay.caseSize];
      const before = size();
      const copy = { ...whole.statement, keys: [...whole.statement.keys.slice(0, -1), "d".repeat(64)] };

      assert.throws(() => add(replay, { ...whole, statement: copy }), BadSignatureError);

      assert.deepEqual(size(), before);
      assert.ok(add(replay, whole).counts);
    }
  }
});

test("a first roster with a signature too many is refused like one with too few", () => {
  const [first] = PEOPLE as readonly [Entry];
  const { statement } = first;
  for (const keys of [[...statement.keys, "d".repeat(64)], statement.keys.slice(0, 1)]) {
    assert.throws(() => fold([{ ...first, statement: { ...statement, keys } }]), { rule: "RO-1" });
  }
});
