/** Days off out of the hub's list of teams, whatever it says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOffOf } from "../src/client/calendar.ts";

const [PIP, UV, PYPI] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];
const TEAMS = [
  { genesis: PIP, slug: "pip" },
  { genesis: UV, slug: "uv" },
];
const HOLIDAYS = {
  DE: [{ day: "2026-12-25", name: "Christmas Day" }],
  US: [{ day: "2026-11-26", name: "Thanksgiving Day" }, { day: "2026-12-25", name: "Christmas Day" }],
  FR: [{ day: "2026-12-25", name: "Christmas Day" }],
};

test("a holiday is named with its country and the teams that keep it; another team's counts for nothing", () => {
  const tenants = [
    { genesis: PIP, countries: ["DE"], blackouts: [] },
    { genesis: UV, countries: ["US", "DE"], blackouts: ["2026-12-01"] },
    { genesis: PYPI, countries: ["FR"], blackouts: ["2026-12-02"] },
  ];
  assert.deepEqual(
    daysOffOf({ tenants, holidays: HOLIDAYS }, TEAMS).map(({ day, why }) => `${day} ${why}`),
    [
      "2026-11-26 holiday in US (uv), Thanksgiving Day",
      "2026-12-01 uv publishes nothing",
      "2026-12-25 holiday in DE (pip and uv), Christmas Day",
      "2026-12-25 holiday in US (uv), Christmas Day",
    ],
  );
});

test("a list that makes no sense names no day", () => {
  const tenants = [{ genesis: PIP, countries: ["DE", 7], blackouts: ["soon", 3] }];
  for (const told of [
    undefined,
    [],
    { tenants: "all" },
    { tenants: [null, 7, {}] },
    { tenants, holidays: null },
    { tenants, holidays: { DE: [{ day: 7 }, { name: "x" }, null, "2026-12-25"] } },
    { tenants, holidays: { DE: "2026-12-25" } },
  ]) {
    assert.deepEqual(daysOffOf(told, TEAMS), []);
  }
});
