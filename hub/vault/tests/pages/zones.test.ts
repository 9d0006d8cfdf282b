import assert from "node:assert/strict";
import { test } from "node:test";

import { instantAt, instantOf, isZone, ownZone, wallOf, zoneChoices } from "../../src/pages/zones.ts";

test("a time that the clocks skip has no instant", () => {
  const found = instantOf({ date: "2026-03-29", time: "02:30" }, "Europe/Berlin");
  assert.deepEqual(found, {
    fault: "The clocks of Europe/Berlin skip that time on that day. Choose another.",
  });
});

test("a time that the clocks show twice has no instant", () => {
  const found = instantOf({ date: "2026-11-01", time: "01:30" }, "America/New_York");
  assert.deepEqual(found, {
    fault: "The clocks of America/New_York show that time twice on that day. Choose another.",
  });
});

test("a date that is missing has no instant", () => {
  assert.deepEqual(instantOf({ date: "", time: "15:00" }, "UTC"), { fault: "Give a date and a time." });
});

test("a wall-clock time is one instant, before and after the clocks change", () => {
  assert.deepEqual(instantOf({ date: "2026-03-28", time: "16:00" }, "Europe/Berlin"), {
    at: "2026-03-28T15:00:00Z",
  });
  assert.deepEqual(instantOf({ date: "2026-03-30", time: "17:00" }, "Europe/Berlin"), {
    at: "2026-03-30T15:00:00Z",
  });
  assert.deepEqual(instantOf({ date: "2026-12-01", time: "20:45" }, "Asia/Kathmandu"), {
    at: "2026-12-01T15:00:00Z",
  });
  assert.deepEqual(instantOf({ date: "2026-12-02", time: "04:00" }, "Pacific/Auckland"), {
    at: "2026-12-01T15:00:00Z",
  });
});

test("what the clocks show leads back to the instant", () => {
  for (const zone of ["UTC", "America/St_Johns", "Asia/Kolkata", "Pacific/Kiritimati"]) {
    assert.deepEqual(instantOf(wallOf("2026-12-01T15:00:00Z", zone), zone), { at: "2026-12-01T15:00:00Z" });
  }
});

test("only places name a zone", () => {
  assert.equal(isZone("EST5EDT"), false);
  assert.equal(isZone("Europe/Atlantis"), false);
  assert.equal(isZone("America/Argentina/Salta"), true);
  assert.equal(isZone(ownZone()), true);
});

test("the likely zones come first and no zone comes twice", () => {
  const found = zoneChoices("Europe/Berlin", "nonsense", "UTC");
  assert.deepEqual(found.slice(0, 2), ["Europe/Berlin", "UTC"]);
  assert.equal(new Set(found).size, found.length);
});

test("an instant has whole seconds", () => {
  assert.equal(instantAt(Date.UTC(2026, 11, 1, 15, 0, 0, 999)), "2026-12-01T15:00:00Z");
});
