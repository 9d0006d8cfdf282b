/** The fragment of the address is input like any other: what is not exactly a route leads nowhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressIn, pageOf, parseRoute, toCase } from "../src/pages/route.ts";
import type { CaseRoute } from "../src/pages/route.ts";

const ENVELOPE = "ab".repeat(16);

test("whatever is no route is lost", () => {
  const hostile = [
    "#/case",
    "#/case/",
    "#/case/<img>",
    "#/case/1/read/joint/extra/more",
    "#/case/1/write/everyone",
    `#/case/1/read/joint/${ENVELOPE}`,
    "#/case/1/write/joint/not-an-envelope",
    `#/case/1/write/joint/${ENVELOPE.repeat(2)}`,
    "#/case/1/dates/joint",
    "#/case/1/constructor",
    "#/__proto__",
    "#/today/x",
    "#/intake/../case",
    "#/invitation/1/2",
    `#/case/${"a".repeat(65)}`,
    "#javascript:alert(1)",
    "#/@uv/join",
    "#/@uv/no/such",
    "#/@UV/case/1",
    "#/@/case/1",
    "#/@uv/@pip/case/1",
    "#/@<img>/today",
    `#/@${"a".repeat(33)}/today`,
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
      `#/case/c1/write/record/${ENVELOPE}`,
      { page: "case", caseId: "c1", section: "write", place: "record", reply: ENVELOPE },
    ],
    ["#/case/c1/people", { page: "case", caseId: "c1", section: "people" }],
  ] as const;
  for (const [fragment, route] of places) {
    assert.deepEqual(parseRoute(fragment), route);
    const { caseId, section, place, reply } = parseRoute(fragment) as CaseRoute;
    assert.equal(toCase(caseId, section, place, reply), fragment);
  }
});

test("the other pages are found by their ids", () => {
  assert.deepEqual(parseRoute("#/invitation/c1"), { page: "invitation", caseId: "c1" });
  assert.deepEqual(parseRoute("#/intake/i1"), { page: "intake", intakeId: "i1" });
  assert.deepEqual(parseRoute("#/devices"), { page: "devices" });
});

test("an address may name its team; what all teams share names none", () => {
  const [ofUv, alone] = [{ slug: "uv", several: true }, { slug: "uv", several: false }];
  assert.equal(addressIn(ofUv, "#/case/c1/dates"), "#/@uv/case/c1/dates");
  assert.equal(addressIn(ofUv, "#/today"), "#/today");
  assert.equal(addressIn(alone, "#/case/c1/dates"), "#/case/c1/dates");
  const dates = { page: "case", caseId: "c1", section: "dates", team: "uv" };
  assert.deepEqual(parseRoute("#/@uv/case/c1/dates"), dates);
  assert.deepEqual(parseRoute("#/@uv/today"), { page: "today", team: "uv" });
  assert.deepEqual(parseRoute("#/@uv"), { page: "today", team: "uv" });
});

test("the same case in two teams is two pages", () => {
  const pages = ["#/case/c1", "#/@uv/case/c1", "#/@pip/case/c1"].map((each) => pageOf(parseRoute(each)));
  assert.equal(new Set(pages).size, 3);
  assert.equal(pageOf(parseRoute("#/@uv/case/c1/dates")), pages[1]);
});
