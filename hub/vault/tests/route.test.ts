/** The fragment of the address is input like any other: what is not exactly a route leads nowhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoute, toCase } from "../src/pages/route.ts";

const HASH = "ab".repeat(32);

test("whatever is no route is lost", () => {
  const hostile = [
    "#/case",
    "#/case/",
    "#/case/<img>",
    "#/case/1/read/joint/extra/more",
    "#/case/1/write/everyone",
    `#/case/1/read/joint/${HASH}`,
    "#/case/1/write/joint/not-a-hash",
    "#/case/1/dates/joint",
    "#/case/1/constructor",
    "#/__proto__",
    "#/today/x",
    "#/intake/../case",
    "#/invitation/1/2",
    `#/case/${"a".repeat(65)}`,
    "#javascript:alert(1)",
  ];
  for (const fragment of hostile) {
    assert.deepEqual(parseRoute(fragment), { page: "lost" }, fragment);
  }
});

test("no fragment is Today", () => {
  for (const fragment of ["", "#", "#/", "#/today"]) {
    assert.deepEqual(parseRoute(fragment), { page: "today" });
  }
});

test("every place in a case has one address", () => {
  const places = [
    ["#/case/c1", { page: "case", caseId: "c1", section: "read" }],
    ["#/case/c1/read/tenant", { page: "case", caseId: "c1", section: "read", place: "tenant" }],
    ["#/case/c1/write/joint", { page: "case", caseId: "c1", section: "write", place: "joint" }],
    [
      `#/case/c1/write/record/${HASH}`,
      { page: "case", caseId: "c1", section: "write", place: "record", reply: HASH },
    ],
    ["#/case/c1/people", { page: "case", caseId: "c1", section: "people" }],
  ] as const;
  for (const [fragment, route] of places) {
    const parsed = parseRoute(fragment);
    assert.deepEqual(parsed, route);
    assert.ok(parsed.page === "case");
    assert.equal(toCase(parsed.caseId, parsed.section, parsed.place, parsed.reply), fragment);
  }
});

test("the other pages are found by their ids", () => {
  assert.deepEqual(parseRoute("#/invitation/c1"), { page: "invitation", caseId: "c1" });
  assert.deepEqual(parseRoute("#/intake/i1"), { page: "intake", intakeId: "i1" });
  assert.deepEqual(parseRoute("#/devices"), { page: "devices" });
});
