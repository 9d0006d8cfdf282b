/** The same logs for every reader and at every size: gaps between the leaves of a case, and earlier views. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { caseIn } from "../src/crypto/circle/index.ts";
import { Directory } from "../src/crypto/directory/index.ts";
import type { Statement } from "../src/crypto/statement.ts";
import { type Logs, entriesOf, folded } from "./logs.ts";
import { vectors } from "./vectors.ts";

const FILE = vectors<Logs>("rings");
const PEOPLE = entriesOf(FILE, "directory");
const LETTERS = entriesOf(FILE, "case_log");

test("a reader of one case, who is shown no other leaves, comes to the same verdicts", () => {
  const ofIntake = ({ body }: Statement) => body.type !== "anchor" && caseIn(body) === undefined;
  const own = LETTERS.filter(({ statement }) => !ofIntake(statement));
  assert.equal(own.length, LETTERS.length - 1);
  const [replay, sparse] = [folded(FILE, [PEOPLE.length, LETTERS.length]), folded(FILE, [PEOPLE.length, 0])];
  for (const each of own) sparse.addCase(each);

  const [mine, whole] = [[...sparse.circles.values()], [...replay.circles.values()]];
  const told = (all: typeof mine) =>
    all.flatMap(({ verdicts }) => verdicts.map(({ entry, fault }) => [entry.statement.hash, fault?.rule]));
  assert.deepEqual(told(mine), told(whole));
  assert.deepEqual(mine[0]?.readers(), whole[0]?.readers());
});

test("a view of an earlier size is what a fold of that much would be", () => {
  const whole = folded(FILE, [PEOPLE.length, 0]).directory;
  for (const size of PEOPLE.keys()) {
    const [then, fresh] = [whole.at(size), folded(FILE, [size, 0]).directory];
    const said = (view: typeof then) => [
      ...[view.tenants(), view.boundaries(), view.groups(), view.witnesses()],
      ...PEOPLE.map(({ statement: { hash } }) => [view.people(hash), view.duty(hash)]),
      ...PEOPLE.map(({ statement: { hash } }) => [view.invitations(hash), view.tenant(hash)]),
      ...PEOPLE.map(({ statement: { body } }) => [view.device(body.by), view.seenId(body.id)]),
    ];
    assert.deepEqual(said(then), said(fresh.now));
    assert.equal(whole.root(size), fresh.root());
  }
});

test("an empty directory knows nobody, and none knows more than was logged", () => {
  const directory = new Directory({ hub: FILE.hub });
  const { now } = directory;
  const nobody = "0".repeat(64);
  const lists = [now.tenants(), now.people(nobody), now.duty(nobody), now.invitations(nobody)];
  const found = [now.tenant(nobody), now.bySlug("pip"), now.device(nobody), now.keyOwner(nobody)];
  assert.deepEqual([lists.flat(), found.filter(Boolean)], [[], []]);
  assert.ok(now.expired(nobody, "2026-11-21T09:00:00Z"));
  for (const size of [-1, 1, Number.NaN]) assert.throws(() => directory.at(size), RangeError);
});
