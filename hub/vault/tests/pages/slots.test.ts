import assert from "node:assert/strict";
import { test } from "node:test";

import { advise, effectOf, suggest } from "../../src/pages/slots.ts";

const bearing = { now: "2026-11-03T10:00:00Z", received: "2026-11-01T09:00:00Z" } as const;

test("a report older than 90 days leaves nothing to suggest", () => {
  assert.deepEqual(suggest({ now: "2027-03-01T10:00:00Z", received: "2026-11-01T09:00:00Z" }, []), []);
});

test("every suggestion is a Tuesday, Wednesday or Thursday at 15:00 UTC, in order, with its reason", () => {
  const found = suggest(bearing, []);
  assert.ok(found.length >= 3);
  assert.deepEqual(
    found.map((each) => each.at),
    found.map((each) => each.at).toSorted(),
  );
  for (const slot of found) {
    const day = new Date(slot.at);
    assert.ok([2, 3, 4].includes(day.getUTCDay()), slot.at);
    assert.match(slot.at, /T15:00:00Z$/);
    assert.ok(slot.why.length > 0);
  }
});

test("no suggestion falls into the end of the year", () => {
  const found = suggest({ now: "2026-11-20T10:00:00Z", received: "2026-11-12T09:00:00Z" }, []);
  assert.ok(
    found.some((each) => each.at === "2027-01-06T15:00:00Z"),
    "45 days after the report, moved past it",
  );
  assert.ok(found.every((each) => !(each.at >= "2026-12-18" && each.at < "2027-01-06")));
});

test("the last day that everybody has accepted is suggested, and by whom it is bounded", () => {
  const windows = [
    { slug: "pip", from: bearing.now, until: "2026-12-18T15:00:00Z" },
    { slug: "uv", from: bearing.now, until: "2026-11-28T15:00:00Z" },
  ];
  const slot = suggest(bearing, windows).find((each) =>
    each.why.some((why) => why.includes("uv has accepted")),
  );
  assert.equal(slot?.at, "2026-11-26T15:00:00Z");
});

test("a day that is good for two reasons is suggested once", () => {
  const windows = [{ slug: "uv", from: bearing.now, until: "2026-11-17T15:00:00Z" }];
  const found = suggest(bearing, windows);
  assert.equal(new Set(found.map((each) => each.at)).size, found.length);
  assert.equal(found[0]?.at, "2026-11-17T15:00:00Z");
  assert.equal(found[0]?.why.length, 2);
});

test("what is in force or on offer is not suggested again, and not taken twice (DP-3)", () => {
  const at = "2026-11-17T15:00:00Z";
  assert.ok(suggest(bearing, []).some((each) => each.at === at));
  assert.ok(suggest({ ...bearing, current: at }, []).every((each) => each.at !== at));
  assert.ok(suggest({ ...bearing, proposed: [at] }, []).every((each) => each.at !== at));
  assert.match(advise(at, { ...bearing, proposed: [at] })[0]?.sentence ?? "", /accept it/);
});

test("what the hub would refuse is said first and alone", () => {
  const sentence = (at: string, current?: string) => advise(at, { ...bearing, current })[0];
  assert.deepEqual(sentence("2026-11-03T09:59:00Z")?.kind, "refused");
  assert.match(sentence("2026-11-04T10:00:00Z", "2026-12-01T15:00:00Z")?.sentence ?? "", /48 hours/);
  assert.match(sentence("2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z")?.sentence ?? "", /in force already/);
  assert.match(sentence("2027-11-02T15:00:00Z")?.sentence ?? "", /a year/);
});

test("everything that speaks against a day is said", () => {
  const said = (at: string) =>
    advise(at, bearing)
      .map((each) => each.sentence)
      .join(" ");
  assert.match(said("2026-11-21T15:00:00Z"), /Saturday/);
  assert.match(said("2026-11-22T15:00:00Z"), /Sunday/);
  assert.match(said("2026-11-20T15:00:00Z"), /Friday/);
  assert.match(said("2026-11-23T15:00:00Z"), /Monday/);
  assert.match(said("2026-12-29T15:00:00Z"), /end of the year/);
  assert.match(said("2026-11-24T04:00:00Z"), /Outside 13:00/);
  assert.match(said("2027-02-17T20:00:00Z"), /90 days.*Outside/);
  assert.match(said("2026-11-04T15:00:00Z"), /Less than 48 hours/);
});

test("a day on which a team is away is not suggested, and beside the next it is said why", () => {
  const good = suggest(bearing, [])[0]?.at;
  assert.equal(good, "2026-11-17T15:00:00Z");
  const off = [
    { day: "2026-11-17", why: "holiday in DE (pip)" },
    { day: "2026-11-18", why: "uv publishes nothing" },
  ];
  const [slot] = suggest({ ...bearing, off }, []);
  assert.equal(slot?.at, "2026-11-19T15:00:00Z");
  assert.deepEqual(slot?.why, [
    "The first good day in two weeks: distributors get their notice.",
    "Not Tue 17 Nov: holiday in DE (pip).",
    "Not Wed 18 Nov: uv publishes nothing.",
  ]);
  assert.deepEqual(advise("2026-11-17T15:00:00Z", { ...bearing, off }), [
    { kind: "against", sentence: "On that day: holiday in DE (pip)." },
  ]);
  assert.deepEqual(advise("2026-11-19T15:00:00Z", { ...bearing, off })[0]?.kind, "for");
});

test("a holiday on a day that was none to begin with changes nothing", () => {
  const off = [{ day: "2026-11-21", why: "holiday in DE (pip)" }];
  assert.deepEqual(suggest({ ...bearing, off }, []), suggest(bearing, []));
});

test("where teams are away for months, nothing is suggested instead of searching for ever", () => {
  const days = Array.from({ length: 366 }, (_, at) => new Date(Date.UTC(2026, 10, 1 + at)));
  const off = days.map((each) => ({ day: each.toISOString().slice(0, 10), why: "uv publishes nothing" }));
  assert.deepEqual(suggest({ ...bearing, off }, []), []);
});

test("a good day is called good", () => {
  assert.deepEqual(
    advise("2026-11-24T15:00:00Z", bearing).map((each) => each.kind),
    ["for"],
  );
});

test("what proposing does is said by how the date stands to the one in force", () => {
  assert.match(effectOf("2026-11-24T15:00:00Z", undefined), /binds once/);
  assert.match(effectOf("2026-11-24T15:00:00Z", "2026-12-01T15:00:00Z"), /stands at once/);
  assert.match(effectOf("2026-12-08T15:00:00Z", "2026-12-01T15:00:00Z"), /nothing changes until every team/);
});
