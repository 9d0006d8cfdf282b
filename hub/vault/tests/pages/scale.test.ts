import assert from "node:assert/strict";
import { test } from "node:test";

import { lanes, place, scaleOver, shared, ticks, weekends } from "../../src/pages/pictures/scale.ts";

const DAY = 86_400_000;
const november = scaleOver(["2026-11-02T00:00:00Z", "2026-12-02T00:00:00Z"], 0, 640);

test("one single instant still has a scale", () => {
  const scale = scaleOver(["2026-11-02T00:00:00Z"], 0, 100);
  assert.ok(scale.until > scale.from);
  assert.equal(place(scale, "2026-11-02T00:00:00Z"), 50);
});

test("what lies outside stands on the edge", () => {
  assert.equal(place(november, "2020-01-01T00:00:00Z"), 0);
  assert.equal(place(november, "2030-01-01T00:00:00Z"), 640);
});

test("instants keep their order and their distances", () => {
  const [one, two, three] = ["2026-11-04T00:00:00Z", "2026-11-14T00:00:00Z", "2026-11-24T00:00:00Z"].map(
    (at) => place(november, at),
  );
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  assert.ok(Math.abs(two - one - (three - two)) < 0.3);
});

test("ticks have room for their dates, however narrow the picture and long the case", () => {
  for (const width of [160, 320, 640, 1200]) {
    for (const days of [1, 9, 30, 90, 365, 2000]) {
      const from = Date.parse("2026-11-02T00:00:00Z");
      const found = ticks({ from, until: from + days * DAY, left: 0, right: width });
      assert.ok(found.length <= width / 64 + 1, `${found.length} ticks in ${width} px over ${days} days`);
    }
  }
});

test("weekly ticks are Mondays", () => {
  const found = ticks(november);
  assert.ok(found.length > 1);
  assert.ok(found.every((at) => new Date(at).getUTCDay() === 1));
});

/** What is made with the viewer somewhere else. */
function there<T>(zone: string, make: () => T): T {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

test("days begin at the viewer's midnight, on both sides of the date line and over a change of clocks", () => {
  const hours = (from: string, until: string): readonly string[] =>
    ticks(scaleOver([from, until], 0, 640)).map((at) => new Date(at).toISOString().slice(0, 16));
  const november30 = ["2026-11-30T00:00:00Z", "2026-12-01T12:00:00Z"] as const;
  assert.deepEqual(there("Pacific/Auckland", () => hours(...november30)), ["2026-11-30T11:00", "2026-12-01T11:00"]);
  assert.deepEqual(there("America/Los_Angeles", () => hours(...november30)), [
    "2026-11-30T08:00",
    "2026-12-01T08:00",
  ]);
  const clocksChange = ["2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"] as const;
  assert.deepEqual(there("Europe/Berlin", () => hours(...clocksChange)), [
    "2026-10-24T22:00",
    "2026-10-25T23:00",
    "2026-10-26T23:00",
  ]);
});

test("a weekend is where the viewer has it", () => {
  const saturday = "2026-11-28";
  const scale = scaleOver([`${saturday}T00:00:00Z`, `${saturday}T20:00:00Z`], 0, 640);
  const begins = (zone: string): number => there(zone, () => weekends(scale)[0]?.x ?? 0);
  assert.ok(begins("America/Los_Angeles") > begins("Europe/Berlin"));
});

test("weekends are shaded while they can be seen", () => {
  assert.equal(weekends(november).length, 5);
  assert.ok(weekends(november).every((each) => each.x >= 0 && each.width > 0));
  assert.deepEqual(weekends({ from: 0, until: 3000 * DAY, left: 0, right: 300 }), []);
});

test("marks that would overlap get lanes of their own", () => {
  assert.deepEqual(lanes([], 10), []);
  assert.deepEqual(lanes([0, 5, 20, 22, 24], 10), [0, 1, 0, 1, 2]);
});

test("spans that have nothing in common share nothing", () => {
  assert.equal(shared([]), undefined);
  const early = { from: "2026-11-01T00:00:00Z", until: "2026-11-03T00:00:00Z" };
  assert.equal(shared([early, { from: "2026-11-03T00:00:00Z", until: "2026-11-09T00:00:00Z" }]), undefined);
});

test("what all spans share is from the latest beginning to the earliest end", () => {
  const spans = [
    { from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z" },
    { from: "2026-11-03T00:00:00Z", until: "2026-11-20T00:00:00Z" },
  ];
  assert.deepEqual(shared(spans), { from: "2026-11-03T00:00:00Z", until: "2026-11-20T00:00:00Z" });
});
